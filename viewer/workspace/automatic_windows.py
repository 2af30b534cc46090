"""AutomaticWindows: one window for all of a stack, where its file names none."""

from viewer.imaging.voi_choice import automatic_voi, file_vois, is_step
from viewer.model.display_set import DisplaySet
from viewer.model.frame import Frame
from viewer.model.lut import VoiWindow


class AutomaticWindows:
    """Keeps a window by display set, so that all viewports show a stack alike."""

    def __init__(self) -> None:
        self._windows: dict[str, VoiWindow] = {}

    def window_of(self, display_set: DisplaySet, frame: Frame) -> VoiWindow | None:
        """The full range of the first image of the stack that needed it; None for colour.

        It is worked out only when needed: a large image takes 20 ms. An image of one value, as
        empty slices at the ends are, has a window of its own: through it all others would be
        black and white.
        """
        if not frame.has_window:
            return None
        if (known := self._windows.get(display_set.key)) is not None:
            return known
        window = automatic_voi(frame)
        if not is_step(window):
            self._windows[display_set.key] = window
        return window

    def series_voi(self, display_set: DisplaySet | None, frame: Frame) -> VoiWindow | None:
        """That window where the file of a frame names none."""
        if display_set is None or file_vois(frame.header):
            return None
        return self.window_of(display_set, frame)

    def forget(self, display_set: DisplaySet) -> None:
        """Let go of the window of a display set that is closed."""
        self._windows.pop(display_set.key, None)
