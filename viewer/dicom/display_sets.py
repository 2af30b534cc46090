"""Cut series into display sets and order them (DC-085, DC-086, DC-102). Pure and fast.

What never belongs into one stack (class, size, orientation, localizers ...) is always separated.
The split keys (echo, phase, b-value ...) only separate images that lie at the same place, so
that a key that merely counts slices does not shatter a series.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from viewer.dicom.frame_sets import multi_frame_sets
from viewer.dicom.records import PROJECTIONS
from viewer.dicom.sop_classes import sop_class_name
from viewer.dicom.split_rules import (
    describe_differences,
    separate_by_kind,
    separate_by_split_keys,
)
from viewer.dicom.volumes import DUPLICATE_MM, distances_mm, regularity, stack_findings
from viewer.model.display_set import DisplaySet, frame_ref
from viewer.model.finding import Finding, Severity
from viewer.model.geometry import Plane
from viewer.model.study import InstanceRecord

_LAST = 1 << 62


def split_display_sets(records: Sequence[InstanceRecord]) -> list[DisplaySet]:
    """Cut all series into display sets: by study as they come, then by series number.

    An instance that comes twice is shown once.
    """
    studies: dict[str, dict[str, list[InstanceRecord]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        studies[record.study.study_uid][record.series.series_uid].append(record)
    return [
        display_set
        for series in studies.values()
        for group in sorted(series.values(), key=_series_number)
        for display_set in _split_series(group)
    ]


def _series_number(records: list[InstanceRecord]) -> int:
    number = records[0].series.number
    return _LAST if number is None else number


def _instance_number(record: InstanceRecord) -> int:
    return _LAST if record.instance_number is None else record.instance_number


def _split_series(records: list[InstanceRecord]) -> list[DisplaySet]:
    findings = _series_findings(records)
    distinct = list({record.sop_instance_uid: record for record in reversed(records)}.values())
    distinct.sort(key=_instance_number)
    stacked: list[InstanceRecord] = []
    multi_frame: list[InstanceRecord] = []
    alone: list[DisplaySet] = []
    others: dict[str, list[InstanceRecord]] = defaultdict(list)
    for record in distinct:
        if not record.has_pixels:
            others[record.sop_class_uid].append(record)
        elif record.number_of_frames > 1 or record.concatenation:
            multi_frame.append(record)
        elif record.series.modality in PROJECTIONS and not record.planes:
            alone.append(_single_view_set(record, findings))
        else:
            stacked.append(record)
    objects = [_object_set(group, findings) for group in others.values()]
    return [
        *_stacks(stacked, findings), *multi_frame_sets(multi_frame, findings), *alone, *objects
    ]  # fmt: skip


def _series_findings(records: list[InstanceRecord]) -> tuple[Finding, ...]:
    """What is odd about the series as a whole."""
    findings = []
    if len({(r.study.patient.patient_id, r.study.patient.name) for r in records}) > 1:
        findings.append(
            Finding(
                Severity.WARNING, "PatientID",
                "Patient name or ID differ between the images of this series.",
                "Make sure that all images are of one patient.", "security 3.3",
            )
        )  # fmt: skip
    seen: dict[str, InstanceRecord] = {}
    for record in records:
        if _is_conflict(seen.setdefault(record.sop_instance_uid, record), record):
            findings.append(
                Finding(
                    Severity.WARNING, "SOPInstanceUID",
                    "Two different files claim to be the same instance; the first one is shown.",
                    reference="PS3.5 9",
                )
            )  # fmt: skip
            break
    return tuple(findings)


def _is_conflict(one: InstanceRecord, other: InstanceRecord) -> bool:
    """Whether two files of one instance differ in more than their place; a copy does not."""
    if one is other:
        return False
    return replace(other, path=one.path, file_mtime_ns=one.file_mtime_ns) != one


def _stacks(records: list[InstanceRecord], findings: tuple[Finding, ...]) -> list[DisplaySet]:
    """Display sets of plain images."""
    kinds = separate_by_kind(records)
    differences = describe_differences([kind.values for kind in kinds])
    return [
        _stack_set(
            part,
            key="|".join((part[0].series.series_uid, *map(str, kind.values), label)),
            split_reason=", ".join(filter(None, (difference, label))),
            findings=findings,
        )
        for kind, difference in zip(kinds, differences, strict=True)
        for label, part in separate_by_split_keys(kind.records)
    ]


def _stack_set(
    records: list[InstanceRecord],
    *,
    key: str,
    split_reason: str,
    findings: tuple[Finding, ...],
) -> DisplaySet:
    """Order one stack: along the normal, by instance number only without geometry (DC-086)."""
    ordered, planes, order_reason = _ordered(records)
    distances = tuple(distances_mm(planes).tolist()) if planes else ()
    spacing_mm = None
    if distances and distances[-1] - distances[0] >= DUPLICATE_MM:
        stack = regularity(planes)
        spacing_mm = stack.spacing_mm
        findings += stack_findings(stack)
    first = ordered[0]
    return DisplaySet(
        key=key,
        study=first.study,
        series=first.series,
        frames=tuple([frame_ref(r) for r in ordered]),
        rows=first.rows,
        columns=first.columns,
        split_reason=split_reason,
        order_reason=order_reason,
        planes=planes,
        positions_mm=distances,
        spacing_mm=spacing_mm,
        findings=findings,
        sop_class_uid=first.sop_class_uid,
    )


def _ordered(
    records: list[InstanceRecord],
) -> tuple[list[InstanceRecord], tuple[Plane, ...], str]:
    """Records in order, where they lie, and what the order follows."""
    if not all(record.planes for record in records):
        return records, (), "instance number (no geometry)"
    planes = [record.planes[0] for record in records]
    distances = distances_mm(planes)
    # Rounded, so that images at one place stay in the order of their numbers.
    order = np.argsort(np.round(distances / DUPLICATE_MM), kind="stable")
    if len(records) > 1 and distances.max() - distances.min() < DUPLICATE_MM:
        return records, tuple(planes), "instance number (all images at one position)"
    along = [int(k) for k in order]
    return [records[k] for k in along], tuple(planes[k] for k in along), "position along the normal"


def _single_view_set(record: InstanceRecord, findings: tuple[Finding, ...]) -> DisplaySet:
    return DisplaySet(
        key=f"{record.series.series_uid}|{record.sop_instance_uid}",
        study=record.study,
        series=record.series,
        frames=(frame_ref(record),),
        rows=record.rows,
        columns=record.columns,
        split_reason="each radiograph is a view of its own",
        findings=findings + record.findings,
        sop_class_uid=record.sop_class_uid,
        projection=record.projection,
    )


def _object_set(records: list[InstanceRecord], findings: tuple[Finding, ...]) -> DisplaySet:
    """Objects without pixels, listed under the name of their class."""
    first = records[0]
    return DisplaySet(
        key=f"{first.series.series_uid}|{first.sop_class_uid}",
        study=first.study,
        series=first.series,
        frames=tuple([frame_ref(r) for r in records]),
        rows=0,
        columns=0,
        split_reason=sop_class_name(first.sop_class_uid),
        findings=findings,
        is_showable=False,
        sop_class_uid=first.sop_class_uid,
    )
