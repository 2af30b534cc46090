"""The hanging protocols: order, what each is for, why it fits the active study or not."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.model.hanging import HangingProtocol, StudyRule
from viewer.model.identity import StudyUid
from viewer.qt.dialogs.cell_form import LONGEST, split_words
from viewer.qt.dialogs.stages_dialog import StagesDialog
from viewer.qt.flow_layout import FlowLayout
from viewer.qt.room import resize_on_screen, scroll_where_large
from viewer.qt.session_state import forget_folders
from viewer.qt.text import ElidedLabel, PlainLabel, plain
from viewer.qt.theme import ROW_PX
from viewer.workflows.hanging_file import default_protocols, read_protocols, write_protocols
from viewer.workspace.hanging import Match
from viewer.workspace.hangings import Hangings

_LIST_PX = 260


class HangingDialog(QDialog):
    """A list on the left, the chosen protocol on the right; every change counts at once."""

    changed = Signal(object)  # tuple[HangingProtocol, ...]
    failed = Signal(object)  # ViewerError

    def __init__(
        self,
        protocols: Sequence[HangingProtocol],
        hung: HangingProtocol | None,
        explain: Callable[[Sequence[HangingProtocol]], Sequence[Match]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Hanging protocols"))
        resize_on_screen(self, 760, 560)
        self._protocols = list(protocols)
        self._explain = explain
        self._is_filling = False
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Hanging protocols"))
        self.list.setFixedWidth(_LIST_PX)
        self.list.currentRowChanged.connect(self._fill)
        self.list.itemChanged.connect(self._toggle)
        self.name, self.modalities, self.parts, self.words = (QLineEdit() for _ in range(4))
        self.fewest, self.most = QSpinBox(), QSpinBox()
        self.stages, self.why = ElidedLabel(role="second"), PlainLabel()
        self.edit_stages = QPushButton(tr("Stages and cells…"))
        self.edit_stages.setAutoDefault(False)
        self.edit_stages.clicked.connect(self._open_stages)
        self._arrange()
        scroll_where_large(self)
        self._list(protocols.index(hung) if hung in protocols else 0)

    def _arrange(self) -> None:
        for line in (self.name, self.modalities, self.parts, self.words):
            line.setMaxLength(LONGEST)
            line.editingFinished.connect(self._edit)
        for box in (self.fewest, self.most):
            box.setRange(0, 999)
            box.setSpecialValueText(tr("any"))
            box.lineEdit().setTextMargins(6, 0, 0, 0)
            box.valueChanged.connect(self._edit)
        for line in (self.modalities, self.parts, self.words):
            line.setPlaceholderText(tr("any"))
        self.why.setWordWrap(True)
        form = QFormLayout()
        form.setSpacing(8)
        for title, widget in (
            (tr("Name"), self.name),
            (tr("Modalities"), self.modalities),
            (tr("Body parts"), self.parts),
            (tr("Words in descriptions"), self.words),
            (tr("At least, stacks"), self.fewest),
            (tr("At most, stacks"), self.most),
            (tr("Stages"), self.stages),
            ("", self.edit_stages),
            (tr("For the active study"), self.why),
        ):
            form.addRow(title, widget)
        right = QVBoxLayout()
        right.setSpacing(8)
        hint = tr("The first one that fits is hung when a study is opened. Divide words by commas.")
        words = PlainLabel(hint, role="second")
        words.setWordWrap(True)
        right.addWidget(words)
        right.addLayout(form)
        right.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.list)
        middle.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(middle, 1)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row, flow = QHBoxLayout(), FlowLayout(spacing=8)
        row.setSpacing(8)
        for title, act in (
            (tr("Up"), lambda: self._move(-1)),
            (tr("Down"), lambda: self._move(1)),
            (tr("Delete"), self._delete),
            (tr("Export…"), self._export),
            (tr("Import…"), self._import),
            (tr("Restore the defaults"), self._restore),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _, act=act: act())
            flow.addWidget(button)
        row.addLayout(flow, 1)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _list(self, row: int) -> None:
        """List the protocols anew and choose one."""
        self._is_filling = True
        self.list.clear()
        for protocol in self._protocols:
            item = QListWidgetItem(plain(tr(protocol.name), limit=80))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Checked if protocol.is_enabled else Qt.CheckState.Unchecked
            item.setCheckState(state)
            item.setSizeHint(QSize(0, ROW_PX))
            self.list.addItem(item)
        self._is_filling = False
        self.list.setCurrentRow(max(0, min(row, len(self._protocols) - 1)))

    def _fill(self, row: int) -> None:
        """Show one protocol."""
        if self._is_filling or not 0 <= row < len(self._protocols):
            return
        self._is_filling = True
        protocol = self._protocols[row]
        rule = protocol.rule
        self.name.setText(plain(tr(protocol.name)))
        self.modalities.setText(plain(", ".join(rule.modalities)))
        self.parts.setText(plain(", ".join(rule.body_parts)))
        self.words.setText(plain(", ".join(rule.words)))
        self.fewest.setValue(rule.fewest)
        self.most.setValue(rule.most)
        names = [tr(stage.name) or tr("unnamed") for stage in protocol.stages]
        self.stages.set_plain(" · ".join(names))
        self.why.set_plain(_reasons(self._explain(self._protocols), row))
        self._is_filling = False

    def _toggle(self, item: QListWidgetItem) -> None:
        if not self._is_filling:
            row = self.list.row(item)
            is_on = item.checkState() == Qt.CheckState.Checked
            self._protocols[row] = replace(self._protocols[row], is_enabled=is_on)
            self._tell(row)

    def _edit(self) -> None:
        row = self.list.currentRow()
        if self._is_filling or not 0 <= row < len(self._protocols):
            return
        before = self._protocols[row]
        rule = StudyRule(
            modalities=tuple(word.upper() for word in split_words(self.modalities)),
            body_parts=split_words(self.parts),
            words=split_words(self.words),
            fewest=self.fewest.value(),
            most=self.most.value(),
            needs_prior=before.rule.needs_prior,
        )
        name = self.name.text().strip()
        if name in ("", plain(tr(before.name))):
            name = before.name  # which is shown translated
        self._put(row, replace(before, name=name, rule=rule))

    def _put(self, row: int, protocol: HangingProtocol) -> None:
        if protocol != self._protocols[row]:
            self._protocols[row] = protocol
            self.list.item(row).setText(plain(tr(protocol.name), limit=80))
            self._tell(row)

    def _open_stages(self) -> None:
        """Edit what hangs where."""
        row = self.list.currentRow()
        dialog = StagesDialog(self._protocols[row], self)
        dialog.changed.connect(
            lambda stages: self._put(row, replace(self._protocols[row], stages=stages))
        )
        dialog.open()

    def _move(self, steps: int) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._protocols) and 0 <= row + steps < len(self._protocols):
            self._protocols.insert(row + steps, self._protocols.pop(row))
            self._list(row + steps)
            self._tell(row + steps)

    def _delete(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._protocols) and len(self._protocols) > 1:
            del self._protocols[row]
            self._list(row)
            self._tell(self.list.currentRow())

    def _restore(self) -> None:
        self._protocols = list(default_protocols())
        self._list(0)
        self._tell(0)

    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Export"), "hanging-protocols.json", tr("Hanging protocols (*.json)")
        )
        forget_folders()
        if name:
            self.export_to(Path(name))

    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, tr("Import"), "", tr("Hanging protocols (*.json)")
        )
        forget_folders()
        if name:
            self.import_from(Path(name))

    def export_to(self, path: Path) -> None:
        """Write all protocols to a file."""
        try:
            write_protocols(path, self._protocols)
        except ViewerError as error:
            self.failed.emit(error)

    def import_from(self, path: Path) -> None:
        """Put the protocols of a file before the others; those of the same name give way."""
        try:
            new = read_protocols(path)
        except ViewerError as error:
            self.failed.emit(error)
            return
        names = {protocol.name for protocol in new}
        self._protocols = [*new, *(p for p in self._protocols if p.name not in names)]
        self._list(0)
        self._tell(0)

    def _tell(self, row: int) -> None:
        self.changed.emit(tuple(self._protocols))
        self._fill(row)


def open_hangings(hangings: Hangings, study_uid: StudyUid | None, parent: QWidget) -> HangingDialog:
    """Open the list, with what each protocol says to a study."""

    def explain(protocols: Sequence[HangingProtocol]) -> Sequence[Match]:
        return hangings.explain(study_uid, protocols) if study_uid else ()

    dialog = HangingDialog(hangings.protocols, hangings.hung, explain, parent)
    dialog.open()
    return dialog


def _reasons(matches: Sequence[Match], row: int) -> str:
    """Why a protocol fits or not, line by line, and whether an earlier one takes the study."""
    if not matches:
        return tr("No study is open.")
    match = matches[row]
    lines = [f"✓ {reason}" for reason in match.met]
    lines += [f"✗ {reason}" for reason in match.unmet]
    first = next((each for each in matches if each.is_match), None)
    if match is first:
        lines.append(tr("It fits, and is the first that does."))
    elif match.is_match and first is not None:
        name = tr(first.protocol.name)
        lines.append(tr("It fits, but {name} comes before it.").format(name=name))
    else:
        lines.append(tr("It does not fit."))
    return "\n".join(lines)
