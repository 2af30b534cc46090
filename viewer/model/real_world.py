"""RealWorldMapping: stored values to values with a unit (PS3.3 C.7.6.16.2.11; DC-110)."""

from dataclasses import dataclass

from viewer.model.identity import InstanceUid

_NO_UNITS = "1"  # UCUM


@dataclass(frozen=True, slots=True)
class RealWorldMapping:
    """An alternative to the modality LUT, for stored values from `first` to `last` inclusive.

    `table` holds the value of each of them where the file gives one, else value = stored *
    slope + intercept. `units` is the UCUM code, `units_name` its meaning.
    """

    first: float
    last: float
    slope: float = 1.0
    intercept: float = 0.0
    table: tuple[float, ...] = ()
    label: str = ""
    explanation: str = ""
    quantity: str = ""
    units: str = ""
    units_name: str = ""

    @property
    def name(self) -> str:
        """What it calls itself; "" where it has no name."""
        return self.label or self.explanation or self.quantity

    @property
    def unit(self) -> str:
        """Its unit as one writes it, "" for pure numbers."""
        return "" if self.units == _NO_UNITS else self.units

    def value(self, stored: float) -> float | None:
        """The real-world value; None for a stored value that is not mapped."""
        if not self.first <= stored <= self.last:
            return None
        if self.table:
            return self.table[int(stored - self.first)]
        return stored * self.slope + self.intercept


@dataclass(frozen=True, slots=True)
class LinkedMapping:
    """A mapping that an object of its own gives an image; `frames` are 1-based, empty: all."""

    sop_instance_uid: InstanceUid
    frames: tuple[int, ...]
    mapping: RealWorldMapping
