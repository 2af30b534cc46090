"""Facts about a display set and the frame on screen, as names and values."""

from viewer.base.i18n import tr
from viewer.dicom.sop_classes import sop_class_name
from viewer.dicom.transfer_syntaxes import transfer_syntax
from viewer.imaging.suv import NoSuv, suv_of
from viewer.model.display_set import DisplaySet
from viewer.model.frame import Frame
from viewer.model.geometry import PixelSpacing
from viewer.qt.stack_words import reason_text
from viewer.qt.text import count_text

Fact = tuple[str, str]


def facts_of(
    display_set: DisplaySet | None, frame: Frame | None, *, is_private: bool = False
) -> tuple[Fact, ...]:
    """What there is to say, without names that have no value.

    `is_private` leaves out the name of the file, which may tell who the patient is.
    """
    facts: list[Fact] = []
    if display_set is not None:
        facts += _of_series(display_set)
    if frame is not None:
        facts += _of_frame(frame)
        facts.append((tr("File"), "" if is_private else frame.image.path.name))
    if display_set is not None:
        facts += [
            (tr("Why apart"), reason_text(display_set.split_reason)),
            (tr("Order"), reason_text(display_set.order_reason)),
        ]
    return tuple((name, value) for name, value in facts if value)


def length_text(display_set: DisplaySet) -> str:
    """How many images, frames or documents there are."""
    noun = (tr("image"), tr("images"))
    if display_set.is_multi_frame:
        noun = (tr("frame"), tr("frames"))
    if display_set.is_document:
        noun = (tr("document"), tr("documents"))
    return count_text(len(display_set.frames), *noun)


def _of_series(display_set: DisplaySet) -> list[Fact]:
    series = display_set.series
    spacing = display_set.spacing_mm
    return [
        (tr("Series"), " ".join(filter(None, (_number(series.number), series.description)))),
        (tr("Protocol"), series.protocol),
        (tr("Body part"), " ".join(filter(None, (series.body_part, series.laterality)))),
        (tr("Stack"), length_text(display_set)),
        (tr("Slice spacing"), f"{abs(spacing):.4g} mm" if spacing else ""),
    ]


def _of_frame(frame: Frame) -> list[Fact]:
    image = frame.image
    pixels = image.pixel_format
    thickness = frame.header.thickness_mm
    return [
        (tr("Object"), sop_class_name(image.sop_class_uid)),
        (tr("Thickness"), f"{thickness:.4g} mm" if thickness else ""),
        (tr("Matrix"), f"{pixels.columns} \u00d7 {pixels.rows}"),
        (tr("Pixel"), _spacing_text(image.spacing)),
        (tr("Values"), f"{pixels.bits_stored} bit, {pixels.photometric.value}"),
        (tr("Uptake"), _uptake_text(frame)),
        (tr("Stored as"), transfer_syntax(pixels.transfer_syntax_uid).name),
    ]


def _uptake_text(frame: Frame) -> str:
    """How standardized uptake values came about, or why there are none (DC-120)."""
    suv = suv_of(frame)
    if isinstance(suv, NoSuv):
        return tr("SUV unavailable: {reason}").format(reason=suv.reason)
    return "" if suv is None else suv.provenance


def _spacing_text(spacing: PixelSpacing) -> str:
    if spacing.row_mm is None or spacing.column_mm is None:
        return ""
    return f"{spacing.column_mm:.4g} \u00d7 {spacing.row_mm:.4g} mm"


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
