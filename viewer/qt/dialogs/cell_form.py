"""What belongs into one cell of a stage, as a form."""

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from viewer.base.i18n import tr
from viewer.model.hanging import CellRule, Side, Times
from viewer.model.study import Depiction
from viewer.qt.text import plain

LONGEST: Final = 256
_ALL: Final = (Depiction.PLAIN, Depiction.SYNTHETIC, Depiction.TOMOSYNTHESIS)


class CellForm(QWidget):
    """Shows a rule, and sends another one by `changed` when a field is left."""

    changed = Signal(object)  # CellRule

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rule = CellRule()
        self._is_filling = False
        self.study = _choice({Times.CURRENT: tr("the study opened"), Times.PRIOR: tr("the prior")})
        self.modalities, self.parts, self.words, self.views, self.modifiers = (
            _line() for _ in range(5)
        )
        self.views.setPlaceholderText(tr("any") + " (CC, MLO, PA …)")
        self.modifiers.setPlaceholderText(tr("any") + " (S, M, ID …)")
        self.side = _choice({"": tr("any"), "R": tr("right"), "L": tr("left")})
        self.depictions = _choice({kinds: _told(kinds) for kinds in _KINDS})
        self.fewest = QSpinBox()
        self.fewest.setRange(0, 9999)
        self.fewest.setSpecialValueText(tr("any"))
        self.chest_wall = _choice(
            {None: tr("as stored"), Side.LEFT: tr("at the left"), Side.RIGHT: tr("at the right")}
        )
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        for title, widget in (
            (tr("From"), self.study),
            (tr("Modalities"), self.modalities),
            (tr("Body parts"), self.parts),
            (tr("Words in descriptions"), self.words),
            (tr("Body side"), self.side),
            (tr("Views"), self.views),
            (tr("Modifiers of views"), self.modifiers),
            (tr("Kind of picture"), self.depictions),
            (tr("At least, images"), self.fewest),
            (tr("Chest wall"), self.chest_wall),
        ):
            widget.setAccessibleName(title)
            form.addRow(title, widget)
        for line in self._lines():
            line.editingFinished.connect(self._edit)
        for box in (self.study, self.side, self.depictions, self.chest_wall):
            box.activated.connect(self._edit)
        self.fewest.valueChanged.connect(self._edit)

    def show_rule(self, rule: CellRule) -> None:
        """Show what a cell asks for."""
        self._is_filling = True
        self._rule = rule
        values = (rule.modalities, rule.body_parts, rule.words, rule.views, rule.modifiers)
        for line, words in zip(self._lines(), values, strict=True):
            line.setText(plain(", ".join(words)))
        if self.depictions.findData(rule.depictions) < 0:
            self.depictions.addItem(_told(rule.depictions), rule.depictions)
        _choose(self.study, rule.study)
        _choose(self.side, rule.laterality)
        _choose(self.depictions, rule.depictions)
        _choose(self.chest_wall, rule.chest_wall)
        self.fewest.setValue(rule.fewest_images)
        self._is_filling = False

    def _lines(self) -> tuple[QLineEdit, ...]:
        return self.modalities, self.parts, self.words, self.views, self.modifiers

    def _edit(self) -> None:
        if self._is_filling:
            return
        rule = CellRule(
            study=self.study.currentData(),
            modalities=_capitals(self.modalities),
            body_parts=split_words(self.parts),
            words=split_words(self.words),
            laterality=self.side.currentData(),
            views=_capitals(self.views),
            modifiers=_capitals(self.modifiers),
            depictions=self.depictions.currentData(),
            fewest_images=self.fewest.value(),
            chest_wall=self.chest_wall.currentData(),
        )
        if rule != self._rule:
            self._rule = rule
            self.changed.emit(rule)


def told_rule(rule: CellRule) -> str:
    """A rule in a few words, line by line."""
    sides = {"R": tr("right"), "L": tr("left")}
    lines = (
        tr("the prior") if rule.study is Times.PRIOR else "",
        " ".join((*rule.modalities, *rule.body_parts)),
        ", ".join(rule.words),
        " ".join((sides.get(rule.laterality, rule.laterality), *rule.views, *rule.modifiers)),
        _told(rule.depictions[:1]) if rule.depictions else "",
    )
    return "\n".join(plain(line, limit=60) for line in lines if line.strip()) or tr("what is left")


def split_words(line: QLineEdit) -> tuple[str, ...]:
    """The words of a field, between commas."""
    return tuple(word.strip() for word in line.text().split(",") if word.strip())


def _capitals(line: QLineEdit) -> tuple[str, ...]:
    return tuple(word.upper() for word in split_words(line))


def _line() -> QLineEdit:
    line = QLineEdit()
    line.setMaxLength(LONGEST)
    line.setPlaceholderText(tr("any"))
    return line


def _choice(choices: dict[Any, str]) -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for value, title in choices.items():
        box.addItem(title, value)
    return box


def _choose(box: QComboBox, value: Any) -> None:
    places = [place for place in range(box.count()) if box.itemData(place) == value]
    box.setCurrentIndex(places[0] if places else 0)


_KINDS: Final = ((), *((each,) for each in _ALL), _ALL)


def _told(kinds: tuple[Depiction, ...]) -> str:
    """What is wanted, the first of it first."""
    names = {
        Depiction.PLAIN: tr("plain"),
        Depiction.SYNTHETIC: tr("computed"),
        Depiction.TOMOSYNTHESIS: tr("tomosynthesis"),
        Depiction.SOURCE: tr("source of tomosynthesis"),
    }
    return tr(", else ").join(names[kind] for kind in kinds) or tr("any")
