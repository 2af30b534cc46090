"""Measurements in the regions of real ultrasound images, worked out by hand from their deltas."""

import json
from math import hypot

import pydicom
import pytest

from tests.conftest import CORPUS
from viewer.cli.main import run

_ALIZA = "AlizaMedicalImaging+AlizaMS/package/archive/usr/share/alizams/datasets/001US/TESTXX02.dcm"
_DOPPLER = "gillesdemey+go-dicom/examples/I_000039.dcm"
# File, region, a line in it. The third has a negative delta, and another region without units
# over all of the image; so has the fourth.
FLAT = [
    (_ALIZA, 0, (500, 100, 560, 180)),
    ("cornerstonejs+cornerstone3D/packages/dicomImageLoader/testImages/no-pixel-spacing.dcm", 0,
     (200, 100, 400, 250)),
    ("gillesdemey+go-dicom/examples/I_000008.dcm", 1, (100, 100, 130, 140)),
    ("dcm4che+dcm4che/dcm4che-test-data/src/main/resources/YBR_FULL-RLE.dcm", 1,
     (100, 100, 300, 250)),
    (_DOPPLER, 0, (400, 100, 430, 140)),
]  # fmt: skip


def measured(
    name: str, line: tuple[int, ...], capsys: pytest.CaptureFixture[str]
) -> dict[str, dict[str, object]]:
    points = ",".join(map(str, line))
    assert run(["measure", str(CORPUS / name), "--line", points, "--json"]) == 0
    return {item["kind"]: item for item in json.loads(capsys.readouterr().out)}


def deltas(name: str, number: int) -> tuple[float, float, tuple[int, int]]:
    region = pydicom.dcmread(CORPUS / name, stop_before_pixels=True).SequenceOfUltrasoundRegions[
        number
    ]
    units = region.PhysicalUnitsXDirection, region.PhysicalUnitsYDirection
    return float(region.PhysicalDeltaX), float(region.PhysicalDeltaY), units


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(("name", "region", "line"), FLAT)
def test_a_length_in_a_flat_region_is_in_millimetres_of_its_centimetres(
    name: str, region: int, line: tuple[int, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """DC-073; user wish 26: also where a delta is negative."""
    x, y, units = deltas(name, region)
    assert units == (3, 3)  # cm
    (length,) = measured(name, line, capsys).values()
    x1, y1, x2, y2 = line
    assert length["value"] == pytest.approx(10 * hypot((x2 - x1) * x, (y2 - y1) * y))
    assert length["unit"] == "mm"


@pytest.mark.usefixtures("corpus")
def test_m_mode_tells_time_and_distance(capsys: pytest.CaptureFixture[str]) -> None:
    """DC-073."""
    x, y, units = deltas(_ALIZA, 2)
    assert units == (4, 3)  # seconds, cm
    told = measured(_ALIZA, (150, 200, 300, 260), capsys)
    assert told["time"]["value"] == pytest.approx(150 * x)
    assert told["distance"]["value"] == pytest.approx(10 * 60 * y)
    assert told["slope"]["value"] == pytest.approx(10 * 60 * y / (150 * x))


@pytest.mark.usefixtures("corpus")
def test_doppler_tells_time_velocity_and_slope(capsys: pytest.CaptureFixture[str]) -> None:
    """DC-073."""
    x, y, units = deltas(_DOPPLER, 2)
    assert units == (4, 7)  # seconds, cm/s
    told = measured(_DOPPLER, (100, 300, 340, 420), capsys)
    assert told["time"]["value"] == pytest.approx(240 * x)
    assert told["velocity"]["value"] == pytest.approx(10 * 120 * y)
    assert told["slope"]["value"] == pytest.approx(10 * 120 * y / (240 * x))
