"""Mouse profiles as data: what each button and the wheel do, with and without keys held."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from viewer.workspace.input import Button, Modifier


class WheelAct(Enum):
    """What a turn of the wheel does."""

    SCROLL = "next or previous image"
    SCROLL_FAST = "several images at a time"
    ZOOM = "zoom at the cursor"


@dataclass(frozen=True, slots=True)
class MouseProfile:
    """Tools by id. The left button alone has the tool in use, at the start one of two.

    Left and right together adjust the window in every profile.
    """

    title: str
    left_for_stack: str
    left_for_image: str
    drags: Mapping[tuple[Button, Modifier], str]
    wheel: Mapping[Modifier, WheelAct]


CHORD: Final = frozenset({Button.LEFT, Button.RIGHT})
CHORD_TOOL: Final = "window"
_PLAIN: Final = {(Button.MIDDLE, Modifier.NONE): "pan", (Button.RIGHT, Modifier.NONE): "zoom"}
_WHEEL: Final = {
    Modifier.NONE: WheelAct.SCROLL,
    Modifier.SHIFT: WheelAct.SCROLL_FAST,
    Modifier.CONTROL: WheelAct.ZOOM,
}
PROFILES: Final[Mapping[str, MouseProfile]] = MappingProxyType(
    {
        "default": MouseProfile("Radiolucent", "scroll", "window", _PLAIN, _WHEEL),
        "osirix": MouseProfile(
            "OsiriX-like",
            "window",
            "window",
            {
                **_PLAIN,
                (Button.LEFT, Modifier.CONTROL): "pan",
                (Button.LEFT, Modifier.ALT): "window",
                (Button.LEFT, Modifier.SHIFT): "zoom",
            },
            _WHEEL,
        ),
        "radiant": MouseProfile(
            "RadiAnt-like",
            "window",
            "window",
            {
                **_PLAIN,
                (Button.LEFT, Modifier.CONTROL): "zoom",
                (Button.LEFT, Modifier.SHIFT): "pan",
            },
            _WHEEL,
        ),
        "ohif": MouseProfile(
            "OHIF-like",
            "window",
            "window",
            {**_PLAIN, (Button.LEFT, Modifier.CONTROL): "scroll"},
            {Modifier.NONE: WheelAct.SCROLL, Modifier.CONTROL: WheelAct.ZOOM},
        ),
    }
)
