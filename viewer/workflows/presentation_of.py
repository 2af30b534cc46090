"""What a viewport shows, as presentation states that show it again (DC-170 to DC-175)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.dicom.images import read_image
from viewer.imaging.voi_choice import effective_voi, file_vois
from viewer.model.annotation import Annotation
from viewer.model.crossing import Crossing
from viewer.model.display_set import FrameRef
from viewer.model.displayed_area import DisplayedArea
from viewer.model.frame import Frame
from viewer.model.identity import InstanceUid
from viewer.model.image import Image
from viewer.model.lut import Voi
from viewer.model.presentation import Graphic, ImageReference, PresentationState, References
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.model.view import Filter, ZoomMode
from viewer.render.annotations import number_texts
from viewer.render.others_graphics import canvas_from_area
from viewer.render.overlays import overlays_in
from viewer.render.scene import Scene
from viewer.render.transform import canvas_from_image, image_from_canvas, map_point, turn

ReadImage = Callable[[Path], Image]


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """An image of the stack, and the window that it is seen with."""

    ref: FrameRef
    image: Image
    voi: Voi | None

    @property
    def kind(self) -> tuple[object, ...]:
        """What one state can say for all its images: modality, polarity, shutter."""
        header = self.image.frame(self.ref.frame_index)
        return header.modality, self.image.is_inverse, header.shutter


def presentation_states(
    scene: Scene,
    annotations: Iterable[Annotation],
    job: Job,
    *,
    description: str = "",
    read: ReadImage = read_image,
) -> list[PresentationState]:
    """States that show the stack of a scene as it is seen now, with what is drawn on it.

    One state is for images of one rescale, polarity and shutter, so a stack can need several.
    A stack that a state is applied to gives one of the image on screen alone. Raises
    `ViewerError` where that state has bitmaps of its own, which are not written.
    """  # fmt: skip
    _check(scene)
    looked = sorted(_looked(scene, job, read), key=lambda each: repr(each.kind))
    drawn = [each for each in annotations if not each.is_hidden]
    return [
        _state(scene, list(group), drawn, description)
        for _, group in groupby(looked, key=lambda each: repr(each.kind))
    ]


def _check(scene: Scene) -> None:
    """Raise `ViewerError` for looks that no state can hold: it would show something else."""
    frame, appearance = scene.frame, scene.appearance
    if frame.presented is not None and frame.presented.state.overlays:
        raise ViewerError(tr("A presentation state with bitmaps cannot be written."))
    is_strange = frame.has_window and (bool(appearance.colour_map) or bool(frame.gray_palette))
    if is_strange or appearance.filter is not Filter.NONE:
        raise ViewerError(
            tr("A presentation state holds neither colour maps nor filters."),
            hint=tr("Take them away first, or save the picture as an image."),
        )
    if appearance.is_inverted and not frame.has_window:
        raise ViewerError(
            tr("A presentation state cannot invert colours."),
            hint=tr("Take them away first, or save the picture as an image."),
        )


def _looked(scene: Scene, job: Job, read: ReadImage) -> list[_Looked]:
    frame = scene.frame
    current = None
    if frame.has_window:
        current = effective_voi(frame, scene.appearance, scene.series_voi)
    if frame.presented is not None or scene.display_set is None:
        return [_Looked(frame.ref, frame.image, current)]
    found = []
    images: dict[Path, Image] = {frame.ref.path: frame.image}
    for ref in scene.display_set.frames:
        job.check()
        if ref.path not in images:
            images[ref.path] = read(ref.path)
        image = images[ref.path]
        found.append(_Looked(ref, image, _voi(scene, image, ref, current)))
    return found


def _voi(scene: Scene, image: Image, ref: FrameRef, current: Voi | None) -> Voi | None:
    """The user's window for all; else each image's own, or that of the series."""
    if current is None or scene.appearance.voi is not None:
        return current
    own = file_vois(image.frame(ref.frame_index))
    place = scene.appearance.voi_index
    return own[place if place < len(own) else 0] if own else current


def _state(
    scene: Scene, looked: Sequence[_Looked], drawn: Sequence[Annotation], description: str
) -> PresentationState:
    first, appearance = looked[0], scene.appearance
    header = first.image.frame(first.ref.frame_index)
    frame = scene.frame
    rotation, is_flipped = _turned(scene)
    return PresentationState(
        sop_instance_uid=InstanceUid(""),
        study_uid=first.image.study_uid,
        images=_references(looked),
        description=description,
        modality=frame.gray_modality if frame.presented is not None else header.modality,
        vois=tuple(_vois(looked)),
        is_inverse=first.image.is_inverse != appearance.is_inverted,
        presentation_lut=frame.presentation_lut,
        shutter=header.shutter if appearance.shows_shutters else None,
        rotation_deg=rotation,
        flip_horizontal=is_flipped,
        areas=(((), _area(scene)),),
        graphics=tuple(
            (_references([each]), graphic)
            for each in looked
            for graphic in (*_seen_graphics(scene, each.ref), *_drawn_on(each.ref, drawn))
        ),
        image_overlays=frozenset(overlay.group for overlay in overlays_in(scene)),
        icc_profile=first.image.icc_profile,
    )


def _drawn_on(ref: FrameRef, drawn: Sequence[Annotation]) -> Iterator[Graphic]:
    for annotation in drawn:
        if annotation.is_on(ref.sop_instance_uid, ref.frame_index):
            yield from graphics_of(annotation)


def _seen_graphics(scene: Scene, ref: FrameRef) -> Iterator[Graphic]:
    """What is seen on the image on screen alone: of the state that is applied, and crossings."""
    if ref == scene.frame.ref:
        yield from _presented_graphics(scene)
        for crossing in scene.crossings:
            yield from _crossing_graphics(crossing)


def _crossing_graphics(crossing: Crossing) -> Iterator[Graphic]:
    """The lines of an annotation of another image; its words only where all of it lies here."""
    annotation = crossing.annotation
    colour = annotation.colour.upper()
    for path in crossing.paths:
        kind = ShapeKind.POLYLINE if len(path) > 1 else ShapeKind.POINT
        yield Graphic(Shape(kind, path), colour=colour)
    words = _words(annotation)
    if crossing.is_whole and words:
        at = max(point for path in crossing.paths for point in path)
        yield Graphic(Shape(ShapeKind.TEXT, (at,)), words, colour=colour)


def _presented_graphics(scene: Scene) -> Iterator[Graphic]:
    """What the state draws that is applied, in the area that is seen now; without its styles."""
    told = scene.frame.presented
    if told is None:
        return
    forth = canvas_from_image(scene.frame.image, scene.view, scene.width, scene.height)
    affine = canvas_from_area(scene, forth)

    def moved(points: tuple[Point, ...], *, is_relative: bool) -> tuple[Point, ...]:
        if not is_relative:
            return points
        on_canvas = (map_point(affine, *point) for point in points)
        return tuple((x / scene.width, y / scene.height) for x, y in on_canvas)

    for each in told.graphics:
        shape = replace(each.shape, points=moved(each.shape.points, is_relative=each.is_relative))
        box, anchor = each.box, each.anchor
        if box is not None:
            first, last = moved(box, is_relative=each.is_relative)
            box = (first, last)
        if anchor is not None:
            (anchor,) = moved((anchor,), is_relative=each.is_anchor_relative)
        own = each.fill_colour or (each.style.colour if each.style is not None else "")
        colour = f"#{(own or each.colour)[-6:]}" if own or each.colour else ""
        yield replace(
            each, shape=shape, box=box, anchor=anchor, colour=colour, fill_colour="", style=None
        )


def graphics_of(annotation: Annotation) -> list[Graphic]:
    """An annotation as others' viewers can draw it: its lines, and its label and numbers."""
    shape = annotation.shape
    colour = annotation.colour.upper()
    drawn = [] if shape.kind is ShapeKind.TEXT else [Graphic(shape, colour=colour)]
    if words := _words(annotation):
        at = max(shape.corners) if shape.kind is not ShapeKind.ARROW else shape.points[1]
        drawn.append(Graphic(Shape(ShapeKind.TEXT, (at,)), words, colour=colour))
    return drawn


def _words(annotation: Annotation) -> str:
    """What stands beside an annotation, a line each."""
    texts = [annotation.label] if annotation.label else []
    if annotation.shape.kind not in (ShapeKind.TEXT, ShapeKind.ARROW):
        texts += number_texts(annotation)
    return "\r\n".join(texts)


def _vois(looked: Sequence[_Looked]) -> list[tuple[References, Voi]]:
    """Each window once, for the images that are seen with it; for all where there is one."""
    by_voi: dict[Voi, list[_Looked]] = {}
    for each in looked:
        if each.voi is not None:
            by_voi.setdefault(each.voi, []).append(each)
    if len(by_voi) == 1:
        return [((), voi) for voi in by_voi]
    return [(_references(seen), voi) for voi, seen in by_voi.items()]


def _references(looked: Iterable[_Looked]) -> References:
    """The images, each with those of its frames that are meant, if not all are."""
    frames: dict[InstanceUid, list[int]] = {}
    counts = {}
    for each in looked:
        uid = each.ref.sop_instance_uid
        frames.setdefault(uid, []).append(each.ref.frame_index + 1)
        counts[uid] = each.image.pixel_format.number_of_frames
    return tuple(
        ImageReference(uid, () if len(numbers) == counts[uid] else tuple(numbers))
        for uid, numbers in frames.items()
    )


def _turned(scene: Scene) -> tuple[int, bool]:
    """Degrees clockwise, then whether flipped sideways: a flip upside down is both."""
    (xx, xy), (yx, yy) = turn(scene.frame.image, scene.view)
    is_flipped = xx * yy - xy * yx < 0
    across = -xx if is_flipped else xx
    up = -xy if is_flipped else xy
    degrees = {(1, 0): 0, (0, -1): 90, (-1, 0): 180, (0, 1): 270}[round(across), round(up)]
    return degrees, is_flipped


def _area(scene: Scene) -> DisplayedArea:
    """What of the image the canvas shows: all of it where it was fitted."""
    frame: Frame = scene.frame
    image, pixels = frame.image, frame.image.pixel_format
    whole = (-0.5, -0.5, pixels.columns - 0.5, pixels.rows - 0.5)
    spacing = image.spacing.column_mm if image.spacing.is_known else None
    if scene.view.zoom_mode is ZoomMode.FIT and image.placement is None:
        return DisplayedArea(whole, pixel_aspect=image.pixel_aspect, column_mm=spacing)
    affine = image_from_canvas(image, scene.view, scene.width, scene.height)
    x0, y0 = map_point(affine, 0, 0)
    x1, y1 = map_point(affine, scene.width, scene.height)
    (left, right), (top, bottom) = sorted((x0, x1)), sorted((y0, y1))
    seen = tuple(round(edge + 0.5) - 0.5 for edge in (left, top, right, bottom))
    area = (seen[0], seen[1], max(seen[2], seen[0] + 1), max(seen[3], seen[1] + 1))
    return DisplayedArea(area, pixel_aspect=image.pixel_aspect, column_mm=spacing)
