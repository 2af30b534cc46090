"""What the table of measurements tells of each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from viewer.base.i18n import tr
from viewer.model.annotation import Annotation
from viewer.model.code import Code
from viewer.model.display_set import DisplaySet
from viewer.qt.panels.measurements import kind_name
from viewer.qt.text import date_text
from viewer.render.annotations import number_texts

Place = tuple[DisplaySet, int]  # where the image stands, counted from 0


@dataclass(frozen=True, slots=True)
class Row:
    """An annotation with what is known of its image, None for one that is not there."""

    annotation: Annotation
    place: Place | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its texts, and by what rows are sorted."""

    title: str
    width: int
    text: Callable[[Row], str]
    key: Callable[[Row], float | str]


def columns() -> tuple[Column, ...]:
    """All columns, from the left."""
    return (
        Column(tr("Name"), 150, name, _folded(name)),
        Column(tr("Finding"), 110, _finding, _folded(_finding)),
        Column(tr("Site"), 100, _site, _folded(_site)),
        Column(tr("Numbers"), 220, _numbers, _first_number),
        Column(tr("Image"), 72, _image, _image_number),
        Column(tr("Series"), 138, _series, _folded(_series)),
        Column(tr("Study"), 108, _study, _study),
        Column(tr("Author"), 110, author, _folded(author)),
        Column(tr("Time"), 140, _time, lambda row: row.annotation.created),
        Column(tr("State"), 96, _state, _state),
    )


NAME, FINDING, SITE, AUTHOR = 0, 1, 2, 7  # places of columns that are special


def name(row: Row) -> str:
    """What it is called, else what it is."""
    return row.annotation.label or kind_name(row.annotation.shape.kind)


def author(row: Row) -> str:
    """Who drew it."""
    return row.annotation.author or tr("Drawn here")


def meaning(code: Code | None) -> str:
    """What a concept is called in the user's language."""
    return tr(code.meaning) if code is not None else ""


def time_text(created: str) -> str:
    """The time of ISO 8601 on the user's clock: 2026-01-02 03:04; else as it is stored."""
    try:
        return datetime.fromisoformat(created).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return created


def _folded(text: Callable[[Row], str]) -> Callable[[Row], str]:
    return lambda row: text(row).casefold()


def _finding(row: Row) -> str:
    return meaning(row.annotation.finding)


def _site(row: Row) -> str:
    return meaning(row.annotation.site)


def _numbers(row: Row) -> str:
    return ", ".join(number_texts(row.annotation))


def _first_number(row: Row) -> float:
    numbers = row.annotation.measurements
    return numbers[0].value if numbers else float("-inf")


def _image(row: Row) -> str:
    if row.place is None:
        return "—"
    display_set, index = row.place
    return f"{index + 1}/{len(display_set.frames)}"


def _image_number(row: Row) -> float:
    return -1 if row.place is None else row.place[1]


def _series(row: Row) -> str:
    if row.place is None:
        return "—"
    series = row.place[0].series
    number = "" if series.number is None else str(series.number)
    return " ".join(part for part in (number, series.description or series.modality) if part)


def _study(row: Row) -> str:
    return "" if row.place is None else date_text(row.place[0].study.date)


def _time(row: Row) -> str:
    return time_text(row.annotation.created)


def _state(row: Row) -> str:
    annotation = row.annotation
    states = []
    if annotation.is_hidden:
        states.append(tr("hidden"))
    if annotation.source_uid:
        states.append(tr("reported"))
    elif annotation.is_locked:
        states.append(tr("locked"))
    return ", ".join(states)
