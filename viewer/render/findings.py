"""What findings say in the user's language.

The floors that find something write English sentences with numbers in them, which the command
line prints as they are; the catalogues know them with a place for each number.
"""

import re
from typing import Final

from viewer.base.i18n import tr
from viewer.model.finding import Finding

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")

# What may mislead a reader, in the words of the floors below.
FINDINGS: Final = (
    "{0} image lies where another one lies.",
    "{0} images lie where another one lies.",
    "Look at the times or numbers of the images.",
    "{0} slice is missing.",
    "{0} slices are missing.",
    "Get the series again: what lies in the gap is not here.",
    "The gaps between slices differ, by up to {0} mm.",
    "The gantry is tilted: each slice is shifted by {0} mm.",
    "Only {0} of the {1} parts of this object are here.",
    "Open the folder that holds them all.",
    "Patient name or ID differ between the images of this series.",
    "Make sure that all images are of one patient.",
    "Two different files claim to be the same instance; the first one is shown.",
    "Study, series or instance UID is missing; the file was grouped by its folder.",
    "Every pixel is padding.",
    "Only {0} of {1} frames are whole.",
    "The rescale is invalid; stored values are shown.",
    "The file promises colours and has no palette: gray is shown.",
    "Several lateralities are given, and they differ.",
    "The pixel data are cut off: {0} of {1} frames are complete.",
)


def told(finding: Finding) -> str:
    """The sentence of a finding, translated as far as the catalogue has it."""
    words = " ".join(_counted(part) for part in (finding.what, finding.what_to_do) if part)
    return f"{finding.subject}: {words}" if finding.subject else words


def _counted(text: str) -> str:
    """The text with its numbers in the places of the translation."""
    numbers = _NUMBER.findall(text)
    places = iter(range(len(numbers)))
    template = _NUMBER.sub(lambda _: f"{{{next(places)}}}", text)
    translated = tr(template)
    return tr(text) if translated == template else translated.format(*numbers)
