"""Any structured report as a readable tree (PS3.3 C.17, DC-160)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.sr_values import item_table, item_value
from viewer.dicom.objects.values import code_text, date_time_text, references, when_text
from viewer.dicom.sop_classes import sop_class_name
from viewer.model.document import Document, Entry, Flag, Part
from viewer.model.finding import Severity

_MAX_DEPTH = 48
_MAX_ENTRIES = 20_000
_CLOSING = frozenset(",.;:)")

# How an item belongs to the one above; containment and properties go without saying.
_RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        "HAS OBS CONTEXT": "context",
        "HAS ACQ CONTEXT": "acquisition",
        "HAS CONCEPT MOD": "modifier",
        "INFERRED FROM": "inferred from",
        "SELECTED FROM": "selected from",
    }
)
_FLAGS: Mapping[tuple[str, str], Flag] = MappingProxyType(
    {
        ("CompletionFlag", "COMPLETE"): Flag("Complete"),
        ("CompletionFlag", "PARTIAL"): Flag("Partial", Severity.WARNING),
        ("VerificationFlag", "VERIFIED"): Flag("Verified"),
        ("VerificationFlag", "UNVERIFIED"): Flag("Unverified", Severity.WARNING),
        ("PreliminaryFlag", "PRELIMINARY"): Flag("Preliminary", Severity.WARNING),
        ("PreliminaryFlag", "FINAL"): Flag("Final"),
    }
)


def report_document(root: Attributes) -> Document:
    """The whole report: flags, who verified it, then its content in order."""
    class_name = sop_class_name(root.text("SOPClassUID"))
    parts: list[Part] = [*_people(root), *content_parts(root)]
    return Document(
        title=code_text(root, "ConceptNameCodeSequence") or class_name,
        object_name=class_name,
        flags=report_flags(root),
        parts=tuple(parts),
    )


def report_flags(root: Attributes) -> tuple[Flag, ...]:
    """Completion, verification and preliminary flags (PS3.3 C.17.2)."""
    found = []
    for keyword in ("CompletionFlag", "VerificationFlag", "PreliminaryFlag"):
        value = root.text(keyword)
        if value:
            found.append(_FLAGS.get((keyword, value), Flag(value, Severity.WARNING)))
    return tuple(found)


def content_parts(root: Attributes) -> list[Part]:
    """The items of a content tree as nested entries."""
    return list(_ContentTree(root).parts_of(root, (), depth=0))


def _people(root: Attributes) -> Iterator[Entry]:
    for observer in root.items("VerifyingObserverSequence"):
        details = (
            observer.name("VerifyingObserverName").display(),
            observer.text("VerifyingOrganization"),
            date_time_text(observer.text("VerificationDateTime")),
        )
        yield Entry("Verified by", ", ".join(part for part in details if part))
    if when := when_text(root, "ContentDate", "ContentTime"):
        yield Entry("Written", when)
    if description := root.text("CompletionFlagDescription"):
        yield Entry("Completion", description)
    for study in root.items("PredecessorDocumentsSequence"):
        yield from (replace(entry, name="Replaces") for entry in references(study))


class _ContentTree:
    """Walks one tree; counts what it made, and finds the targets of references by position."""

    def __init__(self, root: Attributes) -> None:
        self._root = root
        self._count = 0

    def parts_of(
        self, parent: Attributes, position: tuple[int, ...], *, depth: int
    ) -> Iterator[Part]:
        """What lies under one item; `position` is its path of 1-based numbers."""
        for number, item in enumerate(parent.items("ContentSequence"), 1):
            self._count += 1
            if self._count > _MAX_ENTRIES:
                yield _broken(f"Only the first {_MAX_ENTRIES} items are listed.")
                return
            yield self._entry(item, (*position, number), depth)

    def _entry(self, item: Attributes, position: tuple[int, ...], depth: int) -> Entry:
        relationship = item.text("RelationshipType")
        relation = _RELATIONS.get(relationship, "")
        if item.has("ReferencedContentItemIdentifier"):
            return self._reference(item, relation or relationship.lower())
        name = code_text(item, "ConceptNameCodeSequence")
        value = item_value(item)
        if value is None:
            kind = item.text("ValueType") or "no type"
            return _broken(f"An item of an unknown kind ({kind}).", name)
        if depth >= _MAX_DEPTH:
            return _broken(f"The report goes on deeper than {_MAX_DEPTH} levels.", name)
        table = item_table(item)
        below: Iterable[Part] = self.parts_of(item, position, depth=depth + 1)
        if item.text("ContinuityOfContent") == "CONTINUOUS":
            below = _flowing(zip(_value_types(item), below, strict=False))
        text, link = value
        return Entry(
            name,
            text,
            parts=(*([table] if table else []), *below),
            link=link,
            relation=relation,
            is_heading=item.text("ValueType") in ("CONTAINER", "TABLE"),
        )

    def _reference(self, item: Attributes, relation: str) -> Entry:
        """An item that stands elsewhere: it is named and not followed, so no loop can arise."""
        position = item.integers("ReferencedContentItemIdentifier")
        target = self._at(position[1:])  # the first number is the root
        place = ".".join(map(str, position))
        if target is None:
            return _broken(f"A reference to item {place}, which is not there.")
        name = code_text(target, "ConceptNameCodeSequence")
        value = item_value(target)
        text = ": ".join(part for part in (name, value[0] if value else "") if part)
        return Entry("see", f"{text or 'an item without a name'} (item {place})", relation=relation)

    def _at(self, position: tuple[int, ...]) -> Attributes | None:
        item: Attributes | None = self._root
        for number in position:
            items = list(item.items("ContentSequence")) if item is not None else []
            item = items[number - 1] if 0 < number <= len(items) else None
        return item


def _value_types(parent: Attributes) -> Iterator[str]:
    for item in parent.items("ContentSequence"):
        yield item.text("ValueType")


def _flowing(parts: Iterable[tuple[str, Part]]) -> Iterator[Part]:
    """Items of one flow of text as paragraphs (PS3.3 C.17.3.2.4); `parts` come with value types.

    Only where texts stand beside each other: names of single values would get lost.
    """
    for is_flow, run in groupby(parts, lambda pair: _is_word(pair[1])):
        items = list(run)
        if is_flow and sum(kind == "TEXT" for kind, _ in items) > 1:
            yield Entry(value=_joined([part.value for _, part in items if isinstance(part, Entry)]))
        else:
            yield from (part for _, part in items)


def _joined(words: Iterable[str]) -> str:
    text = ""
    for word in words:
        gap = "" if not text or word[:1] in _CLOSING else " "
        text += gap + word
    return text


def _is_word(part: Part) -> bool:
    return isinstance(part, Entry) and not (
        part.parts or part.link or part.relation or part.is_heading or part.severity
    )


def _broken(what: str, name: str = "") -> Entry:
    return Entry(name, what, severity=Severity.WARNING)
