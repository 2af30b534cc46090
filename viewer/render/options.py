"""DisplayOptions: own presets of windows, and what was measured of each screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from viewer.base.setting import setting
from viewer.model.measured_display import MeasuredDisplay, fault_of
from viewer.render.corner_template import check_templates

_FINEST_MM, _COARSEST_MM = 0.01, 2.0  # of device pixels, from head-mounted displays to walls


@dataclass(frozen=True, slots=True)
class PresetEntry:
    """A window by name, in modality units or in percent of the automatic window.

    `name` is for the command line, made of the title where it is empty.
    """

    title: str
    center: float
    width: float
    is_percent: bool = False
    name: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for what is no window."""
        if not self.title or not self.width > 0:
            raise ValueError("a preset needs a name, and a width above 0")


@dataclass(frozen=True, slots=True)
class ScreenMeasure:
    """What was measured of one screen.

    `pitch_mm` is the distance of two device pixels, 0 where it is not known. `levels`,
    `luminances` and `ambient` are those of `MeasuredDisplay`, used where `is_gsdf`.
    """

    pitch_mm: float = 0.0
    levels: tuple[float, ...] = ()
    luminances: tuple[float, ...] = ()
    ambient: float = 0.0
    is_gsdf: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a size that no screen has."""
        if self.pitch_mm and not _FINEST_MM <= self.pitch_mm <= _COARSEST_MM:
            raise ValueError(f"pixels of {self.pitch_mm:g} mm")

    @property
    def display(self) -> MeasuredDisplay | None:
        """The luminances, where they are to be used and have no fault."""
        measured = MeasuredDisplay(self.levels, self.luminances, self.ambient)
        return measured if self.is_gsdf and not fault_of(measured) else None


@dataclass(frozen=True, slots=True)
class DisplayOptions:
    """How gray becomes light."""

    presets: Mapping[str, tuple[PresetEntry, ...]] = setting(
        lambda: MappingProxyType({}),
        "Window presets",
        "Own windows by modality, in place of the ones that come with the program.",
        has_own_editor=True,
    )
    screens: Mapping[str, ScreenMeasure] = setting(
        lambda: MappingProxyType({}),
        "Measured screens",
        "The size of a pixel and the luminances of each screen.",
        has_own_editor=True,
    )


@dataclass(frozen=True, slots=True)
class CornerTextOptions:
    """Templates by modality, then by corner; "default" is for all, "small" for small cells."""

    templates: Mapping[str, Mapping[str, str]] = setting(
        lambda: MappingProxyType({}),
        "Texts in the corners of images",
        "One template for each corner, for every modality.",
        has_own_editor=True,
        check=check_templates,
    )
