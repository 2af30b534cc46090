"""Icons by name: line drawings from resources/icons in the colours of the theme."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from viewer.base.resources import resource_path
from viewer.qt.theme import ICON_PX, Theme


def icon(name: str, theme: Theme, *, colour: str = "") -> QIcon:
    """The icon `name` for buttons and menus: faint when disabled, in accent when checked."""
    made = QIcon()
    states = (
        (QIcon.Mode.Normal, QIcon.State.Off, colour or theme.text),
        (QIcon.Mode.Normal, QIcon.State.On, colour or theme.accent),
        (QIcon.Mode.Active, QIcon.State.On, colour or theme.accent),
        (QIcon.Mode.Disabled, QIcon.State.Off, theme.faint),
        (QIcon.Mode.Disabled, QIcon.State.On, theme.faint),
    )
    for scale in _scales():
        drawn = {ink: pixmap(name, ink, scale=scale) for _, _, ink in states}
        for mode, state, ink in states:
            made.addPixmap(drawn[ink], mode, state)
    return made


def _scales() -> set[float]:
    """The scales of the screens; drawing for others too would hold up the start (P2)."""
    return {screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}


def pixmap(name: str, colour: str, *, size: int = ICON_PX, scale: float = 1.0) -> QPixmap:
    """The icon `name` drawn in `colour`, `size` logical pixels wide, for a screen of `scale`."""
    drawn = QPixmap(round(size * scale), round(size * scale))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    source = QByteArray(_source(name).replace("currentColor", colour).encode())
    QSvgRenderer(source).render(painter, QRectF(drawn.rect()))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn


def application_icon() -> QIcon:
    """The program's own icon."""
    return QIcon(str(resource_path("icons", "radiolucent.svg")))


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
