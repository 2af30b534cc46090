"""Which tile of a whole slide image each frame is (PS3.3 C.7.6.17.3, C.8.12.14; DC-102)."""

from viewer.dicom.attributes import Attributes
from viewer.dicom.functional_groups import FunctionalGroups
from viewer.model.image import PixelFormat


def tile_labels(
    attributes: Attributes, groups: FunctionalGroups, pixel_format: PixelFormat
) -> tuple[str, ...]:
    """For each frame the row and the column of its tile; () for objects without tiles.

    In TILED_FULL objects they follow from the order of the frames: along a row of tiles, down
    the rows, then the next focal plane or optical path.
    """
    width = attributes.integer("TotalPixelMatrixColumns") or 0
    height = attributes.integer("TotalPixelMatrixRows") or 0
    if width < 1 or height < 1:
        return ()
    across = -(-width // pixel_format.columns)
    down = -(-height // pixel_format.rows)
    frames = range(pixel_format.number_of_frames)
    if attributes.text("DimensionOrganizationType") == "TILED_FULL":
        places = [(k // across % down, k % across) for k in frames]
        layers = [k // (across * down) for k in frames]
    else:
        found = [_place(groups, pixel_format, k) for k in frames]
        if None in found:
            return ()
        places = [place for place in found if place is not None]
        layers = [0 for _ in frames]
    names = [f"tile row {row + 1}, column {column + 1}" for row, column in places]
    if max(layers, default=0) == 0:
        return tuple(names)
    return tuple(f"{name}, layer {layer + 1}" for name, layer in zip(names, layers, strict=True))


def _place(
    groups: FunctionalGroups, pixel_format: PixelFormat, frame_index: int
) -> tuple[int, int] | None:
    """Row and column of the tile, 0-based, by its first pixel in the whole picture."""
    item = groups.macro(frame_index, "PlanePositionSlideSequence")
    if item is None:
        return None
    row = item.integer("RowPositionInTotalImagePixelMatrix")
    column = item.integer("ColumnPositionInTotalImagePixelMatrix")
    if row is None or column is None:
        return None
    return (row - 1) // pixel_format.rows, (column - 1) // pixel_format.columns
