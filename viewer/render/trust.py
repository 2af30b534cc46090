"""What a reader should know before trusting the picture: the marks of the trust strip."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from viewer.base.i18n import tr
from viewer.imaging.colour_maps import TITLES
from viewer.imaging.voi_choice import rejected_windows
from viewer.model.finding import Finding, FindingKind, Severity
from viewer.model.geometry import SpacingSource
from viewer.model.guides import LinkKind, LinkNote
from viewer.model.lut import Voi, VoiSource
from viewer.model.view import Filter, ViewState
from viewer.render.corner_text import filter_text, lossy_text
from viewer.render.findings import told
from viewer.render.furniture import SOURCE_LABELS, known_spacing
from viewer.render.overlays import overlays_in, overlays_of
from viewer.render.patch import filter_of, interpolation_of
from viewer.render.raster import Picture
from viewer.render.scene import Scene
from viewer.render.transform import zoom_of


class TrustKind(Enum):
    """What a mark is about; the value names its icon."""

    LOSSY = "lossy"
    SPACING = "spacing"
    MISSING = "missing"
    IRREGULAR = "irregular"
    TILT = "tilt"
    DUPLICATE = "duplicate"
    WINDOW = "window"
    REPAIRED = "repaired"
    INTERPOLATED = "interpolated"
    SHUTTER = "shutter"
    OVERLAY = "overlay"
    BURNED_IN = "burned-in"
    DERIVED = "derived"
    PURPOSE = "purpose"
    FILTERED = "filtered"
    COLOURED = "coloured"
    TRUE_SIZE = "true-size"
    DISPLAY = "display"
    LINK = "link"
    PRESENTATION = "presentation"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class TrustMark:
    """One mark: a short word for the strip and a sentence for whoever asks."""

    kind: TrustKind
    severity: Severity
    short: str
    sentence: str


_SPACING: Final = {
    SpacingSource.PATIENT: "The pixel size is that of the patient (Pixel Spacing).",
    SpacingSource.REGION: "The pixel size is that of the ultrasound region.",
    SpacingSource.CALIBRATED: "The pixel size was calibrated.",
    SpacingSource.DETECTOR: "The pixel size is that of the detector: "
    "lengths are magnified by the distance of the patient.",
    SpacingSource.NOMINAL: "The pixel size is that of the scanned film.",
    SpacingSource.UNKNOWN_CALIBRATION: "It is not known whether the pixel size was calibrated.",
    SpacingSource.USER: "The pixel size was calibrated by hand, not by the file.",
    SpacingSource.NONE: "The pixel size is not known: lengths are in pixels only.",
}
_SURE: Final = (SpacingSource.PATIENT, SpacingSource.REGION)
_KINDS: Final = {
    FindingKind.MISSING: TrustKind.MISSING,
    FindingKind.IRREGULAR: TrustKind.IRREGULAR,
    FindingKind.TILT: TrustKind.TILT,
    FindingKind.DUPLICATE: TrustKind.DUPLICATE,
    FindingKind.WINDOW: TrustKind.WINDOW,
    FindingKind.INCOMPLETE: TrustKind.MISSING,
    FindingKind.OTHER: TrustKind.REPAIRED,
}
_SHORT: Final = {
    FindingKind.MISSING: "slices missing",
    FindingKind.IRREGULAR: "irregular spacing",
    FindingKind.TILT: "tilted",
    FindingKind.DUPLICATE: "duplicates",
    FindingKind.WINDOW: "window rejected",
    FindingKind.INCOMPLETE: "incomplete",
    FindingKind.OTHER: "odd file",
}
_ONLY_PADDING: Final = Finding(
    Severity.WARNING, "frame", "Every pixel is padding.", reference="DC-031"
)
_WINDOW: Final = {
    VoiSource.FILE: "The window is the file's own.",
    VoiSource.PRESET: "The window is a preset.",
    VoiSource.PRESENTATION: "The window is that of the presentation state.",
    VoiSource.USER: "The window was set by hand.",
    VoiSource.AUTOMATIC: "The window covers all values of the image: the file gives none.",
}
_TRUE: Final = 0.005  # how far a zoom may be off and still be called true
_FILTERS: Final = {
    Filter.SMOOTH: "The picture is smoothed and not the original: fine detail is gone.",
    Filter.SHARPEN: (
        "The picture is sharpened and not the original: noise and edges are exaggerated."
    ),
}

# Flag of the file -> what it is about, how much it matters, the word and the sentence (DC-066).
_DISCLOSURES: Final = {
    "has_burned_in_text": (
        TrustKind.BURNED_IN, Severity.WARNING, "burned-in text",
        "The file says that text is burned into the pixels; it may tell who the patient is.",
    ),
    "has_recognizable_features": (
        TrustKind.BURNED_IN, Severity.WARNING, "recognizable",
        "The file says that the patient can be recognized by what the image shows.",
    ),
    "is_for_processing": (
        TrustKind.PURPOSE, Severity.WARNING, "for processing",
        "The image is raw, meant for processing and not for reading.",
    ),
    "is_quality_control": (
        TrustKind.PURPOSE, Severity.WARNING, "quality control",
        "The file says that this is an image for quality control, not of a patient.",
    ),
    "is_not_clinical": (
        TrustKind.PURPOSE, Severity.WARNING, "not clinical",
        "The file says that it was made for research or service.",
    ),
    "is_mosaic": (
        TrustKind.DERIVED, Severity.WARNING, "mosaic",
        "Many slices lie side by side in this picture: the position is that of none of them.",
    ),
    "is_derived": (
        TrustKind.DERIVED, Severity.NOTE, "derived",
        "The pixels were computed from another image.",
    ),
}  # fmt: skip
_LINKED: Final = {
    LinkKind.SCROLL: "scrolling",
    LinkKind.PAN: "moving",
    LinkKind.ZOOM: "zooming",
    LinkKind.WINDOW: "window",
}
_SELDOM_LETTERED: Final = frozenset({"CT", "MR", "NM", "PT", "RTDOSE", "SEG"})


def trust_marks(picture: Picture) -> tuple[TrustMark, ...]:
    """The marks of a picture, in the order of the strip."""
    scene = picture.scene
    marks = [
        *_rejected(scene),
        _presentation(scene),
        _lossy(scene),
        *_disclosed(scene),
        _shutters(scene),
        _overlays(scene),
    ]
    marks += [_spacing(scene), _window(picture.voi), _coloured(picture)]
    marks += [_interpolated(scene), _filtered(scene), _true_size(scene), _display(picture)]
    marks += link_marks(scene.guides.link)
    marks += [_of_finding(finding) for finding in _findings(picture)]
    return tuple(mark for mark in marks if mark is not None)


def link_marks(note: LinkNote | None) -> tuple[TrustMark, ...]:
    """How a cell is linked, and where that does not hold."""
    if note is None:
        return ()
    kinds = ", ".join(tr(_LINKED[kind]) for kind in LinkKind if kind in note.kinds)
    sentence = tr("Linked with the other cells: {kinds}.").format(kinds=kinds)
    marks = [TrustMark(TrustKind.LINK, Severity.NOTE, tr("linked"), sentence)]
    if note.is_across_patients:
        sentence = tr("Linked cells show different patients: places do not correspond.")
        marks = [TrustMark(TrustKind.LINK, Severity.WARNING, tr("other patient"), sentence)]
    if note.off_mm is not None:
        short = tr("{mm} mm off").format(mm=f"{note.off_mm:.0f}")
        sentence = tr("There is no image where the others are: the nearest is {mm} mm away.")
        sentence = sentence.format(mm=f"{note.off_mm:.1f}")
        marks.append(TrustMark(TrustKind.LINK, Severity.WARNING, short, sentence))
    return tuple(marks)


def _presentation(scene: Scene) -> TrustMark | None:
    """Whether a presentation state is applied, whole and to this image (DC-170)."""
    if not scene.appearance.presentation_uid:
        return None
    presented = scene.frame.presented
    if presented is None:
        short = tr("not this image")
        sentence = tr("The presentation state is not for this image, which is shown as stored.")
        return TrustMark(TrustKind.PRESENTATION, Severity.WARNING, short, sentence)
    if scene.view != ViewState(index=scene.view.index) or scene.appearance.is_changed:
        short = tr("state: changed")
        sentence = tr("A presentation state is applied, and was changed by hand since.")
        return TrustMark(TrustKind.PRESENTATION, Severity.WARNING, short, sentence)
    if presented.misses_true_size:
        short = tr("state: not true size")
        sentence = tr(
            "The presentation state asks for true size; this screen was not measured, so the "
            "image is fitted."
        )
        return TrustMark(TrustKind.PRESENTATION, Severity.WARNING, short, sentence)
    sentence = tr("The image is shown as a presentation state says, and not as it is stored.")
    return TrustMark(TrustKind.PRESENTATION, Severity.NOTE, tr("presentation state"), sentence)


def _rejected(scene: Scene) -> list[TrustMark | None]:
    """Why somebody said that the image is not to be used (DC-150)."""
    return [
        TrustMark(TrustKind.REJECTED, Severity.ERROR, tr("rejected"), sentence)
        for selection in scene.selections
        if selection.rejection
        for sentence in [tr("Somebody rejected this image: {why}.").format(why=selection.rejection)]
    ]


def _lossy(scene: Scene) -> TrustMark | None:
    if not (short := lossy_text(scene)):
        return None
    sentence = tr("The image was compressed with losses; fine detail may be gone.")
    return TrustMark(TrustKind.LOSSY, Severity.WARNING, short, sentence)


def _disclosed(scene: Scene) -> list[TrustMark | None]:
    """What the file says about its own worth (DC-066)."""
    disclosures = scene.frame.image.disclosures
    marks: list[TrustMark | None] = [
        TrustMark(kind, severity, tr(short), tr(sentence))
        for name, (kind, severity, short, sentence) in _DISCLOSURES.items()
        if getattr(disclosures, name)
    ]
    is_lettered = scene.frame.image.modality not in _SELDOM_LETTERED
    if not scene.show_patient and disclosures.has_burned_in_text is None and is_lettered:
        sentence = tr("The file does not say whether text is burned into its pixels: look for it.")
        marks.append(
            TrustMark(TrustKind.BURNED_IN, Severity.WARNING, tr("text in the pixels?"), sentence)
        )
    return marks


def _shutters(scene: Scene) -> TrustMark | None:
    """Whether part of the image is covered, or would be (DC-065)."""
    if scene.frame.header.shutter is None or (
        scene.frame.presented is not None and scene.appearance.shows_shutters
    ):
        return None
    if scene.appearance.shows_shutters:
        sentence = tr("The file covers part of the image with a shutter, which can be lifted.")
        return TrustMark(TrustKind.SHUTTER, Severity.NOTE, tr("shutters"), sentence)
    sentence = tr("The shutter of the file is lifted: what it covers is shown.")
    return TrustMark(TrustKind.SHUTTER, Severity.WARNING, tr("Shutters off"), sentence)


def _overlays(scene: Scene) -> TrustMark | None:
    """Whether graphics of the file lie over the image, or are hidden (DC-063)."""
    present = overlays_of(scene.frame)
    if not present:
        return None
    if len(overlays_in(scene)) == len(present):
        sentence = tr("Graphics of the file itself lie over the image.")
        return TrustMark(TrustKind.OVERLAY, Severity.NOTE, tr("overlays"), sentence)
    if scene.appearance.shows_overlays and not scene.show_patient:
        sentence = tr("Graphics of the file are hidden with the patient data: they may name them.")
    else:
        sentence = tr("Graphics of the file are hidden; they may hold text that matters.")
    return TrustMark(TrustKind.OVERLAY, Severity.WARNING, tr("Overlays off"), sentence)


def _spacing(scene: Scene) -> TrustMark:
    spacing = known_spacing(scene)
    source = spacing.source if spacing else SpacingSource.NONE
    severity = Severity.NOTE if source in _SURE else Severity.WARNING
    if spacing is None and scene.frame.image.regions:
        sentence = tr(
            "Only parts of the image have a known pixel size, and its middle is in none of them."
        )
        return TrustMark(TrustKind.SPACING, severity, tr("mm in parts"), sentence)
    short = f"mm {tr(SOURCE_LABELS[source])}".rstrip() if spacing else tr("px only")
    sentence = tr(_SPACING[source])
    if spacing is not None and spacing.calibration:
        sentence = f"{sentence} {spacing.calibration}"
    if spacing is not None and spacing.magnification:
        estimate = tr("The device estimates that they are {factor} times too large.")
        sentence = f"{sentence} {estimate.format(factor=f'{spacing.magnification:.3g}')}"
    return TrustMark(TrustKind.SPACING, severity, short, sentence)


def _window(voi: Voi | None) -> TrustMark | None:
    if voi is None:
        return None
    return TrustMark(TrustKind.WINDOW, Severity.NOTE, tr(voi.source.value), tr(_WINDOW[voi.source]))


def _interpolated(scene: Scene) -> TrustMark | None:
    zoom = zoom_of(scene.frame.image, scene.view, scene.width, scene.height)
    if zoom <= 1:
        return None
    how = tr(interpolation_of(scene).value)
    sentence = tr("The picture is enlarged; pixels in between are made by this method: {how}.")
    return TrustMark(TrustKind.INTERPOLATED, Severity.NOTE, how, sentence.format(how=how))


def _filtered(scene: Scene) -> TrustMark | None:
    if not (short := filter_text(scene)):
        return None
    sentence = tr(_FILTERS[filter_of(scene)])
    return TrustMark(TrustKind.FILTERED, Severity.WARNING, short, sentence)


def _true_size(scene: Scene) -> TrustMark | None:
    """Said only where the screen was measured and the zoom fits (DC-052)."""
    spacing, pitch = known_spacing(scene), scene.screen.pitch_mm
    if spacing is None or not spacing.column_mm or not pitch:
        return None
    zoom = zoom_of(scene.frame.image, scene.view, scene.width, scene.height)
    if abs(zoom * pitch / spacing.column_mm - 1) > _TRUE:
        return None
    short = f"{tr('true size')} {tr(SOURCE_LABELS[spacing.source])}".rstrip()
    sentence = tr("A millimetre of the image is a millimetre of this screen, as you measured it.")
    return TrustMark(TrustKind.TRUE_SIZE, Severity.NOTE, short, sentence)


def _display(picture: Picture) -> TrustMark | None:
    if picture.scene.screen.display is None or not picture.layer.is_gray:
        return None
    sentence = tr(
        "Gray is shown by the Grayscale Standard Display Function for the luminances that were "
        "entered for this screen."
    )
    return TrustMark(TrustKind.DISPLAY, Severity.NOTE, tr("GSDF"), sentence)


def _coloured(picture: Picture) -> TrustMark | None:
    name = picture.scene.appearance.colour_map
    if not name or not picture.layer.is_gray:
        return None
    sentence = tr("The image is gray; its colours are those of a colour map.")
    return TrustMark(TrustKind.COLOURED, Severity.NOTE, tr(TITLES[name]), sentence)


def _findings(picture: Picture) -> tuple[Finding, ...]:
    """What was noticed about the stack, the file, the frame and its window, each once."""
    scene, frame = picture.scene, picture.scene.frame
    stack = scene.display_set.findings if scene.display_set else ()
    found = (*stack, *frame.image.findings, *frame.findings, *rejected_windows(frame.header))
    mask = picture.layer.mask
    if mask is not None and not mask.any():
        found += (_ONLY_PADDING,)
    return tuple(dict.fromkeys(found))


def _of_finding(finding: Finding) -> TrustMark:
    short = tr(_SHORT[finding.kind])
    return TrustMark(_KINDS[finding.kind], finding.severity, short, told(finding))
