"""A CDA document as plain headings and lines (HL7 CDA R2), read without entities (SEC-025)."""

from dataclasses import dataclass, field
from xml.parsers import expat

from viewer.dicom.errors import DamagedFileError, LimitExceededError
from viewer.model.document import Entry, Part

_MAX_DEPTH = 200
_MAX_LINES = 20_000
_BREAKS = frozenset(("paragraph", "item", "tr", "br", "caption", "list", "table", "text", "title"))
_CELLS = frozenset(("td", "th"))


@dataclass(slots=True)
class _Section:
    title: str = ""
    lines: list[Part] = field(default_factory=list)


def cda_parts(data: bytes) -> tuple[str, list[Part]]:
    """The title and the narrative sections of a CDA document.

    Raises `DamagedFileError` for XML that is not well-formed, `LimitExceededError` for XML that
    declares entities, nests too deep or has too many lines.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise DamagedFileError("The XML of this document is not well-formed.") from error
    return reader.title, reader.parts


def _refuse_entity(*_: object) -> None:
    raise LimitExceededError("The document declares XML entities and was not read.")


class _Reader:
    """Keeps the narrative: titles and texts of sections, a line for each block."""

    def __init__(self) -> None:
        self.title = ""
        self.parts: list[Part] = []
        self._path: list[str] = []
        self._sections: list[_Section] = []
        self._words: list[str] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Go into an element."""
        name = name.rpartition(":")[2]
        if len(self._path) >= _MAX_DEPTH:
            raise LimitExceededError(f"The XML is nested deeper than {_MAX_DEPTH} levels.")
        if name in _BREAKS:
            self._end_line()
        self._path.append(name)
        if name == "section":
            self._sections.append(_Section())

    def end(self, name: str) -> None:
        """Come out of an element."""
        name = self._path.pop()
        if name == "title":
            self._take_title()
        elif name in _BREAKS:
            self._end_line()
        elif name in _CELLS:
            self._words.append("\t")
        elif name == "section":
            self._end_section()

    def characters(self, text: str) -> None:
        """Text, kept only where people are meant to read it."""
        if "title" in self._path[-1:] or "text" in self._path:
            self._words.append(text)

    def _line(self) -> str:
        cells = "".join(self._words).strip().split("\t")
        self._words.clear()
        return "  |  ".join(" ".join(cell.split()) for cell in cells)

    def _take_title(self) -> None:
        text = self._line()
        if self._sections:
            self._sections[-1].title = text
        else:
            self.title = text

    def _end_line(self) -> None:
        text = self._line()
        if not text or not self._sections:
            return
        self._count += 1
        if self._count > _MAX_LINES:
            raise LimitExceededError(f"The document has more than {_MAX_LINES:,} lines.")
        self._sections[-1].lines.append(Entry(value=text))

    def _end_section(self) -> None:
        self._end_line()
        section = self._sections.pop()
        entry = Entry(section.title, parts=tuple(section.lines), is_heading=True)
        (self._sections[-1].lines if self._sections else self.parts).append(entry)
