"""The sizes of lesions over studies as CSV."""

import csv
from collections.abc import Sequence
from typing import Final, TextIO

from viewer.export.studies import cell
from viewer.model.follow_up import Change, Lesion, Visit, changes, lesions, sums_of_diameters

_HEADINGS: Final = (
    "Lesion", "Finding", "Site", "TrackingUID", "StudyDate", "StudyInstanceUID",
    "SOPInstanceUID", "FrameNumber", "Quantity", "Value", "Unit", "UnitText",
    "ChangeFromBaseline", "ChangeFromBaselinePercent", "ChangeFromNadir",
    "ChangeFromNadirPercent", "ChangeFromPrevious", "ChangeFromPreviousPercent", "Provenance",
)  # fmt: skip


def write_follow_up(stream: TextIO, visits: Sequence[Visit]) -> None:
    """Write a row for each lesion in each study, then the sums; no cell is a formula.

    What cannot be compared has its own quantity and unit and no changes.
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEADINGS)
    found = lesions(visits)
    for lesion in found:
        for place in range(len(visits)):
            if row := _row(lesion, place, visits[place]):
                writer.writerow(row)
    sums = sums_of_diameters(found, len(visits))
    values = [each.value if each.is_whole and each.of else None for each in sums]
    for place, visit in enumerate(visits):
        if sums[place].of:
            name = f"Sum of diameters ({sums[place].lesions} of {sums[place].of})"
            head = [name, "", "", "", cell(visit.study.date), visit.study.study_uid, "", "", ""]
            value = f"{sums[place].value:.6g}"
            writer.writerow([*head, value, "mm", "mm", *_told(values, place), ""])


def _row(lesion: Lesion, place: int, visit: Visit) -> list[str] | None:
    size = lesion.sizes[place] or lesion.others[place]
    if size is None:
        return None
    annotation, number = size.annotation, size.number
    return [
        cell(annotation.label),
        cell(annotation.finding.meaning) if annotation.finding else "",
        cell(annotation.site.meaning) if annotation.site else "",
        lesion.tracking_uid,
        cell(visit.study.date),
        visit.study.study_uid,
        annotation.sop_instance_uid,
        str(annotation.frame_index + 1),
        number.quantity.value,
        f"{number.value:.6g}",
        cell(number.unit),
        cell(number.label),
        *_told(lesion.values, place),
        cell(number.provenance),
    ]


def _told(values: Sequence[float | None], place: int) -> list[str]:
    changed = changes(values, place)
    if changed is None:
        return [""] * 6
    each = (changed.baseline, changed.nadir, changed.previous)
    return [text for change in each for text in _change_cells(change)]


def _change_cells(change: Change) -> tuple[str, str]:
    per_cent = "" if change.per_cent is None else f"{change.per_cent:.2f}"
    return f"{change.difference:.6g}", per_cent
