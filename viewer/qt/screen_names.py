"""A screen by a name that stays the same from start to start."""

from PySide6.QtGui import QScreen


def screen_name(screen: QScreen) -> str:
    """Maker, model, serial number and connector, as far as the system tells them."""
    parts = (screen.manufacturer(), screen.model(), screen.serialNumber(), screen.name())
    return " ".join(part.strip() for part in parts if part.strip())
