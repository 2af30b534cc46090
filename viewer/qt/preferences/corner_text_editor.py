"""Edit the texts in the corners of images: a template for each corner, per modality."""

from typing import Final

from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.base.i18n import tr
from viewer.qt.text import PlainLabel, WrappedLabel
from viewer.render.corner_template import CORNERS, FIELDS, fill, lines_of, problem_of, text_of
from viewer.render.corner_text import template_for
from viewer.settings.store import SettingsStore

_KEY: Final = "corner_text.templates"
_MODALITIES: Final = ("CT", "MR", "CR", "DX", "MG", "US", "PT", "NM", "XA", "RF", "OT")
_EDIT_PX: Final = 112
_EXAMPLES: Final = {
    "patient_name": "Doe, Jane", "patient_id": "12345", "birth_date": "1961-04-12",
    "patient_age": "63Y", "patient_sex": "F", "institution": "St. Elsewhere",
    "study_date": "2024-05-06", "study_time": "10:15", "study_description": "CT Chest",
    "accession_number": "A-778", "series_number": "3", "series_description": "Lung 1.5",
    "image_number": "57/133", "slice_position": "H 12.5 mm", "slice_thickness": "1.5 mm",
    "technique": "120 kVp 210 mA", "zoom": "142 %", "lossy": "lossy 12:1",
    "window": "W 1500 L -600", "window_source": "Lung",
}  # fmt: skip


class CornerTextEditor(QWidget):
    """Edits the setting `corner_text.templates`; what is wrong is said and not taken."""

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__()
        self._settings = settings
        self.modality = QComboBox(self)
        self.modality.setAccessibleName(tr("Images"))
        self.modality.addItem(tr("All images"), "default")
        for name in _MODALITIES:
            self.modality.addItem(name, name)
        self.modality.addItem(tr("Small cells"), "small")
        self.modality.currentIndexChanged.connect(self._show)
        self.reset = QPushButton(tr("Default texts"), self)
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._reset)
        self.edits = {corner: self._edit(title) for corner, title in _titles().items()}
        self.said = WrappedLabel("", self, role="second")
        self.preview = WrappedLabel("", self, role="second")
        self._arrange()
        self._show()
        settings.changed.connect(self._follow)

    @property
    def chosen(self) -> str:
        """The modality that is edited, "default" or "small"."""
        return str(self.modality.currentData())

    def _edit(self, title: str) -> QPlainTextEdit:
        edit = QPlainTextEdit(self)
        edit.setAccessibleName(title)
        edit.setProperty("role", "field")
        edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(_EDIT_PX)
        edit.textChanged.connect(self._take)
        return edit

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(PlainLabel(tr("Texts for"), self))
        top.addWidget(self.modality, 1)
        top.addWidget(self.reset)
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, (corner, title) in enumerate(_titles().items()):
            row, column = divmod(place, 2)
            grid.addWidget(PlainLabel(title, self, role="caption"), 2 * row, column)
            grid.addWidget(self.edits[corner], 2 * row + 1, column)
        hint = tr("A part between bars | is left out when one of its fields is empty. Fields:")
        names = " ".join(f"{{{name}}}" for name in FIELDS)
        fields = WrappedLabel(f"{hint} {names}", self, role="second")
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(8)
        column_.addLayout(top)
        column_.addLayout(grid)
        column_.addWidget(self.said)
        column_.addWidget(PlainLabel(tr("Preview"), self, role="caption"))
        column_.addWidget(self.preview)
        column_.addWidget(fields)
        column_.addStretch(1)

    def _own(self) -> dict[str, str]:
        return dict(self._settings.value.corner_text.templates.get(self.chosen, {}))

    def _show(self, _: object = None) -> None:
        """Put the templates in force into the fields."""
        modality = "" if self.chosen == "default" else self.chosen
        options = self._settings.value.corner_text
        template = template_for(modality, options.templates, is_small=self.chosen == "small")
        for corner, edit in self.edits.items():
            edit.blockSignals(True)
            edit.setPlainText(text_of(template[corner]))
            edit.blockSignals(False)
        self._say()

    def _follow(self, _: object) -> None:
        if not any(edit.hasFocus() for edit in self.edits.values()):
            self._show()

    def _take(self) -> None:
        """Keep what differs, once all of it is good."""
        if self._say():
            return
        modality = "" if self.chosen == "default" else self.chosen
        others = dict(self._settings.value.corner_text.templates)
        others.pop(self.chosen, None)
        shipped = template_for(modality, others, is_small=self.chosen == "small")
        mine = {
            corner: edit.toPlainText()
            for corner, edit in self.edits.items()
            if lines_of(edit.toPlainText()) != shipped[corner]
        }
        if mine != self._own():
            self._settings.set(_KEY, others | ({self.chosen: mine} if mine else {}))
        self.reset.setEnabled(bool(mine))

    def _reset(self) -> None:
        others = dict(self._settings.value.corner_text.templates)
        others.pop(self.chosen, None)
        self._settings.set(_KEY, others)
        self._show()

    def _say(self) -> str:
        problems = (problem_of(edit.toPlainText()) for edit in self.edits.values())
        problem = next(filter(None, problems), "")
        self.said.setVisible(bool(problem))
        self.said.set_plain(f"⚠ {problem}" if problem else "")
        lines = [
            "  ·  ".join(filter(None, (fill(line, _EXAMPLES) for line in lines_of(text))))
            for text in (edit.toPlainText() for edit in self.edits.values())
        ]
        if not problem:
            self.preview.set_plain("\n".join(lines))
        self.reset.setEnabled(bool(self._own()))
        return problem


def _titles() -> dict[str, str]:
    titles = (tr("Top left"), tr("Top right"), tr("Bottom left"), tr("Bottom right"))
    return dict(zip(CORNERS, titles, strict=True))
