"""What a printed report of a study holds: its measurements, and pictures of the images."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.base.jobs import Job
from viewer.dicom.decoding.decode import Decode
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet
from viewer.model.study import StudyRecord
from viewer.model.view import Appearance, ViewState
from viewer.render.scene import Scene
from viewer.workflows.capture import Burn, PlacedScene, capture
from viewer.workflows.render_image import load_frame

MOST_PICTURES = 60
_SIDE = 900  # device pixels of a picture
_TEXT_SCALE = 1.7  # it is printed small

Place = tuple[DisplaySet, int]


@dataclass(frozen=True, slots=True, eq=False)
class ReportPicture:
    """RGB (h, w, 3) of one image with what is drawn on it."""

    shown: DisplaySet
    index: int
    pixels: NDArray[np.uint8]
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class StudyReport:
    """Measurements of one study in the order of its images, with their pictures.

    `left_out` is how many images have no picture, because there are too many.
    """

    study: StudyRecord
    measured: tuple[tuple[Annotation, Place | None], ...]
    pictures: tuple[ReportPicture, ...]
    left_out: int = 0


def study_report(
    study: StudyRecord,
    annotations: Iterable[Annotation],
    key_places: Sequence[Place],
    places: Mapping[str, Place],
    *,
    appearances: Mapping[str, Appearance],
    decode: Decode,
    burn: Burn,
    job: Job,
) -> StudyReport:
    """Draw the images that have annotations or are key images; raises as `load_frame`.

    `places` are those of annotations by their UID, `appearances` the looks of the stacks on
    screen by their key; others look as their files say.
    """
    found = [(each, places.get(each.uid)) for each in annotations]
    wanted: dict[tuple[str, int], Place] = {}
    for place in (*(place for _, place in found if place is not None), *key_places):
        wanted.setdefault((place[0].key, place[1]), place)
    pictures = []
    for number, (shown, index) in enumerate(list(wanted.values())[:MOST_PICTURES]):
        job.progress(number, len(wanted))
        drawn = tuple(
            each for each, place in found if place == (shown, index) and not each.is_hidden
        )
        look = appearances.get(shown.key, Appearance())
        scene = _scene(shown, index, drawn, look, decode)
        pixels = capture([PlacedScene(scene)], job=job, burn=burn)
        pictures.append(ReportPicture(shown, index, pixels, drawn))
    return StudyReport(study, tuple(found), tuple(pictures), max(0, len(wanted) - MOST_PICTURES))


def _scene(
    shown: DisplaySet,
    index: int,
    drawn: tuple[Annotation, ...],
    appearance: Appearance,
    decode: Decode,
) -> Scene:
    ref = shown.frames[index]
    frame = load_frame(
        ref.path, ref.frame_index + 1, decode=decode, character_set=ref.character_set
    )
    return Scene(
        frame, _SIDE, _SIDE, view=ViewState(index=index), appearance=appearance,
        display_set=shown, annotations=drawn, show_patient=False, device_pixel_ratio=_TEXT_SCALE,
    )  # fmt: skip
