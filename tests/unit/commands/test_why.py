"""Why?: of what is on screen, and of files that are not."""

from pathlib import Path

import pytest

from tests.support.builders import ct_series, make_dataset, write
from tests.unit.commands.conftest import FakeFace
from viewer.commands.command import call
from viewer.commands.context import Context
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.workflows.diagnosis import report_lines


def test_nothing_on_screen_has_no_why(context: Context, registry: CommandRegistry) -> None:
    assert not run(call("study.why"), context, registry)


def test_a_good_image_is_explained_with_what_is_wrong_with_its_stack(
    context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    paths = ct_series(tmp_path, 6)
    paths[3].unlink()
    run(call("study.open_paths", paths=[tmp_path]), context, registry)
    assert run(call("study.why"), context, registry)
    (why,) = face.whys
    assert why.path == paths[0]
    assert why.diagnosis is not None
    assert why.diagnosis.displayable
    assert any("missing" in finding.what for finding in why.diagnosis.findings)


REFUSED = {
    "looks like text": b"Dear colleague, " * 20,
    "empty": b"",
    "archive": b"PK\x03\x04" + bytes(200),
}


@pytest.mark.parametrize("words", REFUSED)
def test_a_refused_file_is_explained(
    words: str, context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(REFUSED[words])
    assert run(call("study.why_file", path=path), context, registry)
    diagnosis = face.whys[0].diagnosis
    assert diagnosis is not None
    assert not diagnosis.readable
    assert any(words in finding.what for finding in diagnosis.findings)
    assert all(finding.what_to_do for finding in diagnosis.findings)


def test_closing_it_ends_the_work(
    context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.dcm", make_dataset())
    run(call("study.why_file", path=path), context, registry)
    close = face.whys[0].close
    assert close is not None
    close()


def test_the_text_to_copy_names_the_file_as_it_is_told_to(
    context: Context, registry: CommandRegistry, face: FakeFace, tmp_path: Path
) -> None:
    path = write(tmp_path / "Doe_Jane.dcm", make_dataset())
    run(call("study.why_file", path=path), context, registry)
    assert face.whys[0].diagnosis is not None
    text = "\n".join(report_lines(face.whys[0].diagnosis, name="The file"))
    assert text.startswith("The file: can be shown")
    assert "Doe" not in text
