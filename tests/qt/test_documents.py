"""Documents in cells: literal text, links, pages that lead nowhere, curves, privacy (SEC-020)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.builders import CT, ct_series, report, uid, write
from tests.support.window import OpenWindow, let_run
from viewer.model.document import Entry, Link, Table
from viewer.model.finding import Severity
from viewer.model.identity import InstanceUid
from viewer.model.layout import Grid
from viewer.model.waveform import Channel, Recording
from viewer.qt.documents.document_panel import DocumentPanel
from viewer.qt.documents.pdf_view import PdfView
from viewer.qt.documents.text_view import TextView
from viewer.qt.documents.waveform_view import WaveformView
from viewer.qt.tags.tag_view import TagView
from viewer.qt.text import PlainLabel

MARKUP = '<img src="http://127.0.0.1/x.png"><b>bold</b> &amp; <a href="x">y</a>'
Opened = Callable[[Path], OpenWindow]


@pytest.fixture
def view(qapp: QApplication) -> TextView:
    made = TextView()
    made.resize(600, 400)
    made.show()
    return made


def all_open(link: Link) -> bool:
    return True


def text_of(view: TextView) -> str:
    while not view.is_complete:
        let_run(1)
    return view.toPlainText()


def panel(program: OpenWindow) -> DocumentPanel:
    found = program.window.grid.active.document
    assert found is not None
    return found


# Text


def test_markup_in_names_values_and_tables_stays_what_it_is(view: TextView) -> None:
    table = Table(MARKUP, (MARKUP, "b"), ((MARKUP, "c"),))
    heading = Entry(MARKUP, is_heading=True, parts=(Entry(MARKUP, MARKUP, relation=MARKUP),))
    view.set_parts([heading, Entry(value=MARKUP, link=Link(InstanceUid("1"))), table], all_open)
    assert text_of(view).count(MARKUP) == 8


def test_nothing_is_ever_loaded(view: TextView) -> None:
    image = QTextDocument.ResourceType.ImageResource
    for name in ("http://127.0.0.1/x.png", Path(__file__).as_uri()):
        assert not view.document().resource(image.value, QUrl(name))


def test_control_and_direction_characters_are_not_handed_on(view: TextView) -> None:
    view.set_parts([Entry("a\u202eb", "c\x00d")], all_open)
    assert "\u202e" not in text_of(view)
    assert "\x00" not in text_of(view)


def test_lines_of_a_value_stay_lines(view: TextView) -> None:
    view.set_parts([Entry("Text", "one\r\ntwo   2\nthree")], all_open)
    assert text_of(view).splitlines() == ["Text  one", "two   2", "three"]


def test_a_long_report_is_written_in_turns_and_whole(view: TextView) -> None:
    view.set_parts([Entry("line", str(number)) for number in range(500)], all_open)
    assert not view.is_complete
    assert text_of(view).splitlines() == [f"line  {number}" for number in range(500)]


def test_a_warning_has_a_sign_beside_its_colour(view: TextView) -> None:
    view.set_parts([Entry(value="cut off", severity=Severity.WARNING)], all_open)
    assert text_of(view) == "⚠ cut off"


def test_a_link_is_followed_by_a_click_and_says_whether_it_leads_anywhere(
    view: TextView,
) -> None:
    link, other = Link(InstanceUid("1.2"), (3,)), Link(InstanceUid("1.3"))
    chosen: list[Link] = []
    known = {link}
    view.link_chosen.connect(chosen.append)
    parts = [Entry("", "first", link=link), Entry("", "second", link=other)]
    view.set_parts(parts, lambda each: each in known)
    assert text_of(view).splitlines() == ["first", "second  not open"]
    place = next(
        QPoint(x, y)
        for y in range(0, 80, 4)
        for x in range(0, 80, 4)
        if view.anchorAt(QPoint(x, y))
    )
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )
    assert chosen == [link]
    known.add(other)
    view.refresh_links()
    assert text_of(view).splitlines() == ["first", "second"]


# Pages


def test_links_are_reached_and_followed_by_keys(view: TextView) -> None:
    first, second = Link(InstanceUid("1.2"), (3,)), Link(InstanceUid("1.3"))
    chosen: list[Link] = []
    view.link_chosen.connect(chosen.append)
    parts = [Entry("a", "b"), Entry("", "first", link=first), Entry("", "second", link=second)]
    view.set_parts(parts, all_open)
    text_of(view)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert chosen == []
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    assert chosen == [first, second]
    assert view.textCursor().selectedText() == "second"
    QTest.keyClick(view, Qt.Key.Key_Backtab)
    assert view.textCursor().selectedText() == "first"
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert not view.textCursor().hasSelection(), "past the last link the focus goes on"


def pdf_with_link(text: str) -> bytes:
    """A page whose whole area is a link out."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Annots [4 0 R] >>",
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 200 200] /Border [0 0 0]"
        b" /A << /S /URI /URI (" + text.encode() + b") >> >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, table,
    )  # fmt: skip


class Catcher(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.caught: list[QUrl] = []

    @Slot(QUrl)
    def catch(self, url: QUrl) -> None:
        self.caught.append(url)


def test_a_link_in_a_pdf_leads_nowhere(qapp: QApplication) -> None:
    catcher = Catcher()
    QDesktopServices.setUrlHandler("trap", catcher, "catch")
    pages = PdfView(pdf_with_link("trap://somewhere"))
    pages.resize(400, 400)
    pages.show()
    let_run(50)
    assert (pages.problem, pages.page_count) == ("", 1)
    view = pages.findChild(QPdfView)
    assert view is not None
    for point in (QPoint(60, 60), QPoint(200, 200)):
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point
        )
    QDesktopServices.openUrl(QUrl("trap://control"))  # the trap works
    QDesktopServices.unsetUrlHandler("trap")
    pages.close()
    assert catcher.caught == [QUrl("trap://control")]


def test_a_damaged_pdf_says_so(qapp: QApplication) -> None:
    assert PdfView(b"%PDF-1.4 and then nothing").problem == "This PDF is damaged."


def test_a_pdf_stands_in_its_cell(opened: Opened, corpus: Path) -> None:
    program = opened(corpus / "chafey+dicom2ion-js/test/fixtures/test-encapsulated-pdf.dcm")
    special = panel(program).special
    assert isinstance(special, PdfView)
    assert special.page_count == 1
    assert not panel(program).text.isVisible()


# Curves


def test_an_ecg_and_other_signals_are_drawn(qapp: QApplication) -> None:
    times = np.arange(1000, dtype=np.float32) / 250
    ecg = Recording("Rhythm", 250.0, (Channel("Lead II", np.sin(times * 7), "mV"),))
    other = Recording("Pressure", 250.0, (Channel("ART", np.sin(times), "mmHg"),))
    view = WaveformView([ecg, other])
    view.resize(800, 300)
    view.show()
    let_run(50)
    for number in (0, 1):
        view.show_recording(number)
        let_run(50)
        picture = view.grab().toImage()
        colours = {picture.pixel(x, y) for x in range(0, 800, 7) for y in range(60, 300)}
        assert len(colours) > 2


# Cells


def item(**elements: Any) -> Dataset:
    ds = Dataset()
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return ds


def finding_on(instance: str) -> Dataset:
    """A report with a link to an image."""
    ds = report(
        SOPInstanceUID=uid("report"), SeriesInstanceUID=uid("reports"), SeriesNumber=99,
        StudyInstanceUID=uid("study"),
    )  # fmt: skip
    ds.ContentSequence = Sequence(
        [
            item(
                RelationshipType="CONTAINS", ValueType="IMAGE",
                ReferencedSOPSequence=Sequence(
                    [item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=instance)]
                ),
            )
        ]
    )  # fmt: skip
    return ds


def test_a_link_shows_its_image_in_the_next_cell(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path, 4)
    program = opened(tmp_path)
    workspace = program.workspace
    (images,) = [s for s in workspace.display_sets if not s.is_document]
    wanted = images.frames[2]
    write(tmp_path / "sr" / "report.dcm", finding_on(wanted.sop_instance_uid))
    program.window.open_paths([tmp_path / "sr"])
    program.settle()
    workspace.set_grid(Grid(1, 2))
    (words,) = [s for s in workspace.display_sets if s.is_document]
    workspace.show(words, 0)
    program.settle()
    document = panel(program)
    assert "not open" not in text_of(document.text)
    document.link_chosen.emit(Link(wanted.sop_instance_uid))
    assert workspace.viewports[1].wanted == wanted
    assert workspace.viewports[0].document is not None


def test_a_link_to_what_is_not_open_is_told_of(opened: Opened, tmp_path: Path) -> None:
    write(tmp_path / "report.dcm", finding_on("1.2.3"))
    program = opened(tmp_path)
    assert "not open" in text_of(panel(program).text)
    panel(program).link_chosen.emit(Link(InstanceUid("1.2.3")))
    assert "What this refers to is not open." in program.window.messages.texts


def test_patient_data_are_hidden_with_the_whole_document(opened: Opened, tmp_path: Path) -> None:
    ds = finding_on("1.2.3")
    ds.PatientName = "Canary^Yellow"
    write(tmp_path / "report.dcm", ds)
    program = opened(tmp_path)

    def shown() -> str:
        labels = panel(program).findChildren(PlainLabel)
        visible = [label.text() for label in labels if label.isVisible()]
        return " ".join([*visible, text_of(panel(program).text)])

    assert "Canary" in shown()
    program.workspace.show_texts(text=True, patient=False)
    let_run(100)
    assert not panel(program).text.isVisible()
    assert "Canary" not in shown()
    program.workspace.show_texts(text=True, patient=True)
    let_run(100)
    assert panel(program).text.isVisible()
    assert "Canary" in shown()


def test_an_object_of_tags_only_shows_its_tags(opened: Opened, tmp_path: Path) -> None:
    write(tmp_path / "raw", report(SOPClassUID="1.2.840.10008.5.1.4.1.1.66", Modality="OT"))
    program = opened(tmp_path)
    special = panel(program).special
    assert isinstance(special, TagView)
    assert special.model.matches > 20


def test_an_image_after_a_document_takes_its_place_back(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path, 2)
    write(tmp_path / "report.dcm", finding_on("1.2.3"))
    program = opened(tmp_path)
    images, words = sorted(program.workspace.display_sets, key=lambda s: s.is_document)
    cell = program.window.grid.active
    for display_set, is_document in ((words, True), (images, False), (words, True)):
        program.workspace.show(display_set)
        program.settle()
        assert cell.canvas.isHidden() == is_document
        assert cell.document is not None
        assert cell.document.isHidden() != is_document
