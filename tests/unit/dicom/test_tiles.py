"""The tile that each frame of a whole slide image is (DC-102)."""

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import make_dataset, override, write
from viewer.dicom.images import read_image


def slide(tmp_path: Path, frames: int, **elements: object) -> list[str]:
    """Tiles of 4 x 6 pixels over a picture of 10 x 7 (columns x rows of it: 2 x 2 tiles)."""
    ds = make_dataset(
        np.zeros((frames, 4, 6), np.uint8), TotalPixelMatrixColumns=10, TotalPixelMatrixRows=7,
        DimensionOrganizationType="TILED_FULL",
        SharedFunctionalGroupsSequence=Sequence([Dataset()]),
    )  # fmt: skip
    image = read_image(write(tmp_path / "a", override(ds, **elements)))
    return [image.frame(k).label for k in range(frames)]


def test_a_full_slide_is_tiled_row_by_row(tmp_path: Path) -> None:
    assert slide(tmp_path, 4) == [
        "tile row 1, column 1", "tile row 1, column 2", "tile row 2, column 1",
        "tile row 2, column 2",
    ]  # fmt: skip


def test_what_comes_after_the_last_tile_is_the_next_layer(tmp_path: Path) -> None:
    labels = slide(tmp_path, 8)
    assert labels[3] == "tile row 2, column 2, layer 1"
    assert labels[4] == "tile row 1, column 1, layer 2"


def test_tiles_with_places_of_their_own_are_named_by_them(tmp_path: Path) -> None:
    places = [(5, 7), (1, 1)]
    items = []
    for row, column in places:
        place = override(
            Dataset(), RowPositionInTotalImagePixelMatrix=row,
            ColumnPositionInTotalImagePixelMatrix=column,
        )  # fmt: skip
        items.append(override(Dataset(), PlanePositionSlideSequence=Sequence([place])))
    assert slide(
        tmp_path, 2, DimensionOrganizationType="TILED_SPARSE",
        PerFrameFunctionalGroupsSequence=Sequence(items),
    ) == ["tile row 2, column 2", "tile row 1, column 1"]  # fmt: skip


@pytest.mark.parametrize("missing", ["TotalPixelMatrixColumns", "TotalPixelMatrixRows"])
def test_without_the_size_of_the_whole_no_tile_is_named(tmp_path: Path, missing: str) -> None:
    assert slide(tmp_path, 2, **{missing: None}) == ["", ""]


def test_a_real_slide_agrees_with_highdicom(corpus: Path) -> None:
    from highdicom.spatial import compute_tile_positions_per_frame

    path = corpus / "ImagingDataCommons+highdicom/data/test_files/sm_image_jpegls_nobot.dcm"
    ds = dcmread(path, stop_before_pixels=True)
    rows, columns = ds.Rows, ds.Columns
    origin = ds.TotalPixelMatrixOriginSequence[0]
    measures = ds.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    expected = [
        f"tile row {(row - 1) // rows + 1}, column {(column - 1) // columns + 1}"
        for (column, row), *_ in compute_tile_positions_per_frame(
            rows=rows, columns=columns, total_pixel_matrix_rows=ds.TotalPixelMatrixRows,
            total_pixel_matrix_columns=ds.TotalPixelMatrixColumns,
            total_pixel_matrix_image_position=(
                origin.XOffsetInSlideCoordinateSystem, origin.YOffsetInSlideCoordinateSystem, 0.0,
            ),
            image_orientation=ds.ImageOrientationSlide, pixel_spacing=measures.PixelSpacing,
        )
    ]  # fmt: skip
    image = read_image(path)
    assert [image.frame(k).label for k in range(int(ds.NumberOfFrames))] == expected
