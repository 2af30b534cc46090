"""Document: what an object without a picture has to say, as plain values.

All texts are plain text; whoever shows them must not read markup into them (SEC-020).
"""

from dataclasses import dataclass

from viewer.model.finding import Finding, Severity
from viewer.model.identity import InstanceUid
from viewer.model.tag import TagRow
from viewer.model.waveform import Recording


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to another instance; `frames` are 1-based as stored, empty for all of it."""

    sop_instance_uid: InstanceUid
    frames: tuple[int, ...] = ()

    @property
    def frame_number(self) -> int:
        """The frame to show of it."""
        return self.frames[0] if self.frames else 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a name, its value, and the parts that belong under it.

    `relation` says how it belongs to the line above, where that is not plain containment.
    `severity` marks what a reader must not overlook.
    """

    name: str = ""
    value: str = ""
    parts: tuple["Part", ...] = ()
    link: Link | None = None
    relation: str = ""
    is_heading: bool = False
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many texts as there are columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part = Entry | Table


@dataclass(frozen=True, slots=True)
class Flag:
    """A word on top of a document: complete, verified, approved, rejected."""

    text: str
    severity: Severity = Severity.NOTE


@dataclass(frozen=True, slots=True)
class Document:
    """One instance made readable.

    `pdf` holds the pages of an encapsulated PDF, `recordings` the curves of a waveform object.
    `tags` lists its elements where nothing else tells all of it.
    """

    title: str
    object_name: str
    flags: tuple[Flag, ...] = ()
    parts: tuple[Part, ...] = ()
    pdf: bytes = b""
    recordings: tuple[Recording, ...] = ()
    tags: tuple[TagRow, ...] = ()
    findings: tuple[Finding, ...] = ()
