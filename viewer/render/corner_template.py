"""The language of corner texts: lines of segments, with fields in braces.

`Se {series_number} | Im {image_number}` has two segments; a segment is left out when one of its
fields is empty, and a line when all its segments are.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from viewer.base.i18n import tr

CORNERS: Final = ("top_left", "top_right", "bottom_left", "bottom_right")
FIELDS: Final = (
    "patient_name", "patient_id", "birth_date", "patient_age", "patient_sex", "institution",
    "study_date", "study_time", "study_description", "accession_number", "series_number",
    "series_description", "image_number", "frame_label", "slice_position", "slice_thickness",
    "technique", "zoom", "laterality", "lossy", "window", "window_source",
)  # fmt: skip
_FIELD: Final = re.compile(r"{(\w+)}")
_MOST_LINES: Final = 12
_LONGEST_LINE: Final = 200


def lines_of(text: str) -> list[list[str]]:
    """The segments of each line of a template."""
    lines = ([part.strip() for part in line.split("|")] for line in text.split("\n"))
    return [[part for part in line if part] for line in lines if any(line)]


def text_of(lines: list[list[str]]) -> str:
    """A template as one writes it."""
    return "\n".join(" | ".join(line) for line in lines)


def fill(line: list[str], fields: Mapping[str, str]) -> str:
    """One line with its fields; "" when nothing of it remains."""
    kept = (part for part in line if all(map(fields.get, _names_in(part))))
    return "  ".join(part.format_map(fields) for part in kept)


@lru_cache(maxsize=512)
def _names_in(part: str) -> tuple[str, ...]:
    """The fields of a segment; found once, for corners are filled at every step of a scroll."""
    return tuple(_FIELD.findall(part))


def problem_of(text: str) -> str:
    """What is wrong with a template, in words; "" when it is good."""
    lines = text.split("\n")
    if len(lines) > _MOST_LINES or max(map(len, lines)) > _LONGEST_LINE:
        return tr("This is too long: at most {lines} lines.").format(lines=_MOST_LINES)
    for name in _FIELD.findall(text):
        if name not in FIELDS:
            return tr("There is no field {name}.").format(name=f"{{{name}}}")
    if set("{}") & set(_FIELD.sub("", text)):
        return tr("A brace is open or closed without its other half.")
    return ""


def check_templates(templates: Mapping[str, Mapping[str, str]]) -> None:
    """Raise ValueError in words where templates cannot be used."""
    for corners in templates.values():
        for corner, text in corners.items():
            if corner not in CORNERS:
                raise ValueError(tr("unknown: {names}").format(names=corner))
            if problem := problem_of(text):
                raise ValueError(problem)
