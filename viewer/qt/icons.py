"""Icons by name: line drawings from resources/icons in the colours of the theme."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from viewer.base.resources import resource_path
from viewer.qt.theme import ICON_PX, Theme


def icon(name: str, theme: Theme, *, colour: str = "") -> QIcon:
    """The icon `name` for buttons and menus: faint when disabled, in accent when checked."""
    made = QIcon()
    ink, chosen = colour or theme.text, colour or theme.accent
    for scale in {screen.devicePixelRatio() for screen in QGuiApplication.screens()}:
        plain, checked = pixmap(name, ink, scale=scale), pixmap(name, chosen, scale=scale)
        faint = pixmap(name, theme.faint, scale=scale)
        made.addPixmap(plain, QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(checked, QIcon.Mode.Normal, QIcon.State.On)
        made.addPixmap(faint, QIcon.Mode.Disabled, QIcon.State.Off)
        made.addPixmap(faint, QIcon.Mode.Disabled, QIcon.State.On)
    return made


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, *, size: int = ICON_PX, scale: float = 1.0) -> QPixmap:
    """The icon `name` drawn in `colour`, `size` logical pixels wide, for a screen of `scale`."""
    drawn = QPixmap.fromImage(_mask(name, round(size * scale)).copy())
    painter = QPainter(drawn)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(drawn.rect(), QColor(colour))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn


def application_icon() -> QIcon:
    """The program's own icon."""
    return QIcon(str(resource_path("icons", "radiolucent.svg")))


@lru_cache(maxsize=256)
def _mask(name: str, pixels: int) -> QImage:
    """Where the ink of an icon is; drawn once, tinted often."""
    mask = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    mask.fill(Qt.GlobalColor.transparent)
    painter = QPainter(mask)
    source = resource_path("icons", f"{name}.svg").read_bytes()
    QSvgRenderer(QByteArray(source.replace(b"currentColor", b"black"))).render(
        painter, QRectF(mask.rect())
    )
    painter.end()
    return mask
