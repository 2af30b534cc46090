"""The strip of marks under a picture: whole marks and words only, however narrow the cell."""

from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from viewer.model.finding import Severity
from viewer.qt.viewport.trust_strip import TrustStrip
from viewer.render.trust import TrustKind, TrustMark

MARKS = (
    TrustMark(TrustKind.SPACING, Severity.NOTE, "", "The pixel size is that of the patient."),
    TrustMark(TrustKind.LOSSY, Severity.WARNING, "lossy 9.4:1", "Compressed with losses."),
    TrustMark(TrustKind.WINDOW, Severity.NOTE, "", "The window is the file's own."),
    TrustMark(TrustKind.MISSING, Severity.WARNING, "slices missing", "2 slices are missing."),
)


def seen(strip: TrustStrip) -> list[QLabel]:
    QApplication.processEvents()
    labels = [label for label in strip.findChildren(QLabel) if label.isVisible()]
    return sorted(labels, key=lambda label: label.x())


def test_what_has_no_room_is_left_out_whole_and_counted(qapp: QApplication) -> None:
    strip = TrustStrip()
    strip.set_marks(MARKS)
    strip.show()
    told = []
    for width in (400, 190, 100, 60):
        strip.resize(width, 28)
        labels = seen(strip)
        for label in labels:
            assert label.width() >= label.sizeHint().width(), (width, label.text())
            assert label.geometry().right() < width
        told.append([label.text() for label in labels if label.text()])
    assert told == [["lossy 9.4:1", "slices missing"], ["lossy 9.4:1"], [], ["+3"]]
    assert labels[0].accessibleName() == "Compressed with losses."
    assert "2 slices are missing." in labels[-1].toolTip()
    strip.close()


def test_marks_that_come_to_a_narrow_strip_with_room_beside_it_are_all_shown(
    qapp: QApplication,
) -> None:
    footer = QWidget()
    strip = TrustStrip()
    row = QHBoxLayout(footer)
    row.addWidget(strip)
    row.addStretch(1)
    footer.resize(800, 28)
    footer.show()
    for marks in ((), MARKS[:1], MARKS, MARKS[2:], MARKS):
        strip.set_marks(marks)
        pictures = [label for label in seen(strip) if not label.text()]
        assert len(pictures) == len(marks)
        words = [mark.short for mark in marks if mark.severity is Severity.WARNING]
        assert [label.text() for label in seen(strip) if label.text()] == words
    footer.close()
