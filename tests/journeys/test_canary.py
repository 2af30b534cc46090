"""A canary patient is driven through every feature, and sings nowhere (SEC-030 to SEC-032).

Nothing of the patient may be in a log, a crash report, the settings, the list of recent folders, a
temporary file, or the name or content of a cached file; nor in the window while patient data are
hidden. The archive and the original files are allowed to know, and the standard output that was
asked for.
"""

import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QWidget,
)

from tests.support.builders import (
    BASIC_TEXT_SR,
    file_bytes,
    make_dataset,
    override,
    uid,
    write,
)
from tests.support.window import OpenWindow, let_run, open_window
from viewer.app.crash import EndReport, catch_crashes
from viewer.base.jobs import Job, Lane
from viewer.base.log import set_up_logging
from viewer.base.paths import AppPaths, app_paths
from viewer.commands.command import call
from viewer.qt.browser.tree_model import Role
from viewer.qt.dialogs.character_set_dialog import CharacterSetDialog

UIDS = {
    "StudyInstanceUID": "1.2.826.0.1.3680043.8.498.77001122334455",
    "SeriesInstanceUID": "1.2.826.0.1.3680043.8.498.77001122334466",
    "SOPInstanceUID": "1.2.826.0.1.3680043.8.498.77001122334477",
    "FrameOfReferenceUID": "1.2.826.0.1.3680043.8.498.77001122334488",
}
VALUES = {
    "PatientName": "Zebulonix^Quartermain",
    "PatientID": "PIDCANARY4711",
    "PatientBirthDate": "19370519",
    "AccessionNumber": "ACCQ99887",
    "StudyDescription": "Obscurantoscopy",
    "SeriesDescription": "Thaumaturgia",
    "InstitutionName": "Xylocarp Infirmary",
    "ReferringPhysicianName": "Wormwood^Sybilla",
    "PatientComments": "Fitzwarren remarked",
    "ImageComments": "Gallimaufry",
    **UIDS,
}
# What may know of the patient: the list of studies and what is drawn on them, and what was
# open last, which names it by UID alone.
ARCHIVE = ("index.sqlite", "index-own.sqlite", "annotations.sqlite")
OPEN_LAST, UID_PART = "session.json", "770011223344"
# Each of these betrays the patient, also as parts of paths and as dates are shown.
SONGS = (
    "zebulonix", "quartermain", "pidcanary4711", "19370519", "1937-05-19", "accq99887",
    "obscurantoscopy", "thaumaturgia", "xylocarp", "wormwood", "sybilla", "fitzwarren",
    "gallimaufry", "nightingale", UID_PART,
)  # fmt: skip
FOLDER = "Nightingale_Quartermain"
# What a screen must not tell while patient data are hidden.
WHO = tuple(song for song in SONGS if song not in ("obscurantoscopy", "thaumaturgia"))


def songs_in(text: str) -> list[str]:
    folded = text.casefold()
    return [song for song in SONGS if song in folded]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Slices, a report, a compressed image, and files broken in several ways."""
    folder = tmp_path / FOLDER
    for number in range(4):
        write(folder / f"Zebulonix_{number}.dcm", slice_of(number))
    report = override(
        make_dataset(**VALUES), PixelData=None, Rows=None, Columns=None, SOPClassUID=BASIC_TEXT_SR,
        Modality="SR", SOPInstanceUID=UIDS["SOPInstanceUID"] + ".7",
        SeriesInstanceUID=UIDS["SeriesInstanceUID"] + ".7",
    )  # fmt: skip
    write(folder / "Zebulonix_report.dcm", report)
    whole = file_bytes(slice_of(8))
    (folder / "Zebulonix_cut.dcm").write_bytes(whole[:600])
    (folder / "Zebulonix_short.dcm").write_bytes(whole[:-60])
    (folder / "Zebulonix_none.dcm").write_bytes(b"not DICOM, but of Quartermain")
    wrong = whole.replace(b"0.5\\0.5", b"Zebuloni").replace(b"20240131", b"Quarterm")
    (folder / "Zebulonix_wrong.dcm").write_bytes(wrong)
    odd = file_bytes(slice_of(9)).replace(b"ISO_IR 192", b"Wormwood\\X")
    (folder / "Zebulonix_odd.dcm").write_bytes(odd.replace(b"Xylocarp", b"Xyloc\xff\xfep"))
    jpeg = slice_of(10)
    jpeg.PixelData = (
        b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\x00\xe0\x1a\0\0\0Quartermain is no JPEG stream"
    )
    write(folder / "Zebulonix_jpeg.dcm", jpeg, "1.2.840.10008.1.2.4.50")
    return folder


def slice_of(number: int) -> Dataset:
    values = {
        **VALUES,
        "SOPInstanceUID": f"{UIDS['SOPInstanceUID']}.{number}",
        "InstanceNumber": number + 1,
        "ImagePositionPatient": [0.0, 0.0, float(number)],
    }
    return make_dataset(**values)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppPaths:
    """Every folder that the program or its libraries could write to, empty, in one place."""
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR"):
        folder = tmp_path / "machine" / variable
        folder.mkdir(parents=True)
        monkeypatch.setenv(variable, str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "machine" / "TMPDIR"))
    return app_paths().create()


@pytest.fixture
def shouting() -> Iterator[None]:
    """Warnings are told as in the program itself: pytest would make errors of them."""
    with warnings.catch_warnings():
        warnings.resetwarnings()
        yield


@pytest.fixture
def bugs_expected(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Bugs are raised on purpose."""
    yield
    caplog.clear()


def tell_tales(places: AppPaths, machine: Path) -> list[str]:
    """Files outside the archive whose names or content tell of the patient."""
    found = []
    for top in (places.data, places.config, places.cache, places.log, machine):
        for file in top.rglob("*"):
            name = str(file.relative_to(top))
            if file.is_file() and not file.name.startswith(ARCHIVE):
                name += "\n" + file.read_bytes().decode("latin_1")
            songs = songs_in(name)
            if file.name == OPEN_LAST and file.parent == places.data:
                songs = [song for song in songs if song != UID_PART]
            found += [f"{file}: {song}" for song in songs]
    return found


@pytest.mark.usefixtures("shouting", "bugs_expected")
def test_a_patient_is_nowhere_but_in_the_archive(
    qapp: QApplication,
    study: Path,
    places: AppPaths,
    capfd: pytest.CaptureFixture[str],
) -> None:
    set_up_logging(places.log, verbose=True)
    with EndReport(places.log), open_window(qapp, width=1500) as program:
        undo = catch_crashes(lambda: None)
        try:
            _look_around(program, study)
            _hide_patient(program)
            _choose_files(program, study)
            _meet_bugs(program)
        finally:
            undo()
    logging.shutdown()
    log = (places.log / "radiolucent.log").read_text(encoding="utf-8")
    assert log.count("bug_with_a_name") == 2, "both bugs are written down"
    assert tell_tales(places, places.log.parents[1] / "machine") == []
    assert [song for text in capfd.readouterr() for song in songs_in(text)] == []


def _look_around(program: OpenWindow, study: Path) -> None:
    """Open, scroll, window, play, search, read: everything that shows a patient."""
    window, canvas = program.window, program.canvas
    program.drop(study)
    program.wait(lambda: canvas.picture is not None)
    program.settle()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_I, Qt.Key.Key_O):
        QTest.keyClick(canvas, key)
        program.settle()
    for command in ("cine.toggle", "cine.toggle", "app.tags", "view.overlays", "app.shortcuts"):
        if command in {each.id for each in program.program.parts.registry}:
            window.verbs.run(call(command))
            let_run(100)
    for _ in program.workspace.display_sets:
        window.verbs.run(call("layout.next_series"))
        program.settle()
    window.browser.filters.box.setText("zebulonix")
    program.wait(lambda: window.browser.model.rowCount() == 1)
    program.workspace.show(program.workspace.display_sets[0])
    program.settle()
    window.verbs.run(call("study.character_set"))
    program.wait(lambda: window.findChildren(CharacterSetDialog))
    (dialog,) = window.findChildren(CharacterSetDialog)
    dialog.table.selectRow(1)
    dialog.accept()
    program.wait(program.program.archive.character_sets)
    program.settle()
    for dialog in window.findChildren(QDialog):
        dialog.close()
    window.problems.show()
    let_run(100)
    shown = " ".join(_texts_on_screen(window)).casefold()
    assert {"quartermain", "nightingale", "obscurantoscopy"} <= {s for s in SONGS if s in shown}
    assert window.problems.model.rowCount() >= 2


def _hide_patient(program: OpenWindow) -> None:
    program.window.verbs.run(call("view.privacy"))
    assert not program.workspace.shows_patient
    let_run(300)
    told = _texts_on_screen(program.window)
    assert [text for text in told if any(song in text.casefold() for song in WHO)] == []
    assert songs_in(program.window.windowTitle()) == []
    program.window.verbs.run(call("view.privacy"))


def _texts_on_screen(window: QWidget) -> list[str]:
    """Every word that visible widgets show, tool tips too."""
    texts = [window.windowTitle()]
    for widget in [window, *window.findChildren(QWidget)]:
        if not widget.isVisible():
            continue
        texts += [widget.toolTip(), widget.windowTitle(), widget.accessibleName()]
        if isinstance(widget, QLabel):
            texts.append(widget.text())
        if isinstance(widget, QLineEdit):
            texts.append(widget.displayText())
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            texts += _texts_of(widget.model(), QModelIndex())
    return texts


def _texts_of(model: QAbstractItemModel, parent: QModelIndex) -> list[str]:
    roles = [Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole]
    own = [Qt.ItemDataRole.UserRole + number for number in range(8)]
    roles += [role for role in own if role != Role.KEY]  # by which rows are found again, unseen
    texts: list[str] = []
    for row in range(model.rowCount(parent)):
        for column in range(
            1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
        ):
            index = model.index(row, column, parent)
            values = [index.data(role) for role in roles]
            texts += [value for value in values if isinstance(value, str)]
        texts += _texts_of(model, model.index(row, 0, parent))
    return texts


def _choose_files(program: OpenWindow, study: Path) -> None:
    """Choose a file in the dialog, which keeps a list of folders of its own."""

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        dialog.setDirectory(str(study))
        dialog.findChild(QLineEdit).setText("Zebulonix_0.dcm")
        QTimer.singleShot(200, dialog.accept)

    QTimer.singleShot(300, choose)
    program.window.verbs.run(call("study.open_files"))
    program.settle()


def bug_with_a_name(job: Job) -> None:
    raise ValueError(f"cannot read {VALUES['PatientName']} in {FOLDER}")


def _meet_bugs(program: OpenWindow) -> None:
    """One that a lane catches, and one that nobody does."""
    runner = program.program.parts.runner
    failures: list[Exception] = []
    runner.submit(Lane.DISK, bug_with_a_name, title="Opening", failed=failures.append)
    program.wait(lambda: failures)
    try:
        bug_with_a_name(Job())
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)


COMMANDS = (
    ("import", "{folder}"),
    ("import", "{folder}", "--character-set", "ISO_IR 100"),
    ("rescan",),
    ("stats",),
    ("render", "{folder}/Zebulonix_0.dcm", "-o", "{out}/a.png"),
    *(("render", f"{{folder}}/Zebulonix_{kind}.dcm", "-o", "{out}/b.png")
      for kind in ("cut", "short", "none", "wrong", "odd", "jpeg", "report", "absent")),
    *(("dump", f"{{folder}}/Zebulonix_{kind}.dcm", *form)
      for kind in ("0", "cut", "wrong", "odd", "none") for form in ((), ("--json",), ("--xml",))),
    ("doctor", "{folder}/Zebulonix_cut.dcm", "{folder}/Zebulonix_odd.dcm"),
    ("remove", UIDS["StudyInstanceUID"]),
)  # fmt: skip


def test_errors_of_the_command_line_do_not_quote_the_patient(
    study: Path, places: AppPaths, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for command in COMMANDS:
        words = [word.format(folder=study, out=out) for word in command]
        line = [sys.executable, "-m", "viewer", "--verbose", *words]
        done = subprocess.run(
            line, capture_output=True, text=True, timeout=60, check=False, env=dict(os.environ)
        )
        assert done.returncode in (0, 1, 2, 3), done.stderr
        # Files are named as the user named them; nothing else may tell of the patient.
        told = done.stderr.replace(str(study), "")
        for file in study.iterdir():
            told = told.replace(file.name, "")
        told = told.replace("Zebulonix_absent.dcm", "")
        assert songs_in(told) == [], words
    assert tell_tales(places, tmp_path / "machine") == []


def test_the_canary_can_be_heard(places: AppPaths, tmp_path: Path) -> None:
    (places.log / "radiolucent.log").write_text(f"read {UIDS['StudyInstanceUID']}")
    (places.cache / "Quartermain.thumbnail").write_bytes(b"")
    assert len(tell_tales(places, tmp_path / "machine")) == 2
    assert songs_in(uid("study")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_everything_that_is_written_is_its_owner_s_alone(
    qapp: QApplication, study: Path, places: AppPaths, caplog: pytest.LogCaptureFixture
) -> None:
    former = os.umask(0o022)
    try:
        set_up_logging(places.log)
        with EndReport(places.log), open_window(qapp) as program:
            program.window.open_paths([study])
            program.settle()
            program.look.set_theme(program.look.theme)
            logging.getLogger("viewer.test").info("something")
            open_to_others = _open_to_others(places)
    finally:
        os.umask(former)
    assert open_to_others == []
    assert _open_to_others(places) == []
    assert list((places.cache / "thumbnails").iterdir())
    caplog.clear()


def _open_to_others(places: AppPaths) -> list[str]:
    tops = (places.data, places.config, places.cache, places.log)
    files = [file for top in tops for file in (top, *top.rglob("*"))]
    return [str(file) for file in files if file.exists() and file.stat().st_mode & 0o077]
