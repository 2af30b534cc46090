"""Text from files is shown as it stands, whatever it looks like (SEC-020)."""

import re
from collections.abc import Callable
from pathlib import Path

import pyqtgraph
import pytest
from pydicom import config
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QTextEdit, QWidget

from tests.support.builders import make_dataset, override, uid, write
from tests.support.window import OpenWindow, let_run
from viewer.commands.command import call
from viewer.commands.context import Notice, Tone
from viewer.qt.panels.strip_model import StripRole
from viewer.qt.text import ElidedLabel, PlainLabel, plain, set_axis_name, set_tool_tip, tool_tip
from viewer.qt.viewport.painter import paint_drawing
from viewer.render.drawing import Text

RAW_DATA = "1.2.840.10008.5.1.4.1.1.66"
EVIL = "<img src=x><b>bold</b>"
SOURCES = Path(__file__).resolve().parents[2] / "viewer" / "qt"


def test_markup_stays_markup_in_a_label(qapp: QApplication) -> None:
    for label in (PlainLabel(EVIL), ElidedLabel(EVIL)):
        assert label.text() == EVIL
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_markup_stays_markup_beside_an_axis(qapp: QApplication) -> None:
    axis = pyqtgraph.AxisItem("left")
    set_axis_name(axis, f"Value ({EVIL})")
    assert axis.label.toPlainText().strip() == f"Value ({plain(EVIL)})"


def test_markup_is_escaped_in_a_tool_tip(qapp: QApplication) -> None:
    widget = QWidget()
    set_tool_tip(widget, EVIL)
    assert "<img" not in widget.toolTip()
    assert "&lt;img src=x&gt;" in widget.toolTip()
    assert tool_tip("", "a") == "<qt>a</qt>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a b"),
        ("a\x1b[31mb", "a [31mb"),
        ("abc\u202edef", "abc def"),
        ("a\n b\t c", "a b c"),
        ("M\u00fcller\u2003\u5c71\u7530", "M\u00fcller \u5c71\u7530"),
        ("x" * 400, "x" * 299 + "\u2026"),
    ],
)
def test_unseen_characters_do_not_reach_the_screen(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_patient_called_like_a_tag_is_shown_literally_everywhere(
    opened: Callable[[Path], OpenWindow], tmp_path: Path
) -> None:
    overrides = dict.fromkeys(("PatientName", "StudyDescription", "SeriesDescription"), EVIL)
    write(tmp_path / "evil.dcm", make_dataset(**overrides))
    program = opened(tmp_path)
    window, model = program.window, program.window.browser.model
    program.wait(model.rowCount)
    patient = model.index(0, 0)
    study = model.index(0, 0, patient)
    assert patient.data() == EVIL.replace("=", " ")  # which divides the groups of a name
    assert study.data() == EVIL
    assert "<img" not in patient.data(Qt.ItemDataRole.ToolTipRole)
    row = window.strip.strip.index(0)
    assert row.data() == f"1  {EVIL}"
    assert EVIL in row.data(StripRole.HEADING)
    assert "<img" not in row.data(Qt.ItemDataRole.ToolTipRole)
    labels = [label for label in window.findChildren(QLabel) if EVIL in label.text()]
    assert labels, "the inspector names the series"
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
    tips = [widget.toolTip() for widget in window.findChildren(QWidget)]
    assert not any("<img" in tip for tip in tips)


def test_no_widget_reads_markup_or_lets_text_hide_itself(
    opened: Callable[[Path], OpenWindow], tmp_path: Path
) -> None:
    """Everything that shows texts is open at once: tags, a report, problems, character sets."""
    evil = f"{EVIL}\u202egnp.exe\x1b[2J"
    elements = dict.fromkeys(("PatientName", "PatientID", "StudyDescription"), evil)
    with config.disable_value_validation():
        image = make_dataset(**elements, SeriesDescription=evil, InstitutionName=evil)
        report = override(
            make_dataset(**elements, ContentDescription=evil, SeriesDescription=evil),
            PixelData=None, Rows=None, Columns=None, Modality="OT", SOPClassUID=RAW_DATA,
            SOPInstanceUID=uid("report"), SeriesInstanceUID=uid("reports"),
        )  # fmt: skip
        write(tmp_path / f"{EVIL}.dcm", image)
        write(tmp_path / "report.dcm", report)
    (tmp_path / f"{EVIL}cut.dcm").write_bytes((tmp_path / f"{EVIL}.dcm").read_bytes()[:500])
    program = opened(tmp_path)
    window = program.window
    (document,) = [each for each in program.workspace.display_sets if each.is_document]
    program.workspace.show(document)
    for command in ("app.tags", "study.character_set"):
        window.verbs.run(call(command))
        program.settle()
    window.problems.show()
    window.messages.tell(Notice(Tone.ERROR, evil, hint=evil))
    let_run(300)
    for widget in [window, *window.findChildren(QWidget)]:
        assert "<" not in widget.windowTitle()
        assert "<img" not in widget.toolTip(), widget
        if isinstance(widget, QLabel):
            assert widget.textFormat() is Qt.TextFormat.PlainText or not widget.text(), widget
            assert "\u202e" not in widget.text()
            assert "\x1b" not in widget.text()
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            _check_items(widget.model(), QModelIndex())
        if isinstance(widget, QTextEdit):
            assert "\N{OBJECT REPLACEMENT CHARACTER}" not in widget.toPlainText(), "an image"
            assert "\u202e" not in widget.toPlainText()
    told = " ".join(edit.toPlainText() for edit in window.findChildren(QTextEdit))
    assert EVIL in told, "the report is shown letter by letter"


def _check_items(model: QAbstractItemModel, parent: QModelIndex) -> None:
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        assert "<img" not in str(index.data(Qt.ItemDataRole.ToolTipRole))
        text = str(index.data())
        assert "\u202e" not in text
        assert "\x1b" not in text
        _check_items(model, index)


def test_text_on_an_image_is_painted_letter_by_letter(qapp: QApplication) -> None:
    def width_of(text: str) -> int:
        image = QImage(600, 40, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        paint_drawing(painter, (Text(4, 4, text, 13.0),), ratio=1.0)
        painter.end()
        lit = [x for x in range(600) for y in range(40) if image.pixel(x, y) & 0xFFFFFF]
        return max(lit) - min(lit)

    assert width_of("<b>wide</b>") > width_of("wide") * 1.8


FORBIDDEN = {
    r"\bQLabel\(": "use PlainLabel",
    r"\.setToolTip\(": "use set_tool_tip",
    r"\bQTextBrowser\b": "no rich text",
    r"\bQTextEdit\b": "no rich text",
    r"\.setHtml\(": "no rich text",
    r"RichText|AutoText|MarkdownText": "no rich text",
    r"QMessageBox\.(information|warning|critical|question|about)": "no modal boxes",
    r"setOpenExternalLinks": "no links out of the program",
}

PERMITTED = {
    # Sets documents word by word, never as markup: tests/qt/test_documents.py.
    ("text_view.py", r"\bQTextEdit\b"),
    # Escapes all of a page that is printed: tests/qt/test_report_pdf.py.
    ("report_pdf.py", r"\.setHtml\("),
}


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_only_the_text_module_makes_labels_and_tool_tips(pattern: str) -> None:
    found = [
        f"{path.name}:{number}: {FORBIDDEN[pattern]}"
        for path in SOURCES.rglob("*.py")
        if path.name != "text.py" and (path.name, pattern) not in PERMITTED
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found
