"""`radiolucent sr` with what is a report, and with what is none."""

from pathlib import Path

import pytest

from tests.support.builders import make_dataset, write
from tests.support.reports import make_report, measured, region, slices
from viewer.cli.main import run


def test_an_image_is_no_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "ct.dcm", make_dataset())
    assert run(["sr", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "no structured report: CT Image" in err
    assert "radiolucent dump" in err


def test_a_report_of_others_is_a_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    images = slices()
    place = region(images[0], "POLYLINE", [[3, 3], [9, 3], [9, 9], [3, 9], [3, 3]])
    path = write(tmp_path / "sr.dcm", make_report(images, measured(place)))
    assert run(["sr", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Imaging Measurement Report\n")
    assert "Area: 123.456" in out
    assert err == ""
