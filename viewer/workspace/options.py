"""CineOptions: how fast a stack plays when its file does not say."""

from dataclasses import dataclass

from viewer.base.setting import setting
from viewer.workspace.mouse import PROFILES


@dataclass(frozen=True, slots=True)
class CineOptions:
    """Frames a second where no file names a rate, and the bounds of what a user may set."""

    default_rate: float = 15.0
    slowest_rate: float = 0.5
    fastest_rate: float = 120.0


@dataclass(frozen=True, slots=True)
class MouseOptions:
    """Which button, wheel and key does what over images."""

    profile: str = setting(
        "default",
        "Mouse as in",
        "What each button does, with and without keys held.",
        choices={name: profile.title for name, profile in PROFILES.items()},
    )
    is_wheel_reversed: bool = setting(
        default=False,
        title="Turn the wheel the other way",
        help="Towards you goes back in the stack.",
    )
    brush_spread: int = setting(
        25,
        "What a brush takes for alike, in % of the window's width",
        "Around the value where a stroke begins; 0 paints everything under the brush.",
        minimum=0,
        maximum=100,
    )
    fast_scroll: int = setting(
        5, "Images at a time with Shift", "For the wheel.", minimum=2, maximum=50
    )
