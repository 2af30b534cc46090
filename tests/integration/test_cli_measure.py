"""`radiolucent measure` against pydicom and numpy."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.pixels import apply_rescale

from tests.support.builders import make_dataset, write
from viewer.cli.main import run

RNG = np.random.default_rng(7)


@pytest.fixture
def ct(tmp_path: Path) -> Path:
    stored = RNG.integers(0, 3000, (32, 48)).astype(np.uint16)
    return write(tmp_path / "ct.dcm", make_dataset(stored))


def _measured(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, Any]:
    assert run(["measure", *argv, "--json"]) == 0
    return {item["kind"]: item for item in json.loads(capsys.readouterr().out)}


def test_statistics_are_those_of_the_rescaled_pixels(
    ct: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ds = pydicom.dcmread(ct)
    values = apply_rescale(ds.pixel_array, ds)
    found = _measured(capsys, str(ct), "--stats")
    assert found["count"]["value"] == values.size
    assert found["mean"]["value"] == pytest.approx(values.mean())
    assert found["standard_deviation"]["value"] == pytest.approx(values.std())
    assert found["minimum"]["value"] == values.min()
    assert found["mean"]["unit"] == "[hnsf'U]"


def test_a_line_is_in_millimetres_of_pixel_spacing(
    ct: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row_mm, column_mm = map(float, pydicom.dcmread(ct).PixelSpacing)
    found = _measured(capsys, str(ct), "--line", "3,4,10,20")["length"]
    assert found["value"] == pytest.approx(np.hypot(7 * column_mm, 16 * row_mm))
    assert found["unit"] == "mm"
    assert "(0028,0030)" in found["provenance"]


@pytest.mark.parametrize("text", ["1,2,3", "1,2,3,4,5,6", "a,b,c,d", "nan,1,2,3", ""])
def test_wrong_points_are_a_wrong_use(ct: Path, text: str) -> None:
    assert run(["measure", str(ct), "--line", text]) == 2


def test_nothing_to_measure_is_a_wrong_use(ct: Path) -> None:
    assert run(["measure", str(ct)]) == 2


def test_the_table_tells_value_unit_and_origin(
    ct: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["measure", str(ct), "--point", "3,4"]) == 0
    assert "HU" in capsys.readouterr().out


def test_an_ellipse_is_told_by_its_axes_or_by_the_corners_of_its_box(
    ct: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row_mm, column_mm = map(float, pydicom.dcmread(ct).PixelSpacing)
    by_box = _measured(capsys, str(ct), "--ellipse", "4,6,20,16")
    assert by_box["area"]["value"] == pytest.approx(np.pi * 8 * 5 * row_mm * column_mm)
    assert by_box == _measured(capsys, str(ct), "--ellipse", "4,11,20,11,12,6,12,16")


def test_a_wrong_number_of_points_tells_the_right_one(
    ct: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["measure", str(ct), "--ellipse", "4,6,20,16,3,3"]) == 2
    assert "ellipse: 4 points, not 3" in capsys.readouterr().err


def test_points_beside_the_image_are_told(ct: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the hand still gives a number, of pixels that nobody has."""
    assert run(["measure", str(ct), "--line", "3,4,9999,20", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)[0]["kind"] == "length"
    assert err == "9999,20 lies beside the image, which has 48 columns, 32 rows.\n"
    assert run(["measure", str(ct), "--line", "-0.5,-0.5,47.5,31.5", "--stats"]) == 0
    assert capsys.readouterr().err == ""
