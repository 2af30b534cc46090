"""Default keys, as a table of key sequences in portable text."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from viewer.commands.command import Invocation, call
from viewer.commands.menus import (
    COPY_BACK,
    COPY_ON,
    LARGER_BRUSH,
    LAYOUTS,
    NEXT_IMAGE,
    PREVIOUS_IMAGE,
    SMALLER_BRUSH,
)
from viewer.commands.registry import CommandRegistry

_NUDGES: Final = {
    keys: call("measure.nudge", title=title, right=right * far, down=down * far)
    for held, far, how in (("Shift+", 1, ""), ("Ctrl+Shift+", 10, " by ten pixels"))
    for keys, title, right, down in (
        (held + "Right", "Move annotation right" + how, 1, 0),
        (held + "Left", "Move annotation left" + how, -1, 0),
        (held + "Down", "Move annotation down" + how, 0, 1),
        (held + "Up", "Move annotation up" + how, 0, -1),
    )
}
DEFAULT_KEYS: Final[Mapping[str, Invocation]] = MappingProxyType(
    {
        "Ctrl+O": call("study.open_files"),
        "Ctrl+Shift+O": call("study.open_folder"),
        "Ctrl+W": call("study.close"),
        "Ctrl+Q": call("app.quit"),
        "Ctrl+Z": call("edit.undo"),
        "Ctrl+Shift+Z": call("edit.redo"),
        "Ctrl+Y": call("edit.redo"),
        "Ctrl+R": call("network.query"),
        "Ctrl+F": call("app.search"),
        "Ctrl+K": call("app.palette"),
        "Ctrl+,": call("app.preferences"),
        "F1": call("app.shortcuts"),
        "Tab": call("app.panels"),
        "F6": call("app.next_part"),
        "Shift+F6": call("app.next_part", title="Previous part of the window", steps=-1),
        "W": call("tool.window"),
        "Shift+W": call("tool.region_window"),
        "M": call("tool.glass"),
        "Ctrl+C": call("edit.copy"),
        "Ctrl+V": call("edit.paste"),
        "Ctrl+Shift+C": call("capture.copy", patient=False),
        "Ctrl+2": call("view.true_size"),
        "P": call("tool.pan"),
        "Z": call("tool.zoom"),
        "S": call("tool.scroll"),
        "L": call("measure.length"),
        "Shift+L": call("measure.polyline"),
        "B": call("measure.bidirectional"),
        "A": call("measure.angle"),
        "Shift+A": call("measure.cobb"),
        "R": call("measure.rectangle"),
        "E": call("measure.ellipse"),
        "C": call("measure.circle"),
        "Shift+C": call("measure.circle_three"),
        "G": call("measure.polygon"),
        "Shift+G": call("measure.spline"),
        "F": call("measure.freehand"),
        "Shift+T": call("measure.arrow"),
        "T": call("measure.text"),
        "Q": call("measure.probe"),
        "Shift+B": call("measure.brush"),
        "]": LARGER_BRUSH,
        "[": SMALLER_BRUSH,
        "Alt+Down": COPY_ON,
        "Alt+Up": COPY_BACK,
        **_NUDGES,
        "V": call("measure.spine"),
        "F2": call("measure.label"),
        "D": call("measure.by_keys"),
        "Delete": call("measure.delete"),
        "X": call("tool.cursor"),
        ".": call("phase.next"),
        ",": call("phase.previous"),
        "Shift+Home": call("cine.range_start"),
        "Shift+End": call("cine.range_end"),
        "Shift+Backspace": call("cine.range_clear"),
        "K": call("key.toggle"),
        "Shift+K": call("key.next"),
        "Ctrl+Shift+K": call("key.previous"),
        "Alt+K": call("key.only"),
        "Ctrl+L": call("link.toggle"),
        "Alt+S": call("link.scroll"),
        "Alt+P": call("link.pan"),
        "Alt+Z": call("link.zoom"),
        "Alt+W": call("link.window"),
        "Shift+X": call("link.reference_lines"),
        "Escape": call("tool.default"),
        "Down": NEXT_IMAGE,
        "Right": NEXT_IMAGE,
        "Up": PREVIOUS_IMAGE,
        "Left": PREVIOUS_IMAGE,
        "Home": call("view.first"),
        "End": call("view.last"),
        "PgDown": call("layout.next_series"),
        "PgUp": call("layout.previous_series"),
        "Ctrl+0": call("view.fit"),
        "Ctrl+1": call("view.one_to_one"),
        "Ctrl++": call("view.zoom_in"),
        "Ctrl+-": call("view.zoom_out"),
        "Ctrl+Right": call("view.rotate_right"),
        "Ctrl+Left": call("view.rotate_left"),
        "Ctrl+Shift+H": call("view.flip_horizontal"),
        "Ctrl+Shift+V": call("view.flip_vertical"),
        "Ctrl+Backspace": call("view.reset"),
        "Ctrl+T": call("app.tags"),
        "Y": call("study.why"),
        "Ctrl+Shift+M": call("measure.table"),
        "Ctrl+Shift+F": call("lesion.follow_up"),
        "Ctrl+Shift+T": call("view.text"),
        "Shift+P": call("presentation.next"),
        "O": call("view.overlays"),
        "Shift+O": call("view.shutters"),
        "Ctrl+P": call("view.privacy"),
        "Ctrl+I": call("window.invert"),
        "Space": call("cine.toggle"),
        "+": call("cine.faster"),
        "-": call("cine.slower"),
        "Alt+1": LAYOUTS[0],
        "Alt+2": LAYOUTS[1],
        "Alt+4": LAYOUTS[3],
        "Shift+PgDown": call("hanging.step", title="Next stage", icon="stage-next", steps=1),
        "Shift+PgUp": call("hanging.step", title="Previous stage", icon="stage-previous", steps=-1),
        "Alt+B": call("study.compare"),
        "Alt+G": call("layout.choose"),
        "Alt+R": call("layout.split_right"),
        "Alt+D": call("layout.split_down"),
        "Alt+C": call("layout.close_cell"),
        "Alt+X": call("layout.swap"),
        "Alt+T": call("layout.tile"),
        "Alt+Shift+Right": call(
            "layout.resize_cell", title="Move the edge right", across=0.05, down=0.0
        ),
        "Alt+Shift+Left": call(
            "layout.resize_cell", title="Move the edge left", across=-0.05, down=0.0
        ),
        "Alt+Shift+Down": call(
            "layout.resize_cell", title="Move the edge down", across=0.0, down=0.05
        ),
        "Alt+Shift+Up": call(
            "layout.resize_cell", title="Move the edge up", across=0.0, down=-0.05
        ),
        "Ctrl+Shift+N": call("layout.open_screen"),
        "N": call("layout.next_cell"),
        "Return": call("layout.maximise"),
        "0": call("window.choose", title="Window as stored", number=0),
        **{
            str(number): call("window.choose", title=f"Window {number}", number=number)
            for number in range(1, 10)
        },
    }
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One key that means two things in scopes that meet."""

    key: str
    first: Invocation
    second: Invocation


def find_conflicts(keys: list[tuple[str, Invocation]], registry: CommandRegistry) -> list[Conflict]:
    """Every pair of bindings of the same key whose scopes may be in force at once."""
    return [
        Conflict(key, first, second)
        for place, (key, first) in enumerate(keys)
        for other, second in keys[place + 1 :]
        if key.lower() == other.lower()
        and registry[first.command_id].scope.meets(registry[second.command_id].scope)
    ]


def keys_of(invocation: Invocation, keys: Mapping[str, Invocation]) -> list[str]:
    """The keys of a command with these arguments, for menus and tool tips."""
    wanted = (invocation.command_id, invocation.arguments)
    return [key for key, bound in keys.items() if (bound.command_id, bound.arguments) == wanted]
