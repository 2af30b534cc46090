"""What is drawn is kept whole, by itself, and comes back as it was."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from viewer.index.annotation_json import from_json, to_json
from viewer.index.annotation_store import AnnotationStore
from viewer.index.errors import ArchiveError
from viewer.model.annotation import Annotation
from viewer.model.code import Code
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import Shape, ShapeKind

STUDY = StudyUid("1.2")


def _annotation(uid: str = "2.25.1", *, study: StudyUid = STUDY) -> Annotation:
    return Annotation(
        uid, study, SeriesUid("1.2.3"), InstanceUid("1.2.3.4"), "1.2.840.10008.5.1.4.1.1.2", 3,
        Shape(ShapeKind.LENGTH, ((0.25, 1.5), (7.125, -0.5))),
        (Measurement(Quantity.LENGTH, 12.5, "mm", "mm at detector", "Imager Pixel Spacing"),),
        label="«日本» 1", author="Dr. X", created="2026-01-02T03:04:05+00:00", is_locked=True,
    )  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "annotations.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[AnnotationStore]:
    made = AnnotationStore(path)
    yield made
    made.close()


@pytest.mark.parametrize("kind", ShapeKind)
def test_every_shape_comes_back_as_it_was(kind: ShapeKind) -> None:
    counts = {"point": 1, "text": 1, "angle": 3, "polygon": 5, "spline": 5}
    of_two_lines = ("ellipse", "bidirectional", "cobb", "open_angle", "cardiothoracic")
    count = 4 if kind.value in of_two_lines else counts.get(kind.value, 2)
    shape = Shape(kind, tuple((float(n), 2.0 * n) for n in range(count)))
    annotation = replace(_annotation(), shape=shape)
    assert from_json(to_json(annotation)) == annotation


def test_what_is_said_of_a_lesion_comes_back_as_it_was() -> None:
    annotation = replace(
        _annotation(), lesion_uid="2.25.9", colour="#ffaa00", source_uid="1.2.7",
        finding=Code("108369006", "SCT", "Neoplasm"), site=Code("39607008", "SCT", "Lung"),
        frame_of_reference_uid="1.2.8", patient_points=((1.0, -2.5, 3.0), (4.0, 5.0, 6.0)),
    )  # fmt: skip
    back = from_json(to_json(annotation))
    assert back == annotation
    assert back.finding is not None
    assert back.finding.meaning == "Neoplasm"


def test_what_an_earlier_version_kept_is_read() -> None:
    values = json.loads(to_json(_annotation()))
    for later in ("lesion_uid", "finding", "site", "colour", "source_uid", "patient_points",
                  "frame_of_reference_uid"):  # fmt: skip
        del values[later]
    assert from_json(json.dumps(values)) == _annotation()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"uid": 1}', to_json(_annotation()).replace("7.125", "NaN")]
)
def test_what_is_no_annotation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


def test_annotations_survive_the_program_in_the_order_of_drawing(store: AnnotationStore) -> None:
    store.save([_annotation("2.25.9")])
    store.save([_annotation("2.25.1"), _annotation("2.25.5", study=StudyUid("1.9"))])
    store.save([replace(_annotation("2.25.9"), label="changed")])
    store.close()  # opens again when needed
    found = store.load(STUDY)
    assert [each.uid for each in found] == ["2.25.9", "2.25.1"]
    assert found[0].label == "changed"


def test_removed_ones_stay_away(store: AnnotationStore) -> None:
    store.save([_annotation()])
    store.save([], [_annotation("2.25.1"), _annotation("2.25.404")])
    assert store.load(STUDY) == []


def test_one_that_cannot_be_read_does_not_hide_the_others(
    store: AnnotationStore, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store.save([_annotation("2.25.1"), _annotation("2.25.2")])
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE annotation SET data = 'x' WHERE uid = '2.25.1'")
    assert [each.uid for each in store.load(STUDY)] == ["2.25.2"]
    with closing(sqlite3.connect(path)) as other:
        rows = other.execute("SELECT count(*) FROM annotation").fetchone()
    assert rows == (2,), "nothing is thrown away"
    assert "cannot be read" in caplog.text
    caplog.clear()


def test_a_file_of_a_newer_version_is_left_alone(store: AnnotationStore, path: Path) -> None:
    store.save([_annotation()])
    store.close()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveError, match="newer version"):
        store.save([_annotation("2.25.2")])


def test_a_file_that_is_no_database_is_an_error_in_words(
    store: AnnotationStore, path: Path
) -> None:
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(ArchiveError):
        store.load(STUDY)


def test_only_its_owner_may_read_it(store: AnnotationStore, path: Path) -> None:
    """SEC-032."""
    store.save([_annotation()])
    assert path.stat().st_mode & 0o077 == 0
