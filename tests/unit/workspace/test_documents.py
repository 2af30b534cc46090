"""Documents are read once, in the background, and a bounded number is kept."""

from pathlib import Path

from tests.support.builders import BASIC_TEXT_SR, make_dataset, write
from tests.support.runners import StepRunner
from viewer.model.display_set import FrameRef
from viewer.model.identity import InstanceUid
from viewer.workspace import documents as module
from viewer.workspace.documents import Documents


def report(path: Path, number: int = 0) -> FrameRef:
    write(path / f"{number}.dcm", make_dataset(SOPClassUID=BASIC_TEXT_SR))
    return FrameRef(path / f"{number}.dcm", InstanceUid(f"1.2.{number}"))


def test_a_document_comes_when_the_runner_gets_to_it(tmp_path: Path) -> None:
    runner = StepRunner()
    documents = Documents(runner)
    told: list[FrameRef] = []
    documents.arrived.connect(told.append)
    ref = report(tmp_path)
    documents.request(ref)
    documents.request(ref)
    assert len(runner.waiting) == 1
    assert documents.document(ref) is None
    runner.run_all()
    assert told == [ref]
    assert documents.document(ref) is not None


def test_what_cannot_be_read_answers_with_the_reason(tmp_path: Path) -> None:
    runner = StepRunner()
    documents = Documents(runner)
    ref = FrameRef(tmp_path / "nothing", InstanceUid("1.2"))
    documents.request(ref)
    runner.run_all()
    failure = documents.failure(ref)
    assert failure is not None
    assert failure.ref == ref
    assert documents.document(ref) is None


def test_a_forgotten_document_is_read_anew(tmp_path: Path) -> None:
    runner = StepRunner()
    documents = Documents(runner)
    ref = report(tmp_path)
    documents.request(ref)
    runner.run_all()
    documents.forget((ref,))
    documents.request(ref)
    assert len(runner.waiting) == 1


def test_only_the_last_few_are_kept(tmp_path: Path) -> None:
    runner = StepRunner()
    documents = Documents(runner)
    refs = [report(tmp_path, number) for number in range(module._LIMIT + 2)]
    for ref in refs:
        documents.request(ref)
    runner.run_all()
    assert [documents.document(ref) is None for ref in refs] == [True] * 2 + [False] * module._LIMIT
