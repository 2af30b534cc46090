"""What a pointing device did, in the words of no toolkit; positions in device pixels."""

from dataclasses import dataclass
from enum import Enum, Flag, auto


class Button(Enum):
    """A button of the pointer."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


class Key(Enum):
    """Keys that stand in for a pointer, and those that a shape on its way listens to."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    TAB = "tab"
    SPACE = "space"
    ENTER = "enter"
    BACKSPACE = "backspace"
    ESCAPE = "escape"


class Modifier(Flag):
    """Keys held while the pointer acts."""

    NONE = 0
    SHIFT = auto()
    CONTROL = auto()
    ALT = auto()


@dataclass(frozen=True, slots=True)
class PointerEvent:
    """A press, move or release: where, with which buttons down now, and what keys.

    For a release, `buttons` are those still down.
    """

    x: float
    y: float
    buttons: frozenset[Button] = frozenset()
    modifiers: Modifier = Modifier.NONE


@dataclass(frozen=True, slots=True)
class WheelEvent:
    """A turn of the wheel: notches away from the user, in fractions on touch pads."""

    x: float
    y: float
    steps: float
    modifiers: Modifier = Modifier.NONE


@dataclass(frozen=True, slots=True)
class Pinch:
    """What two fingers did since last time: moved by (dx, dy), spread by `factor` about (x, y)."""

    x: float
    y: float
    dx: float
    dy: float
    factor: float
