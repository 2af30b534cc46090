"""Toolset: which tool each button uses, and the gesture going on."""

from collections.abc import Mapping
from dataclasses import replace
from math import hypot
from types import MappingProxyType
from typing import Final

from viewer.base.signal import Signal
from viewer.model.aid import BrushRing
from viewer.workspace.input import Button, Key, Modifier, Pinch, PointerEvent, WheelEvent
from viewer.workspace.key_pointer import KeyPointer
from viewer.workspace.mouse import CHORD, CHORD_TOOL, PROFILES, MouseProfile, WheelAct
from viewer.workspace.options import MouseOptions
from viewer.workspace.tool import Gesture, Tool
from viewer.workspace.tools.brush import BRUSH, Brush, brush_tool
from viewer.workspace.tools.clicked import CLICKED_TOOLS, CornerGesture, Sketch
from viewer.workspace.tools.cursor import CURSOR, point_at, stop_pointing
from viewer.workspace.tools.draw import DRAGGED_TOOLS, DrawGesture
from viewer.workspace.tools.glass import GLASS
from viewer.workspace.tools.grab import ask_for_text, change_corner, grab
from viewer.workspace.tools.navigate import PAN, SCROLL, ZOOM, zoomed
from viewer.workspace.tools.region_window import REGION_WINDOW
from viewer.workspace.tools.spine import SPINE
from viewer.workspace.tools.window import WINDOW
from viewer.workspace.viewport import Viewport

_BUILT_IN: Final = (WINDOW, REGION_WINDOW, PAN, ZOOM, SCROLL, GLASS, CURSOR)
_DRAWING: Final = (*DRAGGED_TOOLS, *CLICKED_TOOLS, SPINE)
TOOLS: Final[Mapping[str, Tool]] = MappingProxyType(
    {tool.id: tool for tool in (*_BUILT_IN, *_DRAWING)}
)
_CLICK_PX: Final = 3.0  # a hand trembles this much, in pixels of the screen before scaling
_ZOOM_PER_NOTCH: Final = 1.2
_OF_SKETCHES: Final = (Key.ENTER, Key.BACKSPACE, Key.ESCAPE)


class Toolset:
    """Turns what the pointer does into what a tool does, by the mouse profile of `options`.

    `chosen` is the tool of the left button; None leaves it to the profile, which may tell one
    image from a stack.
    """

    def __init__(self, options: MouseOptions | None = None) -> None:
        self.options = options or MouseOptions()
        self.tool_changed: Signal[Tool | None] = Signal()
        self.chosen: Tool | None = None
        self.brush = Brush()
        self._brush_tool = brush_tool(self.brush, lambda: self.options)
        self._gesture: Gesture | None = None
        self._sketch: Sketch | None = None
        self._last_drag: DrawGesture | None = None
        self._key_pointer: KeyPointer | None = None
        self._start = PointerEvent(0, 0)
        self._is_drag = False
        self._wheel_rest = 0.0

    def choose(self, tool_id: str | None) -> None:
        """Give the left button a tool, or with None leave it to the viewport again."""
        tool = {**TOOLS, BRUSH: self._brush_tool}[tool_id] if tool_id else None
        if tool != self.chosen:
            self._drop()
            self._give_up()
            self.finish()
            self.chosen = tool
            self.tool_changed.emit(tool)

    def left_tool(self, viewport: Viewport) -> Tool:
        """What the left button does in a viewport."""
        if self.chosen is not None:
            return self.chosen
        profile = self._profile
        is_stack = viewport.length > 1
        return TOOLS[profile.left_for_stack if is_stack else profile.left_for_image]

    def press(self, viewport: Viewport, event: PointerEvent) -> None:
        """A button went down: begin a gesture; a second button makes it another one.

        A left press goes on with a sketch; the other buttons move and enlarge the picture under it.
        """
        self._drop()
        viewport.is_at_start = False
        self._start = event
        tool = self._tool_for(viewport, event)
        if event.buttons == {Button.LEFT}:
            self._gesture = self._go_on(viewport, event)
            if self._gesture is None and (tool is None or tool.grabs):
                self._gesture = grab(viewport, event, tool)
        if self._gesture is None and tool is not None:
            self._gesture = tool.begin(viewport, event)
        if isinstance(self._gesture, DrawGesture) and not self._gesture.goes_on:
            self._give_up()  # on another image: who draws anew there does not go on with it
        if isinstance(self._gesture, CornerGesture):
            self._keep(self._gesture.sketch)

    def double_press(self, viewport: Viewport, event: PointerEvent) -> bool:
        """A second press at the same place: it ends a sketch, changes a corner or asks for a text.

        With a drawing tool it is a press like any other. False where it means nothing here.
        """
        if self._sketch is not None:
            self.finish()
        elif not (change_corner(viewport, event) or ask_for_text(viewport, event)):
            if self.left_tool(viewport).draws is None:
                return False
            self.press(viewport, event)
        return True

    def move(self, viewport: Viewport, event: PointerEvent, *, is_meant: bool = False) -> None:
        """The pointer moved; nothing happens before it has moved further than a hand trembles.

        With Shift and no button it is the 3D cursor, whatever the tool.
        """
        if self._gesture is None:
            self._hover(viewport, event)
            return
        way = hypot(event.x - self._start.x, event.y - self._start.y)
        if self._is_drag or is_meant or way > _CLICK_PX * viewport.canvas.device_pixel_ratio:
            self._is_drag = True
            self._gesture.move(event)

    def release(self, viewport: Viewport, event: PointerEvent) -> bool:
        """A button went up: the gesture ends. True when it was a click and not a drag."""
        gesture, was_drag = self._gesture, self._is_drag
        self._gesture, self._is_drag = None, False
        if gesture is None:
            return False
        if was_drag:
            gesture.release(event)
        else:
            gesture.click()
        if isinstance(gesture, DrawGesture):
            self._last_drag = gesture
        self._keep(self._sketch)
        return not was_drag

    def cancel(self) -> bool:
        """Undo the gesture going on, or all of what is half drawn; False when there is neither."""
        was_drawing = self._drop() or self._give_up()
        sketch, self._sketch = self._sketch, None
        if sketch is not None and not sketch.is_done:
            sketch.cancel()
        return was_drawing or sketch is not None

    def _give_up(self) -> bool:
        """Take away a shape whose second line was not drawn; False where there is none."""
        last, self._last_drag = self._last_drag, None
        return last is not None and last.give_up()

    def finish(self) -> None:
        """Keep the sketch as far as it is drawn."""
        sketch, self._sketch = self._sketch, None
        if sketch is not None and not sketch.is_done:
            sketch.finish()

    def take_back(self) -> bool:
        """Take back the last corner of the sketch, or the first of two lines; False without."""
        sketch = self._sketch
        if sketch is None or not sketch.is_shown:
            return self._give_up()
        sketch.take_back()
        self._keep(sketch)
        return True

    def _drop(self) -> bool:
        """Undo the gesture going on; False when there is none."""
        gesture, self._gesture, self._is_drag = self._gesture, None, False
        if gesture is not None:
            gesture.cancel()
        self._keep(self._sketch)
        return gesture is not None

    def _go_on(self, viewport: Viewport, event: PointerEvent) -> Gesture | None:
        """Go on with the sketch if it is here; elsewhere it is finished."""
        if self._sketch is not None and self._sketch.is_on(viewport):
            return CornerGesture(self._sketch, event)
        self.finish()
        return None

    def _keep(self, sketch: Sketch | None) -> None:
        self._sketch = None if sketch is None or sketch.is_done else sketch

    @property
    def is_acting(self) -> bool:
        """Whether a gesture is going on, of a hand or of keys: what it does is not done yet."""
        return self._gesture is not None

    @property
    def is_sketching(self) -> bool:
        """Whether a shape is being set corner by corner on an image that is on screen."""
        return self._sketch is not None and self._sketch.is_shown

    @property
    def is_halfway(self) -> bool:
        """Whether `take_back` has something to take: a corner, or the first of two lines."""
        return self.is_sketching or (self._last_drag is not None and self._last_drag.waits)

    def point_with_keys(self, viewport: Viewport) -> None:
        """Show a pointer that keys move in a viewport; again puts it away."""
        pointer, self._key_pointer = self._key_pointer, None
        if pointer is not None:
            pointer.put_away()
        if pointer is None or pointer.viewport is not viewport:
            self._key_pointer = KeyPointer(self, viewport)

    def points_with_keys(self, viewport: Viewport) -> bool:
        """Whether keys move a pointer in a viewport."""
        pointer = self._key_pointer
        return pointer is not None and pointer.viewport is viewport

    def wants(self, viewport: Viewport, key: Key) -> bool:
        """Whether a key means something to what is going on, before it is any command's."""
        sketch = self._sketch
        if key in _OF_SKETCHES and sketch is not None and sketch.is_on(viewport):
            return True
        return self.points_with_keys(viewport) and key is not Key.BACKSPACE

    def key(self, key: Key, modifiers: Modifier) -> None:
        """A key that was wanted went down."""
        if key is Key.BACKSPACE:
            self.take_back()
        elif self._key_pointer is not None:
            self._key_pointer.take(key, modifiers)
            if self._key_pointer.is_away:
                self._key_pointer = None
        elif key is Key.ENTER:
            self.finish()
        else:
            self.cancel()

    def wheel(self, viewport: Viewport, event: WheelEvent) -> None:
        """Scroll, one image or several at a time, or zoom at the pointer: as the profile says.

        With Alt a brush becomes larger or smaller.
        """
        if Modifier.ALT in event.modifiers and self.chosen is self._brush_tool:
            self.brush.resize(_ZOOM_PER_NOTCH**event.steps)
            self.brush.hover(viewport, PointerEvent(event.x, event.y))
            return
        act = self._profile.wheel.get(event.modifiers, WheelAct.SCROLL)
        if act is WheelAct.ZOOM:
            factor = _ZOOM_PER_NOTCH**event.steps
            viewport.set_view(zoomed(viewport, viewport.view, factor, event.x, event.y))
            return
        self._wheel_rest -= -event.steps if self.options.is_wheel_reversed else event.steps
        notches = int(self._wheel_rest)
        self._wheel_rest -= notches
        viewport.scroll(notches * (self.options.fast_scroll if act is WheelAct.SCROLL_FAST else 1))

    def _hover(self, viewport: Viewport, event: PointerEvent) -> None:
        if self._sketch is not None and self._sketch.is_on(viewport):
            self._sketch.follow(event)
        elif Modifier.SHIFT in event.modifiers and not event.buttons:
            point_at(viewport, event)
        elif self.chosen is self._brush_tool:
            self.brush.hover(viewport, event)
        elif isinstance(viewport.aid, BrushRing):
            viewport.set_aid(None)
        elif viewport.guides.cursor_lps is not None and self.chosen is not CURSOR:
            stop_pointing(viewport)

    def leave(self, viewport: Viewport) -> None:
        """The pointer left a viewport; nothing shows where it was."""
        if isinstance(viewport.aid, BrushRing):
            viewport.set_aid(None)

    def pinch(self, viewport: Viewport, pinch: Pinch) -> None:
        """Two fingers: the picture follows them, in place and size."""
        view = zoomed(viewport, viewport.view, pinch.factor, pinch.x, pinch.y)
        viewport.set_view(replace(view, pan_x=view.pan_x + pinch.dx, pan_y=view.pan_y + pinch.dy))

    @property
    def _profile(self) -> MouseProfile:
        return PROFILES[self.options.profile]

    def _tool_for(self, viewport: Viewport, event: PointerEvent) -> Tool | None:
        if event.buttons >= CHORD:
            return TOOLS[CHORD_TOOL]
        for button in (Button.LEFT, Button.MIDDLE, Button.RIGHT):
            if button in event.buttons:
                drags = self._profile.drags
                plain = drags.get((button, Modifier.NONE))
                if (tool_id := drags.get((button, event.modifiers), plain)) is not None:
                    return TOOLS[tool_id]
                return self.left_tool(viewport)
        return None
