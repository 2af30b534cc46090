"""The built-in command modules, in the order of their listing."""

from typing import Final

from viewer.commands import (
    app,
    archive,
    capture,
    cine,
    display,
    edit,
    key,
    layout,
    link,
    look,
    measure,
    network,
    overlays,
    phase,
    real_world,
    study,
    tool,
    view,
    why,
    window,
)

BUILTIN_MODULES: Final = (
    study,
    edit,
    archive,
    network,
    why,
    tool,
    measure,
    view,
    overlays,
    real_world,
    window,
    look,
    display,
    capture,
    cine,
    phase,
    layout,
    link,
    key,
    app,
)
