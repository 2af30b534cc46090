"""PdfView: the pages of an encapsulated PDF; no script runs, and no link leads anywhere."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPalette, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from viewer.base.i18n import tr
from viewer.qt.icons import icon
from viewer.qt.text import PlainLabel, set_tool_tip
from viewer.qt.theme import DARK

_ZOOM_STEP = 1.25
_SMALLEST, _LARGEST = 0.1, 8.0
_GAP_PX = 8


class PdfView(QWidget):
    """Pages below each other, as wide as the cell at first."""

    def __init__(self, data: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buffer = QBuffer(self)  # the document reads from it as long as it lives
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._pages = QPdfDocument(self)
        self._pages.load(self._buffer)
        self._view = _Pages(self)
        self._view.setDocument(self._pages)
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setPageSpacing(_GAP_PX)
        self._view.zoom_wanted.connect(self._zoom_by)
        self._place = PlainLabel(parent=self, role="second")
        navigator = self._view.pageNavigator()
        navigator.currentPageChanged.connect(self._tell_place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._bar())
        self.setFocusProxy(self._view)
        self._tell_place()

    @property
    def problem(self) -> str:
        """Why there are no pages; "" when there are."""
        return _PROBLEMS.get(self._pages.error(), "")

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return self._pages.pageCount()

    def _bar(self) -> QWidget:
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        row.addWidget(self._place)
        row.addStretch(1)
        smaller = self._button("minus", tr("Smaller"))
        smaller.clicked.connect(lambda: self._zoom_by(1 / _ZOOM_STEP))
        larger = self._button("plus", tr("Larger"))
        larger.clicked.connect(lambda: self._zoom_by(_ZOOM_STEP))
        fit = self._button("fit", tr("Fit the width"))
        fit.clicked.connect(lambda: self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth))
        for button in (smaller, larger, fit):
            row.addWidget(button)
        return bar

    def _button(self, name: str, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "overlay")
        button.setIcon(icon(name, DARK))
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(title)
        set_tool_tip(button, title)
        return button

    def _zoom_by(self, factor: float) -> None:
        if self._view.zoomMode() is not QPdfView.ZoomMode.Custom:
            width_pt = self._pages.pagePointSize(0).width() or 1.0
            self._view.setZoomFactor(self._view.viewport().width() / (width_pt * _px_per_pt(self)))
            self._view.setZoomMode(QPdfView.ZoomMode.Custom)
        wanted = self._view.zoomFactor() * factor
        self._view.setZoomFactor(min(max(wanted, _SMALLEST), _LARGEST))

    def _tell_place(self, _: int = 0) -> None:
        page = self._view.pageNavigator().currentPage() + 1
        self._place.set_plain(tr("Page {page} of {count}").format(page=page, count=self.page_count))


class _Pages(QPdfView):
    """Qt's view would hand links to the system; this one lets no click through to them."""

    zoom_wanted = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAcceptDrops(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        ground = self.palette()
        for role in (QPalette.ColorRole.Dark, QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            ground.setColor(role, QColor(DARK.image_ground))
        self.setPalette(ground)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the focus, nothing else."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Do nothing: pages are read and scrolled."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do nothing: here Qt would open the link under the cursor."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_wanted.emit(_ZOOM_STEP if event.angleDelta().y() > 0 else 1 / _ZOOM_STEP)
            event.accept()
        else:
            super().wheelEvent(event)


def _px_per_pt(widget: QWidget) -> float:
    return widget.logicalDpiX() / 72.0


_PROBLEMS = {
    QPdfDocument.Error.IncorrectPassword: tr("This PDF asks for a password."),
    QPdfDocument.Error.UnsupportedSecurityScheme: tr("This PDF is encrypted in an unknown way."),
    QPdfDocument.Error.InvalidFileFormat: tr("This PDF is damaged."),
    QPdfDocument.Error.Unknown: tr("This PDF cannot be read."),
    QPdfDocument.Error.DataNotYetAvailable: tr("This PDF is incomplete."),
}
