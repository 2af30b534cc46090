"""What nodes told of lately, and the keys that they did not go by."""

from pathlib import Path

import pytest

from viewer.model.query import DicomJson, Level, Query
from viewer.workflows.heeded_keys import unheeded_keys
from viewer.workflows.last_answers import LastAnswers


def study(uid: str, name: str = "Doe^Jane", modalities: tuple[str, ...] = ("CT",)) -> DicomJson:
    return {
        "0020000D": {"vr": "UI", "Value": [uid]},
        "00100010": {"vr": "PN", "Value": [{"Alphabetic": name}]},
        "00080061": {"vr": "CS", "Value": list(modalities)},
        "00080020": {"vr": "DA", "Value": ["20260102"]},
        "00081030": {"vr": "LO"},
    }


@pytest.mark.parametrize(
    ("keys", "unheeded"),
    [
        ({"PatientName": "doe*"}, set()),
        ({"PatientName": "Roe*"}, {"PatientName"}),
        ({"ModalitiesInStudy": "MR\\CT"}, set()),
        ({"ModalitiesInStudy": "MR"}, {"ModalitiesInStudy"}),
        ({"StudyDate": "20260101-20260131"}, set()),
        ({"StudyDate": "-20251231"}, {"StudyDate"}),
        ({"StudyInstanceUID": "1.9\\1.2"}, set()),
        ({"BodyPartExamined": "CHEST", "StudyDescription": "*"}, {"BodyPartExamined"}),
        ({"StudyDescription": "thorax"}, {"StudyDescription"}),
        ({"PatientID": "", "ScheduledProcedureStepSequence.Modality": "CT"}, set()),
    ],
)
def test_keys_whose_answers_do_not_fit_were_passed_over(
    keys: dict[str, str], unheeded: set[str]
) -> None:
    assert unheeded_keys(keys, study("1.2")) == unheeded


def test_the_newest_answer_of_each_node_is_found_again(tmp_path: Path) -> None:
    answers = LastAnswers(tmp_path / "answers.json")
    answers.keep("a", [study("1.1"), study("1.2", "Roe")], when="2026-01-01 08:00", query=Query())
    answers.keep("a", [study("1.1", "Doe^New")], when="2026-01-02 08:00", query=Query())
    answers.keep("b", [study("1.1")], when="2026-01-03 08:00", query=Query())
    found = LastAnswers(tmp_path / "answers.json").find("a", Query(keys={"PatientName": "doe*"}))
    assert [(each.when, each.match) for each in found] == [
        ("2026-01-02 08:00", study("1.1", "Doe^New"))
    ]
    assert len(answers.find("a", Query())) == 2
    assert len(answers.find("a", Query(limit=1))) == 1
    assert answers.find("a", Query(Level.SERIES)) == []
    answers.forget()
    assert answers.find("a", Query()) == []
    assert not list(tmp_path.iterdir())


def test_no_more_than_two_thousand_studies_are_kept(tmp_path: Path) -> None:
    answers = LastAnswers(tmp_path / "answers.json")
    answers.keep(
        "a", [study(f"1.{k}") for k in range(1500)], when="2026-01-01 08:00", query=Query()
    )
    answers.keep(
        "b", [study(f"2.{k}") for k in range(1500)], when="2026-01-02 08:00", query=Query()
    )
    assert [len(answers.find(name, Query())) for name in "ab"] == [500, 1500]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"{}", b"[1]", b'[{"node": "a"}]', b'[{"node": "a", "when": "", "match": [1]}]',
     b'[{"node": "a", "when": "", "match": {"0020000D": {"Value": 3}}}]', b"\xff", b"[" * 100_000],
)  # fmt: skip
def test_a_file_that_is_not_ours_holds_no_answers(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "answers.json"
    file.write_bytes(content)
    answers = LastAnswers(file)
    assert answers.find("a", Query()) == []
    answers.keep("a", [study("1.1")], when="2026-01-01 08:00", query=Query())
    assert len(answers.find("a", Query())) == 1


def test_series_are_kept_beside_studies_and_found_by_what_they_are_of(tmp_path: Path) -> None:
    answers = LastAnswers(tmp_path / "answers.json")
    answers.keep("a", [study("1.1")], when="2026-01-01 08:00", query=Query())
    series = {"0020000E": {"vr": "UI", "Value": ["1.1.5"]}}
    asked = Query(Level.SERIES, {"StudyInstanceUID": "1.1", "PatientID": "P*"})
    answers.keep("a", [series], when="2026-01-02 08:00", query=asked)
    (found,) = answers.find("a", Query(Level.SERIES, {"StudyInstanceUID": "1.1"}))
    assert found.match["0020000E"] == series["0020000E"]
    assert "00100020" not in found.match  # a wildcard is no value
    assert answers.find("a", Query(Level.SERIES, {"StudyInstanceUID": "1.2"})) == []
    assert len(answers.find("a", Query())) == 1


def test_patients_of_the_same_id_are_both_kept(tmp_path: Path) -> None:
    answers, query = LastAnswers(tmp_path / "answers.json"), Query(Level.PATIENT)
    both = [study("1.1", "Doe"), study("1.2", "Roe")]
    answers.keep("a", both, when="2026-01-01 08:00", query=query)
    assert len(answers.find("a", query)) == 2
