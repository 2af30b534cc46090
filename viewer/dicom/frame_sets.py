"""Multi-frame objects as display sets: parts joined, dimensions apart (DC-102, DC-104)."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from viewer.dicom.split_rules import separate_by_split_keys
from viewer.dicom.transfer_syntaxes import is_video
from viewer.dicom.volumes import DUPLICATE_MM, distances_mm, regularity, stack_findings
from viewer.model.display_set import DisplaySet, FrameRef, frame_ref
from viewer.model.finding import Finding, FindingKind, Severity
from viewer.model.geometry import Plane
from viewer.model.study import InstanceRecord

_COS_HALF_DEGREE = math.cos(math.radians(0.5))


def multi_frame_sets(
    records: Iterable[InstanceRecord], findings: tuple[Finding, ...]
) -> list[DisplaySet]:
    """Display sets of multi-frame instances; the parts of a concatenation make one object."""
    objects: dict[str, list[InstanceRecord]] = defaultdict(list)
    for record in records:
        whole = record.concatenation
        objects[whole.uid if whole else record.sop_instance_uid].append(record)
    return [
        display_set
        for label, parts in objects.items()
        for display_set in _object_sets(label, sorted(parts, key=_part_number), findings)
    ]


def _part_number(record: InstanceRecord) -> int:
    return record.concatenation.number if record.concatenation else 0


def _object_sets(
    uid: str, parts: Sequence[InstanceRecord], findings: tuple[Finding, ...]
) -> list[DisplaySet]:
    """One object, cut by its dimensions where several frames lie at one place."""
    first = parts[0]
    refs, frames = _frames(parts)
    findings += tuple(dict.fromkeys(finding for part in parts for finding in part.findings))
    findings += _missing_parts(parts)
    has_places = all(frame.planes for frame in frames)
    keys = list(dict.fromkeys(key for frame in frames for key, _ in frame.split_values))
    pieces = separate_by_split_keys(frames, keys) if has_places else [("", frames)]
    return [
        _frame_set(
            first,
            [refs[frame.instance_number or 0] for frame in piece],
            [frame.planes[0] for frame in piece] if has_places else [],
            key="|".join(filter(None, (first.series.series_uid, uid, label))),
            label=label,
            findings=findings,
        )
        for label, piece in pieces
    ]


def _frames(parts: Sequence[InstanceRecord]) -> tuple[list[FrameRef], list[InstanceRecord]]:
    """References to all frames in display order, and each as a record whose number is its place.

    Order is that of the dimension indices within a part, else as stored.
    """
    refs: list[FrameRef] = []
    frames: list[InstanceRecord] = []
    for part in parts:
        count = part.number_of_frames
        order = part.frame_order if len(part.frame_order) == count else range(count)
        planes = part.planes if len(part.planes) == count else ()
        values = part.frame_values if len(part.frame_values) == count else ()
        for k in order:
            frames.append(
                replace(
                    part,
                    instance_number=len(refs),
                    planes=planes[k : k + 1],
                    split_values=values[k] if values else (),
                )
            )
            refs.append(frame_ref(part, k))
    return refs, frames


def _frame_set(
    first: InstanceRecord,
    refs: list[FrameRef],
    planes: list[Plane],
    *,
    key: str,
    label: str,
    findings: tuple[Finding, ...],
) -> DisplaySet:
    positions, spacing_mm = (), None
    if planes:
        positions = tuple(distances_mm(planes).tolist())
        if _are_parallel(planes) and _is_one_pass(positions):
            stack = regularity(planes)
            spacing_mm = stack.spacing_mm
            if first.series.modality != "SEG":  # which leaves empty frames out (DC-141)
                findings += stack_findings(stack)
    return DisplaySet(
        key=key,
        study=first.study,
        series=first.series,
        frames=tuple(refs),
        rows=first.rows,
        columns=first.columns,
        split_reason=label or "multi-frame object",
        order_reason="dimension indices" if first.frame_order else "frame number",
        planes=tuple(planes),
        positions_mm=positions,
        spacing_mm=spacing_mm,
        is_multi_frame=True,
        frame_time_ms=first.frame_time_ms,
        findings=findings,
        sop_class_uid=first.sop_class_uid,
        is_video=is_video(first.transfer_syntax_uid),
        projection=first.projection,
    )


def _missing_parts(parts: Sequence[InstanceRecord]) -> tuple[Finding, ...]:
    """Whether the concatenation says that it has more parts than there are."""
    whole = parts[0].concatenation
    if whole is None or whole.total is None or whole.total <= len(parts):
        return ()
    return (
        Finding(
            Severity.WARNING, "ConcatenationUID",
            f"Only {len(parts)} of the {whole.total} parts of this object are here.",
            "Open the folder that holds them all.", "DC-104", FindingKind.MISSING,
        ),
    )  # fmt: skip


def _are_parallel(planes: list[Plane]) -> bool:
    """Whether all frames lie the same way, within half a degree (DC-085)."""
    normals = np.array([plane.normal for plane in planes])
    return bool((normals @ normals[0] >= _COS_HALF_DEGREE).all())


def _is_one_pass(positions: tuple[float, ...]) -> bool:
    """Whether frames go through the patient once, in one direction."""
    gaps = np.diff(positions)
    return bool((gaps >= DUPLICATE_MM).all() or (gaps <= -DUPLICATE_MM).all())
