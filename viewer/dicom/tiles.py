"""Which tile of a whole slide image each frame is (PS3.3 C.7.6.17.3, C.8.12.14; DC-102)."""

from viewer.dicom.attributes import Attributes
from viewer.dicom.functional_groups import FunctionalGroups
from viewer.model.image import PixelFormat


def tile_origins(
    attributes: Attributes, groups: FunctionalGroups, pixel_format: PixelFormat
) -> tuple[tuple[int, int], ...]:
    """For each frame where its tile begins in the whole picture, column and row from 0.

    () for objects without tiles. In TILED_FULL objects they follow from the order of the frames:
    along a row of tiles, down the rows, then the next focal plane or optical path.
    """
    width = attributes.integer("TotalPixelMatrixColumns") or 0
    height = attributes.integer("TotalPixelMatrixRows") or 0
    if width < 1 or height < 1:
        return ()
    columns, rows = pixel_format.columns, pixel_format.rows
    frames = range(pixel_format.number_of_frames)
    if attributes.text("DimensionOrganizationType") == "TILED_FULL":
        across, down = -(-width // columns), -(-height // rows)
        return tuple((k % across * columns, k // across % down * rows) for k in frames)
    found = [_origin(groups, k) for k in frames]
    return () if None in found else tuple(each for each in found if each is not None)


def tile_labels(
    attributes: Attributes, origins: tuple[tuple[int, int], ...], pixel_format: PixelFormat
) -> tuple[str, ...]:
    """For each frame the row and the column of its tile, and the layer where there are more."""
    columns, rows = pixel_format.columns, pixel_format.rows
    names = [f"tile row {y // rows + 1}, column {x // columns + 1}" for x, y in origins]
    if attributes.text("DimensionOrganizationType") != "TILED_FULL":
        return tuple(names)
    each_layer = max(len(set(origins)), 1)  # the first layer has every place
    if len(names) <= each_layer:
        return tuple(names)
    return tuple(f"{name}, layer {k // each_layer + 1}" for k, name in enumerate(names))


def _origin(groups: FunctionalGroups, frame_index: int) -> tuple[int, int] | None:
    """Column and row of the first pixel of a tile in the whole picture, from 0."""
    item = groups.macro(frame_index, "PlanePositionSlideSequence")
    if item is None:
        return None
    row = item.integer("RowPositionInTotalImagePixelMatrix")
    column = item.integer("ColumnPositionInTotalImagePixelMatrix")
    return None if row is None or column is None else (column - 1, row - 1)
