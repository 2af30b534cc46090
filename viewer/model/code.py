"""Code: a coded concept as DICOM carries it (PS3.3 8.8)."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Code:
    """Code Value, Coding Scheme Designator and Code Meaning.

    Two codes are equal by value and scheme: files word the meaning of one concept differently.
    """

    value: str
    scheme: str
    meaning: str = field(compare=False)
