"""What was measured, marked and seen, as DICOM objects in the study that it belongs to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.dicom.decoding.decode import Decode
from viewer.dicom.objects.capture_write import write_capture
from viewer.dicom.objects.key_object_write import TITLES, write_key_object
from viewer.dicom.objects.presentation_write import write_presentation
from viewer.dicom.objects.sr_again import is_said_already
from viewer.dicom.read import read_dataset
from viewer.imaging.icc import srgb_profile
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.identity import InstanceUid
from viewer.model.presentation import PresentationState
from viewer.render.scene import Scene
from viewer.workflows.capture import Burn, PlacedScene, capture
from viewer.workflows.presentation_of import presentation_states
from viewer.workflows.render_image import load_frame
from viewer.workflows.save_report import save_report

Keep = Callable[[Callable[[Path], object]], object]
Files = Mapping[InstanceUid, Path]


def save_measurements(
    annotations: Sequence[Annotation],
    files: Files,
    earlier: Iterable[Path],
    keep: Keep,
    job: Job,
) -> bool:
    """Keep a report of the measurements of one study; raises as `save_report`.

    False where the latest of the `earlier` reports says just that: then there is no other.
    """
    is_new = True

    def write(path: Path) -> None:
        nonlocal is_new
        save_report(annotations, files, path, job)
        if is_said_already(path, earlier):
            path.unlink()
            is_new = False

    keep(write)
    return is_new


def save_view(
    scene: Scene, annotations: Iterable[Annotation], description: str, keep: Keep, job: Job
) -> int:
    """Keep what a viewport shows as presentation states; returns how many it took."""
    is_colour = not scene.frame.has_window
    paths = _paths(scene)
    states = presentation_states(scene, annotations, job, description=description)
    for found in states:
        is_bare = is_colour and not found.icc_profile
        state = replace(found, icc_profile=srgb_profile()) if is_bare else found
        headers = _headers((paths[each.sop_instance_uid] for each in state.images), job)
        keep(partial(_write, state, headers, is_colour))
    return len(states)


def save_graphics(
    stacks: Iterable[DisplaySet],
    annotations: Sequence[Annotation],
    keep: Keep,
    decode: Decode,
    job: Job,
) -> int:
    """Keep what is drawn on stacks as presentation states of the images that it is on.

    They are shown as their files say. Returns how many states it took; raises as `load_frame`,
    and `ViewerError` where nothing can be seen.
    """
    seen = [each for each in annotations if not each.is_hidden]
    places = {(each.sop_instance_uid, each.frame_index) for each in seen}
    count = 0
    for stack in stacks:
        refs = tuple(
            ref for ref in stack.frames if (ref.sop_instance_uid, ref.frame_index) in places
        )
        if stack.is_document or not refs:
            continue
        first = refs[0]
        frame = load_frame(
            first.path, first.frame_index + 1, decode=decode, character_set=first.character_set
        )
        drawn_on = replace(stack, frames=refs, planes=(), positions_mm=())
        pixels = frame.image.pixel_format
        scene = Scene(frame, pixels.columns, pixels.rows, display_set=drawn_on)
        count += save_view(scene, seen, "Measurements", keep, job)
    if not count:
        raise ViewerError("Nothing that can be seen was drawn on these images.")
    return count


def _write(state: PresentationState, headers: list[Any], is_colour: bool, path: Path) -> None:
    write_presentation(state, headers, path, is_colour=is_colour)


def save_key_images(refs: Sequence[FrameRef], code: str, keep: Keep, job: Job) -> None:
    """Keep a key object selection of frames of one study; `code` of CID 7010 is its title."""
    frames: dict[str, list[int]] = {}
    for ref in refs:
        frames.setdefault(ref.sop_instance_uid, []).append(ref.frame_index + 1)
    headers = _headers(dict.fromkeys(ref.path for ref in refs), job)
    title = next((each for each in TITLES if each.value == code), TITLES[0])
    meant = {uid: tuple(numbers) for uid, numbers in frames.items()}
    keep(lambda path: write_key_object(headers, path, title=title, frames=meant))


def save_capture(scenes: Sequence[PlacedScene], burn: Burn, keep: Keep, job: Job) -> None:
    """Keep a picture of scenes of one study as a secondary capture."""
    picture = capture(scenes, job=job, burn=burn)
    headers = _headers(dict.fromkeys(each.scene.frame.ref.path for each in scenes), job)
    keep(lambda path: write_capture(picture, headers, path))


def _paths(scene: Scene) -> dict[InstanceUid, Path]:
    refs = scene.display_set.frames if scene.display_set is not None else (scene.frame.ref,)
    return {ref.sop_instance_uid: ref.path for ref in refs}


def _headers(paths: Iterable[Path], job: Job) -> list[Any]:
    """The data sets of files up to their pixels, as the writers take them."""
    found = []
    for path in paths:
        job.check()
        found.append(read_dataset(path).dataset)
    return found
