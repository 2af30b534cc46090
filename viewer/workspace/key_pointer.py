"""A pointer that keys move: whatever a mouse draws and drags is drawn and dragged by it too."""

from typing import Final, Protocol

from viewer.model.aid import KeyCursor
from viewer.model.shape import Point, ShapeKind
from viewer.render.annotations import handle_points
from viewer.render.transform import canvas_from_image, image_from_canvas, map_point
from viewer.workspace.input import Button, Key, Modifier, PointerEvent
from viewer.workspace.tool import Tool
from viewer.workspace.viewport import Viewport

_ARROWS: Final = {
    Key.LEFT: (-1.0, 0.0),
    Key.RIGHT: (1.0, 0.0),
    Key.UP: (0.0, -1.0),
    Key.DOWN: (0.0, 1.0),
}
_FAST: Final = 10.0  # times as far with Shift
_BY_CLICK: Final = (ShapeKind.POINT, ShapeKind.TEXT)
_REACH: Final = 4.0  # device pixels around a handle that count as being there


class Hand(Protocol):
    """What a pointer acts through: the toolset."""

    @property
    def is_sketching(self) -> bool:
        """Whether a shape is being set corner by corner."""
        ...

    def left_tool(self, viewport: Viewport) -> Tool:
        """What the left button does."""
        ...

    def press(self, viewport: Viewport, event: PointerEvent) -> None:
        """The button went down."""
        ...

    def move(self, viewport: Viewport, event: PointerEvent, *, is_meant: bool = False) -> None:
        """The pointer moved, and not because a hand trembles where that `is_meant`."""
        ...

    def release(self, viewport: Viewport, event: PointerEvent) -> bool:
        """The button went up."""
        ...

    def cancel(self) -> bool:
        """Undo what is going on."""
        ...

    def finish(self) -> None:
        """Keep what is being set corner by corner."""
        ...


class KeyPointer:
    """One pointer in one viewport, at a place of the image; it begins in the middle.

    Arrows move it by a pixel of the image or of the screen, whichever is larger, with Shift ten
    times as far. Tab goes to the next handle. Space presses and lets go, Enter ends a shape,
    Escape undoes what is going on, then puts the pointer away.
    """

    def __init__(self, hand: Hand, viewport: Viewport) -> None:
        self._hand = hand
        self.viewport = viewport
        self._is_down = False
        self.is_away = False
        self._place = self._on_image(viewport.canvas.width / 2, viewport.canvas.height / 2)
        self._show()

    def take(self, key: Key, modifiers: Modifier) -> None:
        """Do what a key means."""
        is_shifted = Modifier.SHIFT in modifiers
        if key in _ARROWS:
            self._step(*_ARROWS[key], _FAST if is_shifted else 1.0)
        elif key is Key.TAB:
            self._go_to_handle(-1 if is_shifted else 1)
        elif key is Key.SPACE or (key is Key.ENTER and not self._hand.is_sketching):
            self._set()
        elif key is Key.ENTER:
            self._hand.finish()
        elif key is Key.ESCAPE:
            self._escape()
        self._show()

    def put_away(self) -> None:
        """Show it no more; what is held stays where it is."""
        self.is_away = True
        if isinstance(self.viewport.aid, KeyCursor):
            self.viewport.set_aid(None)

    def _set(self) -> None:
        if self._is_down:
            self._is_down = False
            self._hand.release(self.viewport, self._event())
            return
        self._hand.press(self.viewport, self._event(Button.LEFT))
        tool = self._hand.left_tool(self.viewport)
        self._is_down = not self._hand.is_sketching and tool.draws not in _BY_CLICK
        if not self._is_down:
            self._hand.release(self.viewport, self._event())

    def _escape(self) -> None:
        self._is_down = False
        if not self._hand.cancel():
            self.put_away()

    def _step(self, right: float, down: float, times: float) -> None:
        """Go along the screen, however the image is turned."""
        x, y = self._canvas_point
        ratio = self.viewport.canvas.device_pixel_ratio
        ahead_x, ahead_y = self._on_image(x + right * ratio, y + down * ratio, is_within=False)
        from_x, from_y = self._place
        longest = max(abs(ahead_x - from_x), abs(ahead_y - from_y))
        factor = times * max(1.0, 1.0 / longest) if longest else 0.0
        self._go_to((from_x + (ahead_x - from_x) * factor, from_y + (ahead_y - from_y) * factor))

    def _go_to_handle(self, steps: int) -> None:
        scene = self.viewport.scene()
        handles = handle_points(scene) if scene is not None else []
        if not handles:
            return
        x, y = self._canvas_point
        ways = [max(abs(hx - x), abs(hy - y)) for hx, hy in handles]
        nearest = min(range(len(ways)), key=ways.__getitem__)
        is_there = ways[nearest] <= _REACH
        place = (nearest + steps) % len(handles) if is_there else nearest
        self._go_to(self._on_image(*handles[place]))

    def _go_to(self, place: Point) -> None:
        self._place = self._within(place)
        event = self._event(*([Button.LEFT] if self._is_down else []))
        self._hand.move(self.viewport, event, is_meant=True)

    def _show(self) -> None:
        aid = self.viewport.aid
        if not self.is_away and (aid is None or isinstance(aid, KeyCursor)):
            self.viewport.set_aid(KeyCursor(*self._place))

    def _event(self, *buttons: Button) -> PointerEvent:
        return PointerEvent(*self._canvas_point, frozenset(buttons))

    @property
    def _canvas_point(self) -> Point:
        frame, canvas = self.viewport.frame, self.viewport.canvas
        if frame is None:
            return canvas.width / 2, canvas.height / 2
        affine = canvas_from_image(frame.image, self.viewport.view, canvas.width, canvas.height)
        return map_point(affine, *self._place)

    def _on_image(self, x: float, y: float, *, is_within: bool = True) -> Point:
        frame, canvas = self.viewport.frame, self.viewport.canvas
        if frame is None:
            return 0.0, 0.0
        affine = image_from_canvas(frame.image, self.viewport.view, canvas.width, canvas.height)
        place = map_point(affine, x, y)
        return self._within(place) if is_within else place

    def _within(self, place: Point) -> Point:
        frame = self.viewport.frame
        if frame is None:
            return place
        size = frame.image.pixel_format
        x, y = place
        return min(max(x, 0.0), size.columns - 1.0), min(max(y, 0.0), size.rows - 1.0)
