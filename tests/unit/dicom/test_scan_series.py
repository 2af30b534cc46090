"""Headers of several series that come by turns."""

import random
from pathlib import Path

import pytest

from tests.support import builders
from viewer.base.errors import ViewerError
from viewer.dicom import scan


@pytest.mark.parametrize("series", [3, 12])
def test_images_of_several_series_by_turns_are_read_as_each_is_alone(
    tmp_path: Path, series: int
) -> None:
    """More series than are remembered, too, and with a byte changed in every other header."""
    draw = random.Random(22)
    scanner = scan.HeaderScanner()
    path = tmp_path / "file"

    def read(scanner: scan.HeaderScanner) -> object:
        try:
            return scanner.scan(path)
        except ViewerError as error:
            return error.message

    for number in range(40 * series):
        dataset = builders.make_dataset(
            SOPInstanceUID=f"1.2.{number:04}",
            SeriesInstanceUID=f"1.3.{number % series:02}",
            SeriesDescription=f"{number % series:02}",
            ImagePositionPatient=["1", "0", f"{number:04}"],
        )
        builders.write(path, dataset)
        data = bytearray(path.read_bytes())
        assert read(scanner) == read(scan.HeaderScanner())
        data[draw.randrange(data.rindex(b"\xe0\x7f\x10\x00"))] = draw.randrange(256)
        path.write_bytes(data)
        assert read(scanner) == read(scan.HeaderScanner())


def test_a_series_is_known_again_after_images_of_another(tmp_path: Path) -> None:
    scanner = scan.HeaderScanner()
    first, other, second = (
        scanner.scan(
            builders.write(
                tmp_path / str(k),
                builders.make_dataset(SOPInstanceUID=f"1.{k}", SeriesInstanceUID=f"1.3.{k % 2}"),
            )
        )
        for k in range(3)
    )
    assert first.series is second.series
    assert first.series is not other.series
