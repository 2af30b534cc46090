"""Pictures and numbers into image files: the same values always give the same bytes."""

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from viewer.export.errors import ExportError

_FORMATS: Final[dict[str, dict[str, Any]]] = {
    ".png": {"format": "PNG"},
    ".jpg": {"format": "JPEG", "quality": 95, "subsampling": 0},
    ".jpeg": {"format": "JPEG", "quality": 95, "subsampling": 0},
    ".tif": {"format": "TIFF"},
    ".tiff": {"format": "TIFF"},
}
_SIGNED_OFFSET: Final = 32768  # as ImageJ stores signed 16-bit images
_SIGNED_NOTE: Final = "Signed values are stored with 32768 added: value = sample - 32768."


def write_picture(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write (h, w) gray or (h, w, 3) RGB as PNG, JPEG or TIFF, as the suffix says."""
    options = _FORMATS.get(path.suffix.lower())
    if options is None:
        raise ExportError(
            f"Pictures cannot be written as “{path.suffix}”.",
            hint=f"Choose one of {', '.join(_FORMATS)}.",
        )
    try:
        Image.fromarray(pixels).save(path, **options)
    except OSError as error:
        raise _not_written(path, error) from error


def write_values(path: Path, values: NDArray[Any]) -> str:
    """Write modality values as a 16-bit PNG or as .npy; returns what a reader must know, or "".

    A PNG holds whole numbers: those within 0 .. 65535 as they are, else those within
    -32768 .. 32767 with 32768 added, which the file itself notes.
    """
    suffix = path.suffix.lower()
    if suffix not in (".png", ".npy"):
        raise ExportError(
            f"Values cannot be written as “{path.suffix}”.", hint="Choose .png or .npy."
        )
    try:
        if suffix == ".png":
            return _write_png16(path, values)
        np.save(path, values, allow_pickle=False)
    except OSError as error:
        raise _not_written(path, error) from error
    return ""


def _write_png16(path: Path, values: NDArray[Any]) -> str:
    low, high = values.min(), values.max()
    is_whole = values.dtype.kind in "iu"
    if is_whole and low >= 0 and high <= 65535:
        Image.fromarray(values.astype(np.uint16)).save(path, format="PNG")
        return ""
    if is_whole and low >= -_SIGNED_OFFSET and high < _SIGNED_OFFSET:
        text = PngInfo()
        text.add_text("Comment", _SIGNED_NOTE)
        shifted = (values + _SIGNED_OFFSET).astype(np.uint16)
        Image.fromarray(shifted).save(path, format="PNG", pnginfo=text)
        return _SIGNED_NOTE
    what = f"values from {low} to {high}" if is_whole else "fractions"
    raise ExportError(f"A 16-bit PNG cannot hold {what}.", hint="Write .npy instead.")


def _not_written(path: Path, error: OSError) -> ExportError:
    return ExportError(f"“{path.name}” could not be written.", detail=error.strerror or "")
