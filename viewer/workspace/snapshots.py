"""Take what is on screen as one value, and bring it back."""

from viewer.model.snapshot import Snapshot
from viewer.workspace.cell_states import restore_screen, take_screen
from viewer.workspace.workspace import Workspace


def take_snapshot(workspace: Workspace) -> Snapshot:
    """What is on screen now."""
    screen = workspace.screen
    return Snapshot(
        screens=tuple(take_screen(each) for each in workspace.screens),
        active_screen=workspace.screens.index(screen),
        active_cell=screen.viewports.index(workspace.active),
        shows_text=workspace.shows_text,
    )


def restore_snapshot(workspace: Workspace, snapshot: Snapshot) -> None:
    """Show what was on screen, as far as its studies are open."""
    with workspace.links.resting():
        _restore(workspace, snapshot)


def _restore(workspace: Workspace, snapshot: Snapshot) -> None:
    for screen in workspace.screens[len(snapshot.screens) :]:
        workspace.close_screen(screen)
    while len(workspace.screens) < len(snapshot.screens):
        workspace.open_screen()
    for screen, state in zip(workspace.screens, snapshot.screens, strict=True):
        restore_screen(screen, state, workspace.open_sets.successor)
    viewports = workspace.screens[snapshot.active_screen].viewports
    workspace.activate(viewports[min(snapshot.active_cell, len(viewports) - 1)])
    workspace.show_texts(text=snapshot.shows_text, patient=workspace.shows_patient)
