"""PixelFormat values for tests, by the few attributes that matter to each."""

from typing import Any

from viewer.model.image import Photometric, PixelFormat

EXPLICIT = "1.2.840.10008.1.2.1"
ENCAPSULATED = "1.2.840.10008.1.2.1.98"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
JPEG_EXTENDED = "1.2.840.10008.1.2.4.51"
JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70"
JPEG_LS = "1.2.840.10008.1.2.4.80"
JPEG_2000 = "1.2.840.10008.1.2.4.90"
JPEG_XL = "1.2.840.10008.1.2.4.110"
RLE = "1.2.840.10008.1.2.5"
DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"


def make_format(
    rows: int = 4,
    columns: int = 4,
    *,
    bits: int = 16,
    stored: int | None = None,
    samples: int = 1,
    frames: int = 1,
    syntax: str = EXPLICIT,
    **changes: Any,
) -> PixelFormat:
    """An unsigned image of `bits` allocated; monochrome or RGB by `samples`."""
    values: dict[str, Any] = {
        "is_signed": False,
        "photometric": Photometric.RGB if samples == 3 else Photometric.MONOCHROME2,
        "planar_configuration": 0,
        **changes,
    }
    return PixelFormat(
        rows=rows,
        columns=columns,
        samples_per_pixel=samples,
        bits_allocated=bits,
        bits_stored=stored or bits,
        high_bit=(stored or bits) - 1,
        number_of_frames=frames,
        transfer_syntax_uid=syntax,
        **values,
    )
