"""About: the name, the version, the warning, and whose work is inside."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from viewer import __version__
from viewer.base.i18n import tr
from viewer.qt.icons import application_icon
from viewer.qt.notice_bar import NOT_A_DEVICE
from viewer.qt.room import scroll_where_large
from viewer.qt.text import PlainLabel

if TYPE_CHECKING:
    from importlib.metadata import PackageMetadata

_LIBRARIES = (
    "PySide6-Essentials",
    "numpy",
    "opencv-python-headless",
    "pydicom",
    "imagecodecs",
    "pylibjpeg",
    "pylibjpeg-openjpeg",
    "pillow",
    "click",
    "platformdirs",
)


class AboutDialog(QDialog):
    """A small window; its button copies the versions for a report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("About Radiolucent"))
        self.setMinimumWidth(520)
        picture = PlainLabel(parent=self)
        picture.setPixmap(application_icon().pixmap(QSize(64, 64), self.devicePixelRatioF()))
        titles = QVBoxLayout()
        titles.setSpacing(4)
        titles.addWidget(PlainLabel("Radiolucent", self, role="headline"))
        version = tr("Version {version}").format(version=__version__)
        titles.addWidget(PlainLabel(version, self, role="second"))
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(picture)
        top.addLayout(titles, 1)
        warning = PlainLabel(NOT_A_DEVICE, self, role="warn")
        warning.setWordWrap(True)
        licence = PlainLabel(
            tr("Free software under the Apache License 2.0, with these libraries:"), self
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(top)
        layout.addWidget(warning)
        layout.addWidget(licence)
        layout.addWidget(_library_list(self), 1)
        layout.addLayout(self._buttons())
        scroll_where_large(self)

    @property
    def texts(self) -> list[str]:
        """Every text of the window, from top to bottom."""
        return [label.text() for label in self.findChildren(PlainLabel)]

    def _buttons(self) -> QHBoxLayout:
        copy = QPushButton(tr("Copy versions"), self)
        copy.clicked.connect(_copy_versions)
        close = QPushButton(tr("Close"), self)
        close.setProperty("role", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(close)
        return row


def library_versions() -> list[tuple[str, str, str]]:
    """Name, version and licence of each library that is installed."""
    from importlib.metadata import PackageNotFoundError, metadata  # late: 15 ms (P2)

    found = []
    for name in _LIBRARIES:
        try:
            data = metadata(name)
        except PackageNotFoundError:
            continue  # a frozen program may leave the records of a package out
        found.append((name, data["Version"], _licence(data)))
    return found


def _licence(data: "PackageMetadata") -> str:
    """The licence by the newest of the three ways in which packages have told it."""
    for key in ("License-Expression", "License"):
        if key in data:
            return data[key].partition("\n")[0]
    classifiers = data.get_all("Classifier") or []
    named = [text for text in classifiers if text.startswith("License ::")]
    return named[0].rpartition(" :: ")[2] if named else ""


def _library_list(parent: QWidget) -> QScrollArea:
    content = QWidget()
    content.setProperty("role", "panel")
    grid = QGridLayout(content)
    grid.setContentsMargins(12, 8, 12, 8)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    for row, (name, version, licence) in enumerate(library_versions()):
        grid.addWidget(PlainLabel(name, content), row, 0)
        grid.addWidget(PlainLabel(version, content, role="second"), row, 1)
        label = PlainLabel(licence, content, role="second")
        label.setWordWrap(True)
        grid.addWidget(label, row, 2)
    grid.setColumnStretch(2, 1)
    area = QScrollArea(parent)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setMinimumHeight(220)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _copy_versions() -> None:
    lines = [f"Radiolucent {__version__}"]
    lines += [f"{name} {version}" for name, version, _ in library_versions()]
    QGuiApplication.clipboard().setText("\n".join(lines))
