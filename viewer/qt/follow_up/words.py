"""Sizes and their changes as they are read."""

from viewer.base.i18n import tr
from viewer.model.annotation import Annotation
from viewer.model.follow_up import Change, Changes, Kind, Size
from viewer.model.measurement import Quantity
from viewer.model.study import StudyRecord
from viewer.qt.measurements.columns import meaning
from viewer.qt.panels.measurements import kind_name
from viewer.qt.text import date_text
from viewer.render.annotations import measurement_text


def lesion_name(annotation: Annotation) -> str:
    """What a lesion is called: by its name, else by what it is and where."""
    said = ", ".join(filter(None, (meaning(annotation.finding), meaning(annotation.site))))
    return annotation.label or said or kind_name(annotation.shape.kind)


def quantity_name(kind: Kind) -> str:
    """What is compared."""
    return {
        Quantity.LONG_AXIS: tr("Long axis"),
        Quantity.LENGTH: tr("Length"),
        Quantity.AREA: tr("Area"),
        Quantity.PERIMETER: tr("Perimeter"),
        Quantity.DISTANCE: tr("Distance"),
    }[kind.quantity]


def value_text(value: float, label: str) -> str:
    """A size with its unit."""
    return f"{value:.1f} {label}".strip()


def change_text(change: Change, label: str) -> str:
    """A change in the unit of the size, and in per cent."""
    # Adding nought takes the sign from what is rounded to nought.
    told = f"{round(change.difference, 1) + 0.0:+.1f} {label}".strip()
    if change.per_cent is not None:
        told += f" ({round(change.per_cent) + 0:+d}%)"
    return told.replace("-", "\N{MINUS SIGN}")


def changes_texts(changes: Changes, label: str) -> list[str]:
    """All changes of one size, a line each."""
    return [
        tr("Against baseline: {change}").format(change=change_text(changes.baseline, label)),
        tr("Against nadir: {change}").format(change=change_text(changes.nadir, label)),
        tr("Against previous: {change}").format(change=change_text(changes.previous, label)),
    ]


def size_texts(size: Size, *, is_compared: bool) -> list[str]:
    """What is to be said of one size: its number with its source, and what it leaves out."""
    lines = [f"{measurement_text(size.number)}: {size.number.provenance}"]
    if size.count > 1:
        lines.append(
            tr("The largest of {count} measurements of it in this study.").format(count=size.count)
        )
    if not is_compared:
        lines.append(tr("Another quantity or unit: it is compared with nothing."))
    return lines


def study_text(study: StudyRecord) -> str:
    """When a study was done."""
    return date_text(study.date) or tr("No date")
