"""What cells and windows show, taken as values and brought back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.identity import SeriesUid
from viewer.model.snapshot import CellState, ScreenState
from viewer.workspace.screen import Screen
from viewer.workspace.viewport import Viewport

Find = Callable[[CellState], DisplaySet | None]


def take_cell(viewport: Viewport) -> CellState | None:
    """What a viewport shows."""
    shown = viewport.display_set
    if shown is None:
        return None
    return CellState(
        shown.study_uid,
        shown.series_uid,
        shown.key,
        viewport.view,
        viewport.appearance,
        viewport.first_view,
        viewport.plan,
    )


def take_screen(screen: Screen) -> ScreenState:
    """What a window shows."""
    return ScreenState(
        layout=screen.layout,
        cells=tuple(take_cell(viewport) for viewport in screen.viewports),
        maximised=screen.viewports.index(screen.maximised) if screen.maximised else None,
        is_tiled=screen.is_tiled,
    )


def restore_cell(viewport: Viewport, state: CellState | None, find: Find) -> None:
    """Show what was shown; a stack that is on screen still stays at its image."""
    shown = find(state) if state is not None else None
    if state is None or shown is None:
        if viewport.display_set is not None:
            viewport.show(None)
        return
    view = state.view
    if viewport.display_set is not None and viewport.display_set.key == shown.key:
        view = replace(view, index=viewport.view.index)
    else:
        viewport.show(shown, index=view.index)
    viewport.first_view = state.first_view
    viewport.set_view(view)
    viewport.set_appearance(state.appearance)
    if viewport.plan != state.plan:
        viewport.plan = state.plan
        viewport.set_cine(None)
        viewport.changed.emit(viewport)


def restore_screen(screen: Screen, state: ScreenState, find: Find) -> None:
    """Give a window its layout and its cells back."""
    screen.is_tiled = False
    if screen.layout != state.layout:
        screen.set_layout(state.layout)
    for viewport, cell in zip(screen.viewports, state.cells, strict=False):
        restore_cell(viewport, cell, find)
    if state.is_tiled:
        screen.set_tiled(is_tiled=True)
    is_sound = state.maximised is not None and state.maximised < len(screen.viewports)
    wanted = screen.viewports[state.maximised] if is_sound and state.maximised is not None else None
    if wanted is not screen.maximised:
        screen.maximise(wanted)


def keep_places(
    viewports: Iterable[Viewport], cut: Mapping[SeriesUid, Sequence[DisplaySet]]
) -> None:
    """Keep each viewport at its image in whichever display set that is in after a cut."""
    for viewport in viewports:
        shown = viewport.display_set
        if shown is None or shown.series_uid not in cut:
            continue
        successors = cut[shown.series_uid]
        holding = [s for s in successors if _holds(s, viewport.wanted)]
        same = [s for s in successors if s.key == shown.key]
        if successor := next(iter(holding or same), None):
            viewport.update_display_set(successor)


def _holds(display_set: DisplaySet, wanted: FrameRef | None) -> bool:
    if wanted is None:
        return False
    # By UID first: comparing paths is slow, and stacks hold thousands.
    uid = wanted.sop_instance_uid
    return any(ref.sop_instance_uid == uid and ref.is_at(wanted) for ref in display_set.frames)
