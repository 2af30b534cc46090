"""What a structured report draws on images: SCOORD and SCOORD3D of any tree (PS3.3 C.18.6, C.18.9).

Numbers are taken as they are reported, with the words of the report; nothing is computed anew.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.graphics import graphic_shape
from viewer.dicom.objects.sr_tree import Node, read_tree
from viewer.dicom.objects.values import code_text, code_value, unit_text
from viewer.model.annotation import ALL_FRAMES, Annotation
from viewer.model.code import Code
from viewer.model.geometry import Vector
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import Point, Shape, ShapeKind

_MOST_MARKS: Final = 1_000  # on screen at once they take 40 ms
_MOST_FRAMES: Final = 200  # of one shape
_MOST_POINTS: Final = 20_000
_FARTHEST: Final = 1e6  # pixels or mm: no image reaches as far
_WHOLE_SLIDE: Final = "1.2.840.10008.5.1.4.1.1.77.1.6"
_TRACKING_IDENTIFIER, _TRACKING_UID, _SHORT_LABEL = "112039", "112040", "125309"
_FINDING = "121071"
_METHODS: Final = ("370129005", "G-C036")  # Measurement Method in SNOMED CT and in older codes
_COMMENT: Final = "121106"
_TOOL: Final = re.compile(r"\w+@\S+:\w+")
_LONGEST: Final = 1_000  # of a comment on a number
_NEAR: Final = 3  # items above a shape that tell of it and not of all shapes
_SITES: Final = ("363698007", "G-C0E3")  # Finding Site in SNOMED CT and in its older codes
# Sizes that can be compared over studies (CID 7470, 7471, and in the older codes of SNOMED).
_QUANTITIES: Final = {
    "410668003": Quantity.LENGTH,
    "G-D7FE": Quantity.LENGTH,
    "103339001": Quantity.LONG_AXIS,
    "G-A185": Quantity.LONG_AXIS,
    "103340004": Quantity.SHORT_AXIS,
    "G-A186": Quantity.SHORT_AXIS,
    "42798000": Quantity.AREA,
    "G-A166": Quantity.AREA,
}
# As numbers measured here have them, or the same size would not be compared with itself.
_UNIT_LABELS: Final = {"mm2": "mm²", "mm3": "mm³", "cm2": "cm²", "cm3": "cm³"}
P = TypeVar("P", Point, Vector)
_NONE_YET: Final = Shape(ShapeKind.POINT, ((0.0, 0.0),))


@dataclass(frozen=True, slots=True)
class Marks:
    """What a report draws, and the names of what it has and cannot be drawn."""

    annotations: tuple[Annotation, ...]
    not_shown: tuple[str, ...]


def read_marks(root: Attributes, *, author: str, created: str) -> Marks:
    """Every shape of a report with its numbers; `created` is ISO 8601.

    Shapes in patient coordinates name no instance; their kind counts, their place is to be found.
    """
    study_uid = StudyUid(root.text("StudyInstanceUID"))
    source_uid = root.text("SOPInstanceUID")
    empty = Annotation(
        uid="",
        study_uid=study_uid,
        series_uid=SeriesUid(""),
        sop_instance_uid=InstanceUid(""),
        sop_class_uid="",
        frame_index=ALL_FRAMES,
        shape=_NONE_YET,
        author=author,
        created=created,
        is_locked=True,
        source_uid=source_uid,
    )
    found: list[Annotation] = []
    not_shown: list[str] = []
    nodes = read_tree(root)
    for node in nodes:
        if node.kind in ("SCOORD", "SCOORD3D"):
            made = list(_marks_of(node, empty))
            if not made:
                not_shown.append(_why_not(node))
            found += made
        elif words := _passed_over(node):
            not_shown.append(words)
        if len(found) > _MOST_MARKS:
            not_shown.append(f"more than {_MOST_MARKS} shapes")
            break
    return Marks(tuple(found[:_MOST_MARKS]), tuple(dict.fromkeys(not_shown)))


def _why_not(node: Node) -> str:
    kind = node.item.text("GraphicType") or "no type"
    if node.kind == "SCOORD" and not _images(node):
        return f"a shape that names no image ({kind})"
    return f"a shape that is not known or damaged ({kind})"


def _passed_over(node: Node) -> str:
    """What an item says of images in a way that is not drawn; "" for any other."""
    if node.kind == "TCOORD":
        kind = node.item.text("TemporalRangeType")
        return f"points in time ({kind})" if kind else "points in time"
    if node.kind == "IMAGE":
        reference = node.item.item("ReferencedSOPSequence")
        if reference is not None and reference.has("ReferencedSegmentNumber"):
            return "segments of a segmentation"
    return ""


def _marks_of(node: Node, empty: Annotation) -> Iterator[Annotation]:
    """An annotation for each shape of one item and each frame that it is on."""
    base = _described(node, empty)
    if node.kind == "SCOORD3D":
        for number, points in enumerate(_runs(node.item, _points_3d(node.item))):
            shape, in_patient = _shape_3d(node.item.text("GraphicType"), points)
            if shape is None:
                return
            yield replace(
                base,
                uid=f"{base.uid}-{number}",
                patient_points=in_patient,
                shape=shape,
                frame_of_reference_uid=node.item.text("ReferencedFrameOfReferenceUID"),
            )
        return
    for number, flat in enumerate(_runs(node.item, _points_2d(node.item))):
        shape = report_shape(node.item.text("GraphicType"), flat)
        if shape is None:
            return
        for uid, frame_index in _frames(node):
            yield replace(
                base,
                uid=f"{base.uid}-{number}-{frame_index}",
                sop_instance_uid=uid,
                frame_index=frame_index,
                shape=shape,
            )


def _shape_3d(kind: str, points: tuple[Vector, ...]) -> tuple[Shape | None, tuple[Vector, ...]]:
    """The kind of a shape in the patient, and its points there."""
    flat = [point[:2] for point in points]
    if kind != "ELLIPSOID":
        shape = report_shape(kind, flat)
        return shape, points[: len(shape.points)] if shape is not None else ()
    is_body = len(points) == 6 and all(
        start != end for start, end in zip(points[::2], points[1::2], strict=True)
    )
    return (Shape(ShapeKind.ELLIPSE, tuple(flat[:4])), points) if is_body else (None, ())


def report_shape(kind: str, points: Sequence[Point]) -> Shape | None:
    """The shape of a Graphic Type of a report; None where its points do not make one."""
    kind = {"MULTIPOINT": "POINT"}.get(kind, kind)
    shape = graphic_shape(kind, tuple(points))
    if kind == "POLYGON" and shape is not None and shape.kind is ShapeKind.POLYLINE:
        return Shape(ShapeKind.POLYGON, shape.points) if len(shape.points) > 2 else None
    if shape is not None and shape.kind is ShapeKind.POLYLINE and len(shape.points) == 2:
        return Shape(ShapeKind.LENGTH, shape.points)
    return shape


def _runs(item: Attributes, points: tuple[P, ...]) -> Iterator[tuple[P, ...]]:
    """The points of each shape: of MULTIPOINT every point is one."""
    if not points:
        return
    if item.text("GraphicType") == "MULTIPOINT":
        yield from ((point,) for point in points[:_MOST_FRAMES])
    else:
        yield points


def _points_2d(item: Attributes) -> tuple[Point, ...]:
    """Columns and rows; (0.5, 0.5) is the centre of the first pixel in the file (DC-161)."""
    numbers = _numbers(item)
    pairs = zip(numbers[::2], numbers[1::2], strict=False)
    return tuple((column - 0.5, row - 0.5) for column, row in pairs)


def _points_3d(item: Attributes) -> tuple[Vector, ...]:
    numbers = _numbers(item)
    return tuple(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=False))


def _numbers(item: Attributes) -> tuple[float, ...]:
    numbers = item.decimals("GraphicData")
    is_near = all(abs(number) <= _FARTHEST for number in numbers)  # which NaN is not
    return numbers if is_near and len(numbers) <= 2 * _MOST_POINTS else ()


def _frames(node: Node) -> Iterator[tuple[InstanceUid, int]]:
    """The images that a shape was drawn on, with their frames from 0."""
    for image in _images(node):
        reference = image.item.item("ReferencedSOPSequence")
        uid = reference.text("ReferencedSOPInstanceUID") if reference is not None else ""
        if reference is None or not uid:
            continue
        if reference.text("ReferencedSOPClassUID") == _WHOLE_SLIDE:
            continue  # its points are those of the whole slide, which no frame shows
        frames = reference.integers("ReferencedFrameNumber")[:_MOST_FRAMES]
        for frame in frames or (ALL_FRAMES + 1,):
            yield InstanceUid(uid), max(frame - 1, ALL_FRAMES)


def _images(node: Node) -> list[Node]:
    """The images that a shape names; one that belongs to another shape may have those of that."""
    holders = [node, *(above for above in node.ancestors if above.kind == "SCOORD")]
    named = (holder.children_of("IMAGE", "COMPOSITE") for holder in holders)
    return next(filter(None, named), [])


def _described(node: Node, empty: Annotation) -> Annotation:
    """What the items around a shape say of it."""
    owner = node.parent
    groups = [node, *[above for above in node.ancestors if above.position][:_NEAR]]
    own = owner is not None and owner.kind == "NUM"
    numbers = [owner] if own and owner is not None else _numbers_beside(node)
    finding = _code_in(groups, (_FINDING,))
    found_code = finding or (_value_code(owner) if owner and owner.kind == "CODE" else None)
    measurements = tuple(
        number for each in numbers if (number := _measurement(each, empty.author)) is not None
    )
    return replace(
        empty,
        uid=f"{empty.source_uid}/{node.place}",
        measurements=measurements,
        label=_label(groups, found_code),
        lesion_uid=_text_in(groups, _TRACKING_UID),
        finding=found_code,
        site=_code_in(groups, _SITES),
    )


def _numbers_beside(node: Node) -> list[Node]:
    """Numbers that a shape holds; else those of its group, where it is the first with a size."""
    if inside := node.children_of("NUM"):
        return inside
    parent = node.parent
    if parent is None:
        return []
    shapes = parent.children_of("SCOORD", "SCOORD3D")
    sized = [each for each in shapes if each.item.text("GraphicType") != "POINT"]
    if (sized or shapes)[:1] != [node]:
        return []
    return [each for each in parent.children_of("NUM") if not each.children_of("SCOORD")]


def _measurement(node: Node, author: str) -> Measurement | None:
    measured = node.item.item("MeasuredValueSequence")
    value = measured.decimal("NumericValue") if measured is not None else None
    if measured is None or value is None:
        return None
    unit = measured.item("MeasurementUnitsCodeSequence")
    name = code_text(node.item, "ConceptNameCodeSequence")
    kinds = [code_text(each.item, "ConceptCodeSequence") for each in node.children_of("CODE")
             if each.concept == "121401"]  # Derivation: mean, maximum ...  # fmt: skip
    words = " ".join(part for part in (name, *kinds) if part)
    by = f"reported by {author}" if author else "reported"
    label = unit_text(measured)
    known = None if kinds else _QUANTITIES.get(node.concept)
    return Measurement(
        known or Quantity.VALUE,
        value,
        code_value(unit) if unit is not None else "",
        _UNIT_LABELS.get(label, label),
        "; ".join((f"{by}: {measured.text('NumericValue')}", *_bases(node))),
        name=words or "Value",
    )


def _bases(node: Node) -> list[str]:
    """How a number was found, as its method and its comment say; a comment may hold both."""
    codes = [code_text(each.item, "ConceptCodeSequence") for each in node.children_of("CODE")
             if each.concept in _METHODS]  # fmt: skip
    texts = [each.item.text("TextValue")[:_LONGEST] for each in node.children_of("TEXT")
             if each.concept == _COMMENT]  # fmt: skip
    told = (code for code in codes if not any(text.startswith(code) for text in texts))
    return [words for words in (*told, *texts) if words]


def _label(groups: Sequence[Node], finding: Code | None) -> str:
    """What is written beside a shape: its short label or identifier, else what was found."""
    for concept in (_SHORT_LABEL, _TRACKING_IDENTIFIER):
        text = _text_in(groups, concept)
        # Not a template of the writer's own, nor the name of the tool, as in "Tools@^4.0:Length".
        if text and "{" not in text and not _TOOL.fullmatch(text):
            return text
    return finding.meaning if finding is not None else ""


def _text_in(groups: Sequence[Node], concept: str) -> str:
    """The value of a TEXT or UIDREF of the nearest group that has one."""
    found = (
        child.item.text("TextValue") or child.item.text("UID")
        for group in groups
        for child in group.children_of("TEXT", "UIDREF")
        if child.concept == concept
    )
    return next(filter(None, found), "")


def _code_in(groups: Sequence[Node], concepts: Sequence[str]) -> Code | None:
    found = (
        _value_code(child)
        for group in groups
        for child in group.children_of("CODE")
        if child.concept in concepts
    )
    return next(filter(None, found), None)


def _value_code(node: Node) -> Code | None:
    item = node.item.item("ConceptCodeSequence")
    if item is None or not code_value(item):
        return None
    return Code(code_value(item), item.text("CodingSchemeDesignator"), item.text("CodeMeaning"))
