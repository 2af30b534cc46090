"""The menu bar, the tool bar and the context menu, as data."""

from typing import Final

from viewer.commands.command import Invocation, call
from viewer.commands.menu import LINE, Dynamic, Entry, Menu
from viewer.imaging.colour_maps import PERCEPTUAL, WELL_KNOWN

STATES: Final = Menu("Presentation state", (Dynamic.STATES,), icon="presentation")

LESION: Final = (
    Menu("Finding", (Dynamic.FINDINGS,), icon="note"),
    Menu("Site", (Dynamic.SITES,), icon="note"),
    Menu("Colour", (Dynamic.COLOURS,), icon="colour-map"),
    call("lesion.same"),
    call("lesion.unlink"),
)

NEXT_IMAGE: Final = call("view.scroll", title="Next image", icon="next", steps=1)
PREVIOUS_IMAGE: Final = call("view.scroll", title="Previous image", icon="previous", steps=-1)
LAYOUTS: Final = (
    call("layout.grid", title="1 by 1", icon="layout-1x1", rows=1, columns=1),
    call("layout.grid", title="1 by 2", icon="layout-1x2", rows=1, columns=2),
    call("layout.grid", title="2 by 1", icon="layout-2x1", rows=2, columns=1),
    call("layout.grid", title="2 by 2", icon="layout-2x2", rows=2, columns=2),
)
CELLS: Final = (
    call("layout.split_right"),
    call("layout.split_down"),
    call("layout.close_cell"),
    call("layout.swap"),
)
_LAYOUT_MENU: Final = (
    *LAYOUTS,
    call("layout.choose"),
    LINE,
    *CELLS,
    LINE,
    call("layout.tile"),
    call("layout.maximise"),
    LINE,
    Menu(
        "Hanging",
        (Dynamic.HANGINGS, call("hanging.hang"), call("hanging.save"), call("hanging.edit")),
        icon="hanging",
    ),
    Menu("Compare with prior", (Dynamic.PRIORS,), icon="compare"),
    LINE,
    call("layout.open_screen"),
    call("layout.close_screen"),
)
_TOOLS: Final = (
    call("tool.window"),
    call("tool.pan"),
    call("tool.zoom"),
    call("tool.scroll"),
)
COPY_ON: Final = call("measure.copy_on", title="Copy to the next image", steps=1)
COPY_BACK: Final = call("measure.copy_on", title="Copy to the previous image", steps=-1)
LARGER_BRUSH: Final = call("measure.brush_size", title="Larger brush", icon="brush", factor=1.25)
SMALLER_BRUSH: Final = call("measure.brush_size", title="Smaller brush", icon="brush", factor=0.8)
_LENGTHS: Final = tuple(
    call(f"measure.{name}") for name in ("length", "polyline", "ruler", "bidirectional")
)
_ANGLES: Final = tuple(
    call(f"measure.{name}") for name in ("angle", "cobb", "open_angle", "cardiothoracic")
)
_ROUND: Final = ("rectangle", "ellipse", "circle", "circle_three")
_REGIONS: Final = tuple(
    call(f"measure.{name}") for name in (*_ROUND, "polygon", "spline", "freehand", "brush")
)
_MARKS: Final = tuple(call(f"measure.{name}") for name in ("probe", "arrow", "text", "spine"))
_MEASURES: Final[tuple[Entry, ...]] = (*_LENGTHS, LINE, *_ANGLES, LINE, *_REGIONS, LINE, *_MARKS)
_MEASURING: Final = tuple(each for each in _MEASURES if isinstance(each, Invocation))
_MEASURE_MENUS: Final[tuple[Entry, ...]] = (
    *_LENGTHS,
    LINE,
    Menu("Angles and ratios", _ANGLES, icon="angle"),
    Menu(
        "Regions",
        (*_REGIONS, LINE, LARGER_BRUSH, SMALLER_BRUSH, call("measure.brush_range")),
        icon="ellipse",
    ),
    Menu("Points and texts", _MARKS, icon="text-tool"),
    LINE,
    call("measure.by_keys"),
)
LINKS: Final = (
    call("link.toggle"),
    LINE,
    call("link.scroll"),
    call("link.pan"),
    call("link.zoom"),
    call("link.window"),
    LINE,
    call("link.by_position"),
    call("link.as_they_stand"),
)
PLAYING: Final = (
    call("cine.loop"),
    call("cine.bounce"),
    call("cine.once"),
    LINE,
    call("cine.range_start"),
    call("cine.range_end"),
    call("cine.range_clear"),
)
KEYS: Final = (
    call("key.toggle"),
    call("key.previous"),
    call("key.next"),
    call("key.only"),
)
_TURNS: Final = (
    call("view.rotate_left"),
    call("view.rotate_right"),
    call("view.flip_horizontal"),
    call("view.flip_vertical"),
)
COLOUR_MAPS: Final = Menu(
    "Colour map",
    (
        call("look.colour_map", title="Gray", name=""),
        LINE,
        *(call("look.colour_map", title=title, name=name) for name, title in WELL_KNOWN.items()),
        LINE,
        *(call("look.colour_map", title=title, name=name) for name, title in PERCEPTUAL.items()),
    ),
    icon="colour-map",
)
_CAPTURES: Final = (
    call("capture.copy"),
    call("capture.copy", title="Copy image without patient data", patient=False),
    call("capture.copy", title="Copy layout", whole=True),
    call("capture.copy", title="Copy layout without patient data", whole=True, patient=False),
    LINE,
    call("capture.save"),
    call("capture.save", title="Save image without patient data", patient=False),
    call("capture.save", title="Save layout as PNG", whole=True),
    call("capture.save", title="Save layout without patient data", whole=True, patient=False),
)
_SAVED: Final = (
    call("save.measurements"),
    call("save.view"),
    call("save.capture"),
    LINE,
    call("save.key_images"),
    call("save.key_images", title="Key images for teaching", code="113004"),
    call("save.key_images", title="Key images for the referring provider", code="113002"),
    call("save.key_images", title="Key images for surgery", code="113003"),
    call("save.key_images", title="Key images for conference", code="113005"),
    LINE,
    call("measure.save_report"),
)
_INTERPOLATIONS: Final = (
    call("look.interpolation", title="Nearest pixel", method="nearest"),
    call("look.interpolation", title="Linear", method="linear"),
    call("look.interpolation", title="Cubic", method="cubic"),
    LINE,
    call("window.interpolate"),
)
_FILTERS: Final = (
    call("look.filter", title="No filter", name="none"),
    call("look.filter", title="Smooth", name="smooth"),
    call("look.filter", title="Sharpen", name="sharpen"),
)

MENU_BAR: Final = (
    Menu(
        "&File",
        (
            call("study.open_files"),
            call("study.open_folder"),
            call("archive.import_folder"),
            call("archive.show_studies"),
            call("study.open_sample"),
            Menu("Recent studies", (Dynamic.RECENT,), icon="recent"),
            LINE,
            call("network.query"),
            call("network.worklist"),
            call("network.send"),
            call("network.transfers"),
            call("network.nodes"),
            call("network.server"),
            call("network.audit"),
            LINE,
            call("study.character_set"),
            LINE,
            call("study.close"),
            call("study.close_all"),
            LINE,
            Menu(
                "Care for the list",
                (
                    call("archive.verify"),
                    call("archive.rescan"),
                    call("archive.find_duplicates"),
                    call("archive.export_list"),
                    LINE,
                    call("archive.repair"),
                ),
            ),
            LINE,
            call("app.preferences"),
            LINE,
            call("app.restart"),
            call("app.quit"),
        ),
    ),
    Menu(
        "&Edit",
        (
            call("edit.undo"),
            call("edit.redo"),
            LINE,
            call("edit.copy"),
            call("edit.paste"),
            LINE,
            COPY_BACK,
            COPY_ON,
            call("measure.propagate"),
        ),
    ),
    Menu(
        "&View",
        (
            call("view.fit"),
            call("view.one_to_one"),
            call("view.true_size"),
            call("view.zoom_in"),
            call("view.zoom_out"),
            LINE,
            *_TURNS,
            LINE,
            call("view.reset"),
            LINE,
            STATES,
            Menu("Overlays", (Dynamic.OVERLAYS,), icon="overlay"),
            call("view.shutters"),
            call("view.text"),
            call("view.privacy"),
            LINE,
            Menu("Picture of the screen", _CAPTURES, icon="copy"),
            call("display.measure"),
            call("display.check"),
            LINE,
            call("study.why"),
            call("app.tags"),
            call("app.problems"),
            call("app.panels"),
            call("app.next_part"),
        ),
    ),
    Menu(
        "&Image",
        (
            *_TOOLS,
            call("tool.cursor"),
            call("tool.glass"),
            call("tool.default"),
            LINE,
            call("tool.region_window"),
            Menu("Presets", (Dynamic.WINDOWS,), icon="window-presets"),
            call("display.presets"),
            Menu("Real-world values", (Dynamic.REAL_WORLD,)),
            call("window.invert"),
            COLOUR_MAPS,
            Menu("Interpolation", _INTERPOLATIONS, icon="fit"),
            Menu("Filter", _FILTERS, icon="filter"),
            LINE,
            call("view.first"),
            PREVIOUS_IMAGE,
            NEXT_IMAGE,
            call("view.last"),
            LINE,
            *KEYS,
            LINE,
            call("cine.toggle"),
            call("cine.faster"),
            call("cine.slower"),
            Menu("Playing", PLAYING, icon="play"),
            LINE,
            call("phase.previous"),
            call("phase.next"),
        ),
    ),
    Menu(
        "&Measure",
        (
            *_MEASURE_MENUS,
            LINE,
            call("measure.label"),
            call("measure.lock"),
            call("measure.plot"),
            call("measure.calibrate"),
            call("measure.uncalibrate"),
            call("measure.delete"),
            LINE,
            *LESION,
            LINE,
            call("measure.table"),
            call("lesion.follow_up"),
            LINE,
            Menu("Save as DICOM", _SAVED, icon="save"),
            call("export.pdf"),
            call("export.csv"),
            call("export.json"),
            call("lesion.export"),
        ),
    ),
    Menu(
        "&Layout",
        (
            *_LAYOUT_MENU,
            LINE,
            Menu("Link", LINKS, icon="link"),
            call("link.reference_lines"),
            LINE,
            call("layout.next_cell"),
            call("layout.previous_series"),
            call("layout.next_series"),
        ),
    ),
    Menu(
        "&Help",
        (call("app.search"), call("app.palette"), call("app.shortcuts"), LINE, call("app.about")),
    ),
)

TOOL_BAR: Final[tuple[Entry, ...]] = (
    call("study.open_files"),
    call("study.open_folder"),
    call("network.query"),
    LINE,
    *_TOOLS,
    LINE,
    Menu("Measure", _MEASURES, icon="measure", signs=_MEASURING),
    LINE,
    Menu("Presets", (Dynamic.WINDOWS,), icon="window-presets"),
    call("window.invert"),
    call("view.fit"),
    call("view.one_to_one"),
    Menu("Turn", _TURNS, icon="rotate-right"),
    call("view.reset"),
    LINE,
    Menu("Layout", _LAYOUT_MENU, icon="layout"),
    Menu("Link", LINKS, icon="link", signs=(call("link.toggle"),)),
    call("link.reference_lines"),
    LINE,
    call("key.toggle"),
    call("cine.toggle"),
)

CONTEXT_MENU: Final[tuple[Entry, ...]] = (
    Menu("Presets", (Dynamic.WINDOWS,), icon="window-presets"),
    COLOUR_MAPS,
    call("window.invert"),
    STATES,
    LINE,
    call("view.fit"),
    call("view.one_to_one"),
    *_TURNS,
    call("view.reset"),
    LINE,
    call("layout.maximise"),
    Menu("Cell", CELLS, icon="layout"),
    call("cine.toggle"),
    call("key.toggle"),
    LINE,
    Menu("Measure", _MEASURES, icon="measure"),
    call("measure.label"),
    call("edit.copy"),
    call("edit.paste"),
    Menu("Lesion", LESION, icon="note"),
    call("measure.delete"),
    LINE,
    call("view.text"),
    call("view.privacy"),
    LINE,
    call("study.why"),
)
