"""The texts in the corners of a viewport, by a template for each modality.

A template line is a list of segments such as "Se {series_number}"; a segment is left out when
one of its fields is empty, and a line when all its segments are.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from viewer.base.i18n import tr
from viewer.base.resources import resource_path
from viewer.model.geometry import Plane, orientation_letters
from viewer.model.image import AcquisitionTexts
from viewer.model.lut import Voi, VoiWindow
from viewer.model.patient import Patient
from viewer.model.view import Filter
from viewer.render.corner_template import fill, lines_of
from viewer.render.drawing import Anchor, Drawing, Text
from viewer.render.patch import filter_of
from viewer.render.scene import Scene
from viewer.render.transform import zoom_of

MARGIN: Final = 8.0  # logical pixels, as all sizes here


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How large the corner texts are, and how much of the canvas' width a line may take."""

    size: float
    line_height: float
    top_part: float = 0.44  # the letter in the middle of the edge stays free
    bottom_part: float = 0.34  # the scale bar stays free; the last line lies under it


NORMAL: Final = TextStyle(13, 18)
SMALL: Final = TextStyle(11, 15)
_SMALL_WIDTH: Final = 520  # below either, a cell shows fewer and smaller lines
_SMALL_HEIGHT: Final = 420
_LETTER_PX: Final = 10.0  # half of a letter in the middle of the left and right edge
_LETTERS_PX: Final = 16.0  # half of two letters in the middle of the upper and lower edge
_WHOLE_WIDTH: Final = 100.0  # from which fractions of a window are noise

_CORNERS: Final = {
    "top_left": Anchor.TOP_LEFT,
    "top_right": Anchor.TOP_RIGHT,
    "bottom_left": Anchor.BOTTOM_LEFT,
    "bottom_right": Anchor.BOTTOM_RIGHT,
}
_FILTERED: Final = {
    Filter.SMOOTH: "smoothed, not original",
    Filter.SHARPEN: "sharpened, not original",
}
_TELLS_WHO: Final = frozenset(
    {
        "patient_name", "patient_id", "birth_date", "patient_age", "patient_sex", "institution",
        "study_date", "study_time", "accession_number",
    }
)  # fmt: skip

Template = dict[str, list[list[str]]]
OwnTemplates = Mapping[str, Mapping[str, str]]


@cache
def _templates() -> dict[str, Template]:
    loaded: dict[str, Template] = json.loads(
        resource_path("templates", "corner_text.json").read_text(encoding="utf-8")
    )
    return loaded


def template_for(
    modality: str, own: OwnTemplates = MappingProxyType({}), *, is_small: bool = False
) -> Template:
    """The corners of a modality, or those of any small cell; the rest comes from the default.

    `own` are the user's templates, which go before ours for the same images.
    """
    made: Template = {}
    for name in ("default", "small" if is_small else modality):
        made |= _templates().get(name, {})
        made |= {corner: lines_of(text) for corner, text in own.get(name, {}).items()}
    return made


def is_small(scene: Scene) -> bool:
    """Whether the cell is too small for all lines."""
    ratio = scene.device_pixel_ratio
    return scene.width < _SMALL_WIDTH * ratio or scene.height < _SMALL_HEIGHT * ratio


def corner_lines(scene: Scene, voi: Voi | None) -> dict[str, tuple[str, ...]]:
    """The lines of each corner, top to bottom; without a line that would be empty."""
    fields = _fields(scene, voi)
    if not scene.show_patient:
        fields |= dict.fromkeys(_TELLS_WHO, "")
    made = {
        corner: tuple(filter(None, (fill(line, fields) for line in lines)))
        for corner, lines in template_for(
            scene.frame.image.modality, scene.corner_texts, is_small=is_small(scene)
        ).items()
    }
    if filtered := filter_text(scene):  # whatever the template: captures have no other mark
        made["bottom_right"] = (filtered, *made.get("bottom_right", ()))
    return made


def corner_text(scene: Scene, voi: Voi | None) -> Drawing:
    """The corner texts as a drawing; `voi` is the window in use, None for colour.

    In a low cell those lines stay that lie nearest to the edge, clear of the letters beside them.
    """
    ratio = scene.device_pixel_ratio
    style = SMALL if is_small(scene) else NORMAL
    half = scene.height / 2 - (MARGIN + _LETTER_PX) * ratio
    room = max(1, int(half / (style.line_height * ratio)))
    drawing: Drawing = ()
    for corner, lines in corner_lines(scene, voi).items():
        kept = lines[-room:] if _CORNERS[corner].value[1] else lines[:room]
        drawing += _corner(corner, kept, style, scene.width, scene.height, ratio)
    return drawing


def corner_end(scene: Scene, text: Drawing) -> float:
    """Where the lines of the upper left corner end within `text`, in pixels from above."""
    margin = MARGIN * scene.device_pixel_ratio
    style = SMALL if is_small(scene) else NORMAL
    tops = [
        part.y
        for part in text
        if isinstance(part, Text)
        and part.anchor is Anchor.TOP_LEFT
        and part.x <= margin
        and part.y < scene.height / 2
    ]
    return max(tops) + style.line_height * scene.device_pixel_ratio if tops else margin


@lru_cache(maxsize=64)
def _corner(  # noqa: PLR0917 - a cache has no keywords
    corner: str, lines: tuple[str, ...], style: TextStyle, width: int, height: int, ratio: float
) -> Drawing:
    """The lines of one corner in their places; while images scroll, most corners stay."""
    margin, line_height = MARGIN * ratio, style.line_height * ratio
    right, below = _CORNERS[corner].value
    x = width - margin if right else margin
    top = height - margin - len(lines) * line_height if below else margin
    beside_bar = len(lines) - 1 if below else 0
    beside_letters = width / 2 - margin - _LETTERS_PX * ratio
    return tuple(
        Text(
            x,
            top + number * line_height,
            line,
            style.size * ratio,
            Anchor.TOP_RIGHT if right else Anchor.TOP_LEFT,
            max_width=style.bottom_part * width - margin
            if number < beside_bar
            else min(style.top_part * width - margin, beside_letters),
        )
        for number, line in enumerate(lines)
    )


def _fields(scene: Scene, voi: Voi | None) -> dict[str, str]:
    image = scene.frame.image
    header = scene.frame.header
    zoom = zoom_of(image, scene.view, scene.width, scene.height)
    thickness = header.thickness_mm
    return _of_image(image.patient, image.texts) | {
        "image_number": _image_number(scene),
        "frame_label": header.label,
        "slice_position": slice_position(header.plane) if header.plane else "",
        "slice_thickness": f"{thickness:.4g} mm" if thickness else "",
        "zoom": f"{zoom * 100:.0f} %",
        "lossy": lossy_text(scene),
        "window": window_text(voi) if voi else "",
        "window_source": tr(voi.explanation or voi.source.value) if voi else "",
    }


@lru_cache(maxsize=4096)
def _of_image(patient: Patient, texts: AcquisitionTexts) -> dict[str, str]:
    """The fields that stay with an image; not to be changed."""
    return {
        "patient_name": patient.name.display(),
        "patient_id": patient.patient_id,
        "birth_date": format_date(patient.birth_date),
        "patient_age": re.sub(r"^0+(?=\d)", "", texts.patient_age),
        "patient_sex": patient.sex,
        "institution": texts.institution,
        "study_date": format_date(texts.study_date),
        "study_time": format_time(texts.study_time),
        "study_description": texts.study_description,
        "accession_number": texts.accession_number,
        "series_number": texts.series_number,
        "series_description": texts.series_description,
        "technique": texts.technique,
        "laterality": " ".join(filter(None, (texts.laterality, texts.view))),
    }


def _image_number(scene: Scene) -> str:
    if scene.display_set is not None:
        return f"{scene.view.index + 1}/{len(scene.display_set.frames)}"
    return scene.frame.image.texts.instance_number


def format_date(text: str) -> str:
    """DICOM DA as 2024-01-31; anything else as it stands."""
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if re.fullmatch(r"\d{8}", text) else text


def format_time(text: str) -> str:
    """DICOM TM as 10:15; anything else as it stands."""
    return f"{text[:2]}:{text[2:4]}" if re.match(r"\d{4}", text) else text


def slice_position(plane: Plane) -> str:
    """Where the slice lies along the body axis it is most perpendicular to: "H 12.5 mm".

    In a volume of its own only how far: "12.5 mm".
    """
    if not plane.is_in_patient:
        return f"{plane.distance_mm:.1f} mm"
    normal = plane.normal
    axis = max(range(3), key=lambda i: abs(normal[i]))
    value = plane.position_lps[axis]
    direction = [0.0, 0.0, 0.0]
    direction[axis] = 1.0 if value >= 0 else -1.0
    return f"{orientation_letters((direction[0], direction[1], direction[2]))} {abs(value):.1f} mm"


def window_text(voi: Voi) -> str:
    """Say a window as "W 400 L 40", a VOI LUT as "LUT"; a wide one in whole numbers."""
    if not isinstance(voi, VoiWindow):
        return tr("LUT")
    digits = 0 if voi.width >= _WHOLE_WIDTH else 6
    width, center = round(voi.width, digits), round(voi.center, digits)
    return f"W {width:.6g} L {center:.6g}"


def lossy_text(scene: Scene) -> str:
    """Say "lossy 12:1", "lossy" without a known ratio, nothing for images that lost nothing."""
    compression = scene.frame.image.compression
    if not compression.is_lossy:
        return ""
    ratio = max(compression.ratios, default=0.0)
    if not ratio:
        return tr("lossy")
    return f"{tr('lossy')} {ratio:.0f}:1" if ratio >= 100 else f"{tr('lossy')} {ratio:.3g}:1"


def filter_text(scene: Scene) -> str:
    """Say that the picture is smoothed or sharpened, and so not the original."""
    wanted = filter_of(scene)
    return tr(_FILTERED[wanted]) if wanted in _FILTERED else ""
