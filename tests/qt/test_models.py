"""The item models under Qt's own model tester, over archives and display sets made by hand."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from tests.support.images import make_display_set
from viewer.model.archive import ANY, ArchiveCounts, SeriesRow, StoreResult, StudyRow
from viewer.model.identity import SeriesUid, StudyUid
from viewer.model.patient import Patient, PersonName
from viewer.model.search import Search
from viewer.model.study import InstanceRecord, SeriesRecord, StudyRecord
from viewer.qt.browser.tree_model import Level, Role, StudyTreeModel
from viewer.qt.panels.problems_panel import ProblemsModel
from viewer.qt.panels.strip_model import SeriesStripModel, StripRole
from viewer.qt.viewport.drop import DISPLAY_SET_TYPE, dropped_key


class ListedArchive:
    """Studies in a list, newest first, two to a patient."""

    def __init__(self, studies: int) -> None:
        self.rows = [self._row(number) for number in range(studies)]
        self.searches: list[str] = []
        self.series_reads = 0

    @staticmethod
    def _row(number: int) -> StudyRow:
        name = f"Patient^{number // 2:04d}"
        patient = Patient(name=PersonName(alphabetic=name), patient_id=f"{number // 2}")
        uid = StudyUid(f"1.2.{number}")
        return StudyRow(StudyRecord(uid, patient, date="20240131"), ("CT",), 2, 12)

    def find_studies(
        self,
        search: Search = ANY,
        *,
        limit: int = 500,
        after: StudyRow | None = None,
    ) -> list[StudyRow]:
        self.searches.append(search.words)
        found = [row for row in self.rows if search.words in row.study.patient.name.alphabetic]
        start = found.index(after) + 1 if after else 0
        return found[start : start + limit]

    def find_series(self, study_uid: StudyUid) -> list[SeriesRow]:
        self.series_reads += 1
        return [
            SeriesRow(SeriesRecord(SeriesUid(f"{study_uid}.{n}"), study_uid, "CT", n), 6)
            for n in (1, 2)
        ]

    def locate(self, study_uid: StudyUid, series_uid: SeriesUid | None = None) -> list[Path]:
        return []

    def store(self, instances: Iterable[InstanceRecord], *, source: str = "") -> StoreResult:
        return StoreResult()

    def remove(self, study_uid: StudyUid) -> int:
        return 0

    def counts(self) -> ArchiveCounts:
        return ArchiveCounts(0, 0, 0, 0, 0)


def watched(model: QAbstractItemModel) -> QAbstractItemModelTester:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)  # it would fetch in the middle of a reset and trip over itself
    return tester


def children(model: StudyTreeModel, parent: QModelIndex) -> list[QModelIndex]:
    return [model.index(row, 0, parent) for row in range(model.rowCount(parent))]


def test_the_tree_groups_studies_by_patient(qapp: QApplication) -> None:
    model = StudyTreeModel(ListedArchive(5))
    tester = watched(model)
    model.search(Search())
    patients = children(model, QModelIndex())
    assert [index.data() for index in patients] == [
        "Patient, 0000",
        "Patient, 0001",
        "Patient, 0002",
    ]
    assert [model.rowCount(index) for index in patients] == [2, 2, 1]
    assert patients[0].data(Role.LEVEL) is Level.PATIENT
    del tester


def test_studies_of_nobody_known_do_not_lie_together(qapp: QApplication) -> None:
    archive = ListedArchive(4)
    nobody = Patient(name=PersonName.parse("^"))
    archive.rows[1:3] = [
        replace(row, study=replace(row.study, patient=nobody)) for row in archive.rows[1:3]
    ]
    model = StudyTreeModel(archive)
    model.search(Search())
    patients = children(model, QModelIndex())
    assert [model.rowCount(index) for index in patients] == [1, 1, 1, 1]
    assert len({index.data(Role.KEY) for index in patients}) == 4


def test_series_are_read_when_a_study_is_opened(qapp: QApplication) -> None:
    archive = ListedArchive(1)
    model = StudyTreeModel(archive)
    model.search(Search())
    study = model.index(0, 0, model.index(0, 0))
    assert archive.series_reads == 0
    assert model.hasChildren(study)
    assert model.canFetchMore(study)
    tester = watched(model)
    model.fetchMore(study)
    assert [index.data(Role.DETAIL) for index in children(model, study)] == ["6", "6"]
    assert not model.canFetchMore(study)
    series = model.index(0, 0, study)
    found = model.series_at(series)
    assert found is not None
    assert found.series.number == 1
    assert model.study_at(series) is archive.rows[0]
    del tester


def test_studies_come_page_by_page_without_gap_or_repetition(qapp: QApplication) -> None:
    archive = ListedArchive(701)
    model = StudyTreeModel(archive)
    model.search(Search())
    assert len(archive.searches) == 1
    assert not model.canFetchMore(QModelIndex()), "a tree would fetch at each layout"
    while model.read_on():
        pass
    studies = [
        model.study_at(index)
        for patient in children(model, QModelIndex())
        for index in children(model, patient)
    ]
    assert studies == archive.rows


def test_a_search_begins_with_as_many_studies_as_are_wanted(qapp: QApplication) -> None:
    archive = ListedArchive(701)
    model = StudyTreeModel(archive)
    model.search(Search(), at_least=300)
    assert sum(model.rowCount(index) for index in children(model, QModelIndex())) == 300
    assert len(archive.searches) == 1


def test_a_row_is_found_by_its_key(qapp: QApplication) -> None:
    model = StudyTreeModel(ListedArchive(9))
    model.search(Search())
    assert model.find("1.2.8").parent().data() == "Patient, 0004"
    assert not model.find("nobody").isValid()


def test_a_search_starts_over(qapp: QApplication) -> None:
    model = StudyTreeModel(ListedArchive(9))
    tester = watched(model)
    model.search(Search())
    model.search(Search(words="0003"))
    assert [index.data() for index in children(model, QModelIndex())] == ["Patient, 0003"]
    model.search(Search(words="nobody"))
    assert model.rowCount() == 0
    del tester


def test_the_strip_keeps_its_rows_while_files_arrive(qapp: QApplication) -> None:
    model = SeriesStripModel()
    tester = watched(model)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.set_display_sets([make_display_set(3)])
    assert resets == [1]
    model.set_display_sets([make_display_set(5)])
    assert resets == [1]
    assert model.index(0).data(StripRole.DETAIL) == "5 images"
    del tester


def test_a_row_of_the_strip_is_dragged_by_its_key(qapp: QApplication) -> None:
    model = SeriesStripModel()
    shown = make_display_set(3)
    model.set_display_sets([shown])
    data = model.mimeData([model.index(0)])
    assert model.mimeTypes() == [DISPLAY_SET_TYPE]
    assert dropped_key(data) == shown.key
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_a_file_is_listed_once_among_the_problems(qapp: QApplication) -> None:
    model = ProblemsModel()
    tester = watched(model)
    model.set_rows([(Path("/a"), "no data set")])
    assert not model.add_row(Path("/a"), "cut off")
    assert model.add_row(Path("/b"), "cut off")
    assert model.as_text() == "/a\tno data set\n/b\tcut off"
    del tester


def test_problems_can_be_copied_as_lines(qapp: QApplication) -> None:
    model = ProblemsModel()
    tester = watched(model)
    model.set_rows([(Path("/a/b.dcm"), "cut short"), (Path("/c"), "no right to read")])
    assert model.as_text() == "/a/b.dcm\tcut short\n/c\tno right to read"
    assert model.index(0, 2).data() == "/a"
    del tester
