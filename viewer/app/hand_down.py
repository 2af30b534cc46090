"""Hand the values of settings down to the floors that go by them."""

from viewer.settings.store import SettingsStore
from viewer.workspace.workspace import Workspace


def hand_down(settings: SettingsStore, workspace: Workspace) -> None:
    """Give the workspace its values, now and whenever they change or new cells come."""

    def give(_: object = None) -> None:
        workspace.toolset.options = settings.value.mouse
        for viewport in workspace.viewports:
            viewport.show_corner_texts(settings.value.corner_text.templates)

    give()
    settings.changed.connect(give)
    workspace.layout_changed.connect(give)
    workspace.screens_changed.connect(give)
