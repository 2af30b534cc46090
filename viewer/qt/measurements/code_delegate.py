"""Findings and sites are chosen from their list or written, in the cell of a table."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from viewer.base.i18n import tr
from viewer.qt.measurements.columns import FINDING
from viewer.workspace.code_lists import findings, sites

Index = QModelIndex | QPersistentModelIndex
_LONGEST = 64  # Code Meaning is a Long String (PS3.5 6.2)


class CodeDelegate(QStyledItemDelegate):
    """Edits with a list that takes other words too."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The list of the column."""
        codes = findings() if index.column() == FINDING else sites()
        box = QComboBox(parent)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for title, meaning in sorted((tr(code.meaning), code.meaning) for code in codes):
            box.addItem(title, meaning)
        line = box.lineEdit()
        if line is not None:
            line.setMaxLength(_LONGEST)
        box.setMinimumWidth(190)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what is there."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take a concept by its English meaning, else the words."""
        if isinstance(editor, QComboBox):
            text = editor.currentText().strip()
            place = editor.findText(text, Qt.MatchFlag.MatchFixedString)
            is_same = text == str(index.data(Qt.ItemDataRole.EditRole) or "")
            meaning = text if place < 0 or is_same else editor.itemData(place)
            model.setData(index, meaning)
