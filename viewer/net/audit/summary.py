"""What a record of the audit trail says, for people: read back from its XML, without entities."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from viewer.net.audit.log import Record


@dataclass(slots=True)
class Summary:
    """One event in words; `who` names the participants, `what` the studies and patients."""

    number: int
    when: str
    event: str = ""
    is_good: bool = True
    who: list[str] = field(default_factory=list)
    what: list[str] = field(default_factory=list)
    outcome: str = ""

    def row(self) -> tuple[str, ...]:
        """The texts of a line in a list, in the order of COLUMNS."""
        done = "success" if self.is_good else "failure"
        result = f"{done}: {self.outcome}" if self.outcome else done
        return (
            str(self.number), self.when, self.event, ", ".join(self.who), ", ".join(self.what),
            result,
        )  # fmt: skip

    def has_words(self, words: Iterable[str]) -> bool:
        """Whether every word is somewhere in it, whatever its case."""
        text = "\n".join(self.row()).casefold()
        return all(word in text for word in words)


COLUMNS = ("Number", "Time", "Event", "Who", "What", "Result")


def summarise(record: Record) -> Summary:
    """The summary of a record; of one that cannot be read only number and time."""
    summary = Summary(record.number, record.when)
    reader = _Reader(summary)
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(record.message, True)
    except (expat.ExpatError, ValueError):
        summary.event = "?"
    return summary


def _refuse(*_: object) -> None:
    raise ValueError("an audit message has no entities")


class _Reader:
    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self._text = ""

    def start(self, name: str, values: dict[str, str]) -> None:
        summary, self._text = self._summary, ""
        if name == "EventIdentification":
            summary.is_good = values.get("EventOutcomeIndicator") == "0"
        elif name == "EventID":
            summary.event = values.get("originalText", "")
        elif name == "EventTypeCode":
            summary.event += f" ({values.get('originalText', '')})"
        elif name == "ActiveParticipant" and not values.get("AlternativeUserID"):
            where = values.get("NetworkAccessPointID", "")
            summary.who.append(values.get("UserID", "") + (f" ({where})" if where else ""))
        elif name == "ParticipantObjectIdentification":
            summary.what.append(values.get("ParticipantObjectID", ""))

    def end(self, name: str) -> None:
        if name == "EventOutcomeDescription":
            self._summary.outcome = self._text
        elif name == "ParticipantObjectName" and self._text != self._summary.what[-1]:
            self._summary.what[-1] += f" {self._text}"

    def text(self, data: str) -> None:
        self._text += data
