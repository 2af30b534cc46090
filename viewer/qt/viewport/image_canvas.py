"""ImageCanvas: paints what render made of a viewport, and hands the pointer to the toolset."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from viewer.base.i18n import tr
from viewer.qt.reported import reported
from viewer.qt.screen_names import screen_name
from viewer.qt.theme import DARK
from viewer.qt.viewport.drawing_keys import take_key
from viewer.qt.viewport.input import pointer_event, wheel_event
from viewer.qt.viewport.painter import KeptDrawing, paint_drawing, paint_notice
from viewer.qt.viewport.touch import Touch
from viewer.render.raster import Picture, render
from viewer.render.readout import Readout, value_at
from viewer.render.screen import picture_on_screen
from viewer.workspace.toolset import Toolset
from viewer.workspace.viewport import Canvas, Viewport

_OTHER_SCREEN = (QEvent.Type.DevicePixelRatioChange, QEvent.Type.ScreenChangeInternal)
_PATIENCE_MS = 250  # before a cell says that it is loading


class ImageCanvas(QWidget):
    """The black surface of one viewport; works in device pixels, so it is sharp on any screen."""

    pressed = Signal()
    double_clicked = Signal()
    menu_wanted = Signal(QPoint)  # global position
    _touch: Touch | None = None  # Qt sends events to what is being built
    hovered = Signal()  # the cursor moved or left: `readout` tells
    why_wanted = Signal()

    def __init__(self, viewport: Viewport, toolset: Toolset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._toolset = toolset
        self._picture: Picture | None = None
        self._pixels: NDArray[np.uint8] | None = None
        self._kept_annotations = KeptDrawing()
        self._cursor: QPointF | None = None
        self._why: QPushButton | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self._touch = touch = Touch(viewport, toolset, self)
        touch.pressed.connect(self.pressed)
        touch.held.connect(lambda point: self.menu_wanted.emit(self.mapToGlobal(point.toPoint())))
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Image"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(64, 64))

    @property
    def picture(self) -> Picture | None:
        """What was painted last."""
        return self._picture

    @property
    def readout(self) -> Readout | None:
        """What lies under the cursor in the picture on screen."""
        if self._cursor is None or self._picture is None:
            return None
        ratio = self.devicePixelRatioF()
        return value_at(self._picture.scene, self._cursor.x() * ratio, self._cursor.y() * ratio)

    def refresh(self) -> None:
        """Paint anew; after a while without a picture, say that it is loading."""
        if self._viewport.frame is None:
            self._picture = None  # nothing is told of it any more, painted over or not
        if self._viewport.is_loading and not self._patience.isActive():
            self._patience.start()
        self._offer_why()
        self.update()

    @reported
    def paintEvent(self, event: QPaintEvent) -> None:
        """Render the scene and put it on screen."""
        painter = QPainter(self)
        scene = self._viewport.scene()
        if scene is None:
            self._picture = None
            painter.fillRect(self.rect(), QColor(DARK.image_ground))
            self._paint_absence(painter)
        else:
            ratio = self.devicePixelRatioF()
            self._picture = render(scene, self._picture)
            self._pixels = picture_on_screen(self._picture, reuse=self._pixels)
            painter.drawImage(QPointF(0, 0), _image_over(self._pixels, ratio))
            paint_drawing(painter, self._picture.under, ratio=ratio)
            self._kept_annotations.paint(painter, self._picture.annotations, ratio=ratio)
            paint_drawing(painter, self._picture.over, ratio=ratio)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the viewport how many device pixels it has."""
        self._set_canvas()

    def event(self, event: QEvent) -> bool:
        """Follow the window to a screen of another scale."""
        if self._touch is not None and self._touch.take(event):
            return True
        if event.type() in _OTHER_SCREEN:
            self._set_canvas()
        if isinstance(event, QKeyEvent) and take_key(event, self, self._viewport, self._toolset):
            return True
        return super().event(event)

    @reported
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the cell active and begin a gesture."""
        self.pressed.emit()
        self._toolset.press(self._viewport, pointer_event(event, self.devicePixelRatioF()))

    @reported
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, and read what is under the cursor."""
        self._cursor = event.position()
        self._toolset.move(self._viewport, pointer_event(event, self.devicePixelRatioF()))
        self.hovered.emit()

    @reported
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture; a right click without a drag asks for the menu."""
        pointer = pointer_event(event, self.devicePixelRatioF())
        was_click = self._toolset.release(self._viewport, pointer)
        if was_click and event.button() == Qt.MouseButton.RightButton:
            self.menu_wanted.emit(event.globalPosition().toPoint())

    @reported
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """End what is drawn, or change its corners; else maximise the cell, or back."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pointer = pointer_event(event, self.devicePixelRatioF())
        if not self._toolset.double_press(self._viewport, pointer):
            self.double_clicked.emit()

    @reported
    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen acts as the mouse, as finely as it can: its tip is left, its button right."""
        kind = event.type()
        pointer = pointer_event(event, self.devicePixelRatioF())
        if kind == QEvent.Type.TabletPress:
            self.pressed.emit()
            self._toolset.press(self._viewport, pointer)
        elif kind == QEvent.Type.TabletMove:
            self._cursor = event.position()
            self._toolset.move(self._viewport, pointer)
            self.hovered.emit()
        else:
            was_click = self._toolset.release(self._viewport, pointer)
            if was_click and event.button() == Qt.MouseButton.RightButton:
                self.menu_wanted.emit(event.globalPosition().toPoint())
        event.accept()

    @reported
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll or zoom."""
        self.pressed.emit()
        self._toolset.wheel(self._viewport, wheel_event(event, self.devicePixelRatioF()))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu by its key; the mouse opens it on release, after a click only."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_wanted.emit(event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Begin to read what is under the cursor."""
        self._cursor = event.position()
        self.hovered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Stop reading."""
        self._cursor = None
        self._toolset.leave(self._viewport)
        self.hovered.emit()

    def _set_canvas(self) -> None:
        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        screen = screen_name(self.screen())
        self._viewport.set_canvas(Canvas(max(1, width), max(1, height), ratio, screen))

    def _paint_absence(self, painter: QPainter) -> None:
        viewport = self._viewport
        title, detail, colour = absence(viewport)
        if not (viewport.is_loading and self._patience.isActive()):
            end = paint_notice(painter, QRectF(self.rect()), title, detail, colour=colour)
            if self._why is not None:
                self._why.move((self.width() - self._why.width()) // 2, round(end) + 12)

    def _offer_why(self) -> None:
        """Put a link under the words of a picture that cannot be shown."""
        if self._viewport.failure is None:
            if self._why is not None:
                self._why.hide()
            return
        if self._why is None:
            self._why = QPushButton(tr("Why?"), self)
            self._why.setProperty("role", "link")
            self._why.setCursor(Qt.CursorShape.PointingHandCursor)
            self._why.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._why.clicked.connect(self.pressed)
            self._why.clicked.connect(self.why_wanted)
        self._why.show()


def absence(viewport: Viewport) -> tuple[str, str, str]:
    """Why a viewport shows no picture: a title, what to do about it, and a colour."""
    shown = viewport.display_set
    if viewport.failure is not None:
        error = viewport.failure.error
        path = viewport.failure.ref.path
        name = path.name if viewport.shows_patient else tr("The image")
        title = tr("{name} cannot be shown").format(name=name)
        return title, " ".join(part for part in (error.message, error.hint) if part), DARK.bad
    if shown is None:
        return tr("Drag a series here"), "", DARK.faint
    return tr("Loading…"), "", DARK.second


def _image_over(pixels: NDArray[np.uint8], ratio: float) -> QImage:
    """A QImage that shares the memory of screen pixels, which its canvas keeps alive."""
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    return image
