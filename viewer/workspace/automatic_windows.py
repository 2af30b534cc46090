"""AutomaticWindows: one window for all of a stack, where its file names none."""

from viewer.imaging.statistics import window_over
from viewer.imaging.voi import window_ends
from viewer.imaging.voi_choice import automatic_voi, file_vois, is_step
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.frame import Frame
from viewer.model.lut import VoiFunction, VoiWindow


class AutomaticWindows:
    """Keeps a window by display set, so that all viewports show a stack alike."""

    def __init__(self) -> None:
        self._windows: dict[str, VoiWindow] = {}
        self._covered: dict[str, set[FrameRef]] = {}

    def window_of(self, display_set: DisplaySet, frame: Frame) -> VoiWindow | None:
        """The full range of the images of a stack that were looked at; None for colour.

        It only grows, so that it covers all values of each image that is shown: a stack may begin
        with the faint ones at its end, as dose and uptake do. Each image is worked out once, when
        it is needed: a large one takes 20 ms. An image of one value, as empty slices at the
        ends are, has a window of its own: through it all others would be black and white.
        """
        if not frame.has_window:
            return None
        known = self._windows.get(display_set.key)
        covered = self._covered.setdefault(display_set.key, set())
        if known is not None and frame.ref in covered:
            return known
        window = automatic_voi(frame)
        if is_step(window):
            if known is None:
                return window
        else:
            known = self._windows[display_set.key] = _union(known, window)
        covered.add(frame.ref)
        return known

    def series_voi(self, display_set: DisplaySet | None, frame: Frame) -> VoiWindow | None:
        """That window where the file of a frame names none."""
        if display_set is None or file_vois(frame.header):
            return None
        return self.window_of(display_set, frame)

    def forget(self, display_set: DisplaySet) -> None:
        """Let go of the window of a display set that is closed."""
        self._windows.pop(display_set.key, None)
        self._covered.pop(display_set.key, None)


def _union(known: VoiWindow | None, window: VoiWindow) -> VoiWindow:
    """The window over the values of both."""
    if known is None:
        return window
    ends = [*window_ends(known), *window_ends(window)]
    is_whole = known.function is window.function is VoiFunction.LINEAR
    return window_over(min(ends), max(ends), is_whole=is_whole)
