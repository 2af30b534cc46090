"""Modality and VOI values, padding and presentation of one header (PS3.3 C.11, C.7.5.1.1.2)."""

import math
from typing import Final

from viewer.dicom.attributes import Attributes
from viewer.dicom.lut_data import read_lut_data
from viewer.model.finding import Severity
from viewer.model.image import PixelFormat, SampleKind
from viewer.model.lut import (
    Modality,
    ModalityLut,
    PixelPadding,
    Rescale,
    Voi,
    VoiFunction,
    VoiLut,
    VoiWindow,
)

# Units (0054,1001) and Dose Units (3004,0002) as a reader writes them.
_UNITS: Final = {
    "BQML": "Bq/ml", "GML": "g/ml", "CM2ML": "cm²/ml", "CNTS": "counts", "CPS": "counts/s",
    "PROPCNTS": "", "PROPCPS": "", "MLMING": "ml/min/g", "MLML": "ml/ml", "GY": "Gy",
}  # fmt: skip


def read_modality(item: Attributes, *, modality: str, is_input_signed: bool) -> Modality:
    """Read the modality transformation: a LUT wins over a rescale (DC-003).

    `item` is a data set or a Pixel Value Transformation item; `modality` is Modality
    (0008,0060), which decides what unnamed units mean.
    """
    lut = item.item("ModalityLUTSequence")
    if lut is not None:
        if item.has("RescaleSlope"):
            item.note(
                "ModalityLUTSequence", "Comes with a rescale; the LUT counts.", reference="DC-003"
            )
        data = read_lut_data(
            lut, descriptor="LUTDescriptor", data="LUTData", is_input_signed=is_input_signed
        )
        if data is not None:
            return ModalityLut(data, lut.text("ModalityLUTType"), lut.text("LUTExplanation"))
    if item.has("DoseGridScaling"):
        units = _UNITS.get(item.text("DoseUnits"), item.text("DoseUnits"))
        return _rescale(item, "DoseGridScaling", units=units)
    return _rescale(item, "RescaleSlope", units=_units(item, modality))


def _rescale(item: Attributes, slope_keyword: str, *, units: str) -> Rescale:
    """Slope and intercept; values that are no numbers leave stored values (DC-004)."""
    if not item.has(slope_keyword) and not item.has("RescaleIntercept"):
        return Rescale(units=units if item.has("Units") else "")
    slope = item.decimal(slope_keyword) if item.has(slope_keyword) else 1.0
    intercept = item.decimal("RescaleIntercept") if item.has("RescaleIntercept") else 0.0
    if slope_keyword == "DoseGridScaling":
        intercept = 0.0
    if slope is None or intercept is None or slope == 0:
        item.note(
            slope_keyword, "The rescale is invalid; stored values are shown.",
            severity=Severity.ERROR, reference="DC-004",
        )  # fmt: skip
        return Rescale(is_valid=False)
    return Rescale(slope, intercept, units)


def _units(item: Attributes, modality: str) -> str:
    """Units of the rescaled values: Units of PET, Rescale Type, or HU on a plain CT (DC-003).

    Positron emission images have no Rescale Type; some have one all the same, and a wrong one.
    """
    units = item.text("RescaleType")
    if modality == "PT" or not units:
        units = _UNITS.get(item.text("Units"), item.text("Units")) or units
    if units in ("US", "NONE", "UNSPECIFIED"):
        return ""
    if not units and modality == "CT" and "LOCALIZER" not in item.texts("ImageType"):
        return "" if item.text("MultienergyCTAcquisition") == "YES" else "HU"
    return units


def read_voi(
    item: Attributes, *, is_input_signed: bool, has_fractions: bool = False
) -> tuple[Voi, ...]:
    """Read all windows, then all VOI LUTs; the first one is the initial one (DC-014).

    LINEAR counts in steps of one. For floating point pixels, `has_fractions`, LINEAR_EXACT takes
    its place: a window from 0 to 1 would be black and white.
    """
    return _windows(item, has_fractions=has_fractions) + _voi_luts(
        item, is_input_signed=is_input_signed
    )


def _windows(item: Attributes, *, has_fractions: bool) -> tuple[Voi, ...]:
    centers, widths = item.decimals("WindowCenter"), item.decimals("WindowWidth")
    if len(centers) != len(widths):
        item.note(
            "WindowWidth", "Centres and widths differ in number; the pairs were used.",
            reference="DC-014",
        )  # fmt: skip
    function = _function(item)
    if widths and has_fractions and function is VoiFunction.LINEAR:
        item.note(
            "VOILUTFunction", "LINEAR is for whole numbers; LINEAR_EXACT was used.",
            severity=Severity.NOTE, reference="PS3.3 C.11.2.1.3.2",
        )  # fmt: skip
        function = VoiFunction.LINEAR_EXACT
    names = item.texts("WindowCenterWidthExplanation")
    windows = []
    for k, (center, width) in enumerate(zip(centers, widths, strict=False)):
        least = 1 if function is VoiFunction.LINEAR else math.ulp(0)
        if not (math.isfinite(center) and math.isfinite(width) and width >= least):
            item.note("WindowWidth", "A window is impossible and was left out.", reference="DC-013")
            continue
        windows.append(VoiWindow(center, width, function, names[k] if k < len(names) else ""))
    return tuple(windows)


def _function(item: Attributes) -> VoiFunction:
    text = item.text("VOILUTFunction").upper()
    try:
        return VoiFunction(text) if text else VoiFunction.LINEAR
    except ValueError:
        item.note(
            "VOILUTFunction", "Is not known; LINEAR was assumed.", reference="PS3.3 C.11.2.1.3"
        )
        return VoiFunction.LINEAR


def _voi_luts(item: Attributes, *, is_input_signed: bool) -> tuple[Voi, ...]:
    luts = []
    for lut in item.items("VOILUTSequence"):
        data = read_lut_data(
            lut, descriptor="LUTDescriptor", data="LUTData", is_input_signed=is_input_signed
        )
        if data is not None:
            luts.append(VoiLut(data, lut.text("LUTExplanation")))
    return tuple(luts)


def can_be_negative(modality: Modality, pixel_format: PixelFormat) -> bool:
    """Whether a VOI LUT behind this modality transformation gets negative input (DC-016)."""
    if isinstance(modality, ModalityLut):
        return False
    bits = pixel_format.bits_stored
    low = -(1 << (bits - 1)) if pixel_format.is_signed else 0
    high = (1 << bits - pixel_format.is_signed) - 1
    return min(low * modality.slope, high * modality.slope) + modality.intercept < 0


def read_padding(attributes: Attributes, pixel_format: PixelFormat) -> PixelPadding | None:
    """Padding as an inclusive range of stored values (DC-030)."""
    kind = pixel_format.sample_kind
    prefix = {SampleKind.FLOAT: "Float", SampleKind.DOUBLE: "DoubleFloat"}.get(kind, "")
    first = attributes.decimal(f"{prefix}PixelPaddingValue")
    if first is None:
        return None
    limit = attributes.decimal(f"{prefix}PixelPaddingRangeLimit")
    last = first if limit is None else limit
    if kind is SampleKind.INTEGER:
        first, last = (_as_stored(int(value), pixel_format) for value in (first, last))
    return PixelPadding(min(first, last), max(first, last))


def _as_stored(value: int, pixel_format: PixelFormat) -> int:
    """Mask and sign-extend like a pixel (DC-001), whatever VR the file chose."""
    bits = pixel_format.bits_stored
    value &= (1 << bits) - 1
    if pixel_format.is_signed and value >> (bits - 1):
        value -= 1 << bits
    return value


def read_is_inverse(attributes: Attributes, pixel_format: PixelFormat) -> bool:
    """Whether low values are bright (DC-020): Presentation LUT Shape, else MONOCHROME1.

    Where the two contradict each other the shape counts: it is the step that is applied last.
    """
    if not pixel_format.photometric.is_monochrome:
        return False
    is_inverse = pixel_format.photometric == "MONOCHROME1"
    shape = attributes.text("PresentationLUTShape")
    if shape not in ("IDENTITY", "INVERSE") or (shape == "INVERSE") == is_inverse:
        return is_inverse
    attributes.note(
        "PresentationLUTShape",
        "Contradicts the photometric interpretation; the shape counts.", reference="DC-020",
    )  # fmt: skip
    return not is_inverse
