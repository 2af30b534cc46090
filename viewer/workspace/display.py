"""Display: what the user settled about showing gray: own presets, measured screens."""

from collections.abc import Mapping

from viewer.base.signal import Signal
from viewer.render.options import DisplayOptions, ScreenMeasure


class Display:
    """Holds the options; `changed` says that everything is to be painted anew."""

    def __init__(self) -> None:
        self.changed: Signal[DisplayOptions] = Signal()
        self.options = DisplayOptions()

    def follow(self, options: DisplayOptions) -> None:
        """Take over the options of the settings."""
        if options != self.options:
            self.options = options
            self.changed.emit(options)

    def measure_of(self, screen: str) -> ScreenMeasure:
        """What is known of a screen by its name."""
        screens: Mapping[str, ScreenMeasure] = self.options.screens
        return screens.get(screen, ScreenMeasure())
