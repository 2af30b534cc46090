"""Numbers of dose grids of real programs are in gray, as (3004,000E) has it."""

import json
from pathlib import Path

import pydicom
import pytest

from tests.conftest import CORPUS
from viewer.cli.main import run

GRIDS = sorted(
    path.relative_to(CORPUS).as_posix()
    for path in (CORPUS / "dicom+rtkit/samples/simple_phantom_case").glob("RD*.dcm")
)


def test_there_are_dose_grids(corpus: Path) -> None:
    assert len(GRIDS) >= 4


@pytest.mark.parametrize("name", GRIDS)
def test_statistics_of_a_dose_grid_are_stored_values_times_its_scaling(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """User wish 18: as pydicom and NumPy have it, for every frame."""
    grid = pydicom.dcmread(CORPUS / name)
    gray = grid.pixel_array * float(grid.DoseGridScaling)
    assert grid.DoseUnits == "GY"
    for number, plane in enumerate(gray, start=1):
        words = ["measure", str(CORPUS / name), "--frame", str(number), "--stats", "--json"]
        assert run(words) == 0
        told = {item["kind"]: item for item in json.loads(capsys.readouterr().out)}
        for kind, value in (
            ("mean", plane.mean()),
            ("standard_deviation", plane.std()),
            ("minimum", plane.min()),
            ("maximum", plane.max()),
        ):
            assert told[kind]["value"] == pytest.approx(value, abs=1e-12), (number, kind)
            assert (told[kind]["unit"], told[kind]["provenance"]) == (
                "Gy",
                "Dose Grid Scaling (3004,000E)",
            )
