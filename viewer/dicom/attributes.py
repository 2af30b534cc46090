"""Typed, tolerant access to the elements of one data set: no value makes it raise (PS3.5 6.2).

What had to be tolerated is told once, as a Finding without the value itself.
"""

import math
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.sequence import Sequence

from viewer.dicom.character_sets import clean_text, decode_text
from viewer.dicom.decimals import parse_decimal
from viewer.dicom.item_checks import check_items
from viewer.model.finding import Finding, FindingKind, Severity
from viewer.model.patient import PersonName

# Everything that pydicom 3.0 was seen to raise on malformed values (security.md 3.3).
PYDICOM_ERRORS = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError,
    OverflowError, OSError, EOFError, RecursionError, MemoryError, AssertionError, struct.error,
    BytesLengthException, InvalidDicomError,
)  # fmt: skip

_BINARY_FORMATS = {
    "US": "u2", "SS": "i2", "UL": "u4", "SL": "i4", "FL": "f4", "FD": "f8", "UV": "u8",
    "SV": "i8", "OW": "u2", "OB": "u1", "OL": "u4", "OF": "f4", "OD": "f8",
}  # fmt: skip
_AT = "AT"
_CHARACTER_SET = 0x00080005


class Attributes:
    """One data set or sequence item, read by keyword.

    `character_set` is that of the data set around an item; `chosen`, where given, counts in
    place of every one that the file declares.
    """

    def __init__(
        self,
        dataset: Dataset,
        findings: list[Finding] | None = None,
        *,
        character_set: str = "",
        chosen: str = "",
    ) -> None:
        self.dataset = dataset
        self.findings = findings if findings is not None else []
        # By plain int: pydicom's tags are many times slower to compare.
        self._elements: dict[int, Any] = {int(e.tag): e for e in dataset.values()}
        self.chosen = chosen
        self._character_set = chosen or character_set
        if _CHARACTER_SET in self._elements and not chosen:
            self._character_set = self.text("SpecificCharacterSet")

    def note(
        self,
        where: str,
        what: str,
        *,
        severity: Severity = Severity.WARNING,
        reference: str = "",
        kind: FindingKind = FindingKind.OTHER,
    ) -> None:
        """Add a finding, once."""
        finding = Finding(severity, where, what, reference=reference, kind=kind)
        if finding not in self.findings:
            self.findings.append(finding)

    def has(self, keyword: str) -> bool:
        """Whether the element is there and not empty."""
        element = self._element(keyword)
        return element is not None and element.value not in (None, b"", "", [])

    def text(self, keyword: str) -> str:
        """The value as text, several values joined by a backslash; "" if absent."""
        element = self._element(keyword)
        return "" if element is None else self.text_of(element)

    def elements(self) -> list[tuple[int, Any]]:
        """All elements as (tag, element as stored), ascending."""
        return sorted(self._elements.items())

    def text_of(self, element: Any) -> str:
        """The value of one element as text, as `text` gives it."""
        value = element.value
        if value is None:
            return ""
        if isinstance(value, bytes):
            vr = self.vr(element)
            if vr in _BINARY_FORMATS or vr == _AT:
                return "\\".join(str(number) for number in self._binary(element, value, vr))
            return decode_text(value, self._character_set, is_name=vr == "PN")
        if isinstance(value, Sequence):
            return ""
        if isinstance(value, list | tuple) or type(value).__name__ == "MultiValue":
            return clean_text("\\".join(str(part) for part in value))
        return clean_text(str(value).strip(" \0"))

    def texts(self, keyword: str) -> tuple[str, ...]:
        """The values as texts, without the spaces around them; () if absent."""
        text = self.text(keyword)
        return tuple(part.strip(" \0") for part in text.split("\\")) if text else ()

    def decimals(self, keyword: str) -> tuple[float, ...]:
        """The values as numbers, NaN where one is none; () if absent."""
        element = self._element(keyword)
        if element is None or element.value is None:
            return ()
        value = element.value
        if isinstance(value, bytes) and (vr := self.vr(element)) in _BINARY_FORMATS:
            return tuple(float(number) for number in self._binary(element, value, vr))
        return self._parse_decimals(keyword)

    def _parse_decimals(self, keyword: str) -> tuple[float, ...]:
        texts = self.texts(keyword)
        numbers = tuple(parse_decimal(text) for text in texts)
        if any("," in text for text in texts):
            self.note(
                keyword, "A decimal comma was read as a decimal point.", reference="PS3.5 6.2"
            )
        if any(math.isnan(number) for number in numbers):
            self.note(keyword, "A value is not a number and was ignored.", reference="PS3.5 6.2")
        return numbers

    def decimal(self, keyword: str) -> float | None:
        """The first value as a finite number; None if absent or none."""
        numbers = self.decimals(keyword)
        return numbers[0] if numbers and math.isfinite(numbers[0]) else None

    def integers(self, keyword: str) -> tuple[int, ...]:
        """The values as integers; () if absent or if any of them is none."""
        numbers = self.decimals(keyword)
        if all(math.isfinite(number) and number == int(number) for number in numbers):
            return tuple(int(number) for number in numbers)
        self.note(keyword, "A value is not an integer and was ignored.", reference="PS3.5 6.2")
        return ()

    def integer(self, keyword: str) -> int | None:
        """The first value as an integer; None if absent or none."""
        numbers = self.integers(keyword)
        return numbers[0] if numbers else None

    def name(self, keyword: str) -> PersonName:
        """A person name with its three groups (PS3.5 6.2.1)."""
        return PersonName.parse(self.text(keyword))

    def words(self, keyword: str, *, kind: str = "u2") -> NDArray[Any]:
        """The value as an array of `kind` in native byte order, whatever VR it has."""
        element = self._element(keyword)
        value = None if element is None else element.value
        if isinstance(value, bytes):
            order = "<" if getattr(element, "is_little_endian", True) else ">"
            usable = len(value) - len(value) % np.dtype(kind).itemsize
            return np.frombuffer(value[:usable], np.dtype(order + kind)).astype(kind)
        if value is None or value == "":
            return np.zeros(0, kind)
        numbers = np.atleast_1d(np.asarray(value))
        if numbers.dtype.kind not in "iu":
            return np.zeros(0, kind)
        return (numbers.astype(np.int64) & ((1 << 8 * np.dtype(kind).itemsize) - 1)).astype(kind)

    def item(self, keyword: str) -> "Attributes | None":
        """The first item of a sequence; None if absent or empty."""
        return next(self.items(keyword), None)

    def items(self, keyword: str) -> Iterator["Attributes"]:
        """The items of a sequence."""
        element = self._element(keyword)
        return iter(()) if element is None else self.items_of(element, keyword)

    def items_of(self, element: Any, where: str) -> Iterator["Attributes"]:
        """The items of a sequence element; `where` names it in a finding."""
        for item in self._sequence(element, where):
            yield Attributes(
                item, self.findings, character_set=self._character_set, chosen=self.chosen
            )

    def _sequence(self, element: Any, where: str) -> list[Dataset]:
        """The items of a sequence as data sets; a broken sequence has none."""
        raw = element.value
        try:
            if isinstance(raw, bytes):
                check_items(
                    raw,
                    is_little_endian=element.is_little_endian,
                    is_implicit=element.is_implicit_VR,
                )
            value = self.dataset[element.tag].value
        except PYDICOM_ERRORS:
            self.note(where, "The sequence is damaged and was ignored.", reference="PS3.5 7.5")
            return []
        return list(value) if isinstance(value, Sequence) else []

    def _element(self, keyword: str) -> Any:
        """The element as stored, not yet converted by pydicom; None if absent."""
        tag = tag_for_keyword(keyword)
        return None if tag is None else self._elements.get(tag)

    @staticmethod
    def vr(element: Any) -> str:
        """The VR as stored; by the dictionary for implicit VR and UN."""
        vr = element.VR
        if vr is not None and vr != "UN":
            return str(vr)
        try:
            known = dictionary_VR(element.tag)
        except KeyError:
            return "UN"
        return {"US or SS": "US", "US or OW": "US", "OB or OW": "OW"}.get(known, known)

    @staticmethod
    def _binary(element: Any, value: bytes, vr: str) -> list[Any]:
        little = element.is_little_endian if isinstance(element, RawDataElement) else True
        kind = np.dtype(("<" if little else ">") + _BINARY_FORMATS.get(vr, "u2"))
        usable = len(value) - len(value) % kind.itemsize
        numbers = np.frombuffer(value[:usable], kind).tolist()
        if vr == _AT:
            pairs = zip(numbers[::2], numbers[1::2], strict=False)
            return [group << 16 | element for group, element in pairs]
        return list(numbers)
