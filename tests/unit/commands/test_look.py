"""The verbs that change how the image is painted."""

from pathlib import Path

import pytest

from tests.support.series import ct_records
from viewer.commands.command import Invocation, call
from viewer.commands.context import Context
from viewer.commands.dispatch import run
from viewer.commands.menus import COLOUR_MAPS
from viewer.commands.registry import CommandRegistry
from viewer.imaging.colour_maps import TITLES
from viewer.model.view import Appearance, Filter, Interpolation


@pytest.fixture(autouse=True)
def ct(context: Context, tmp_path: Path) -> None:
    context.workspace.add_records(ct_records(tmp_path / "ct", 2))
    context.workspace.show(context.workspace.display_sets[0])


def is_checked(invocation: Invocation, context: Context, registry: CommandRegistry) -> bool:
    switch = registry[invocation.command_id].is_checked
    assert switch is not None
    return switch(context, **dict(invocation.arguments))


@pytest.mark.parametrize(
    ("invocation", "expected"),
    [
        (call("look.colour_map", name="pet"), Appearance(colour_map="pet")),
        (call("look.interpolation", method="cubic"), Appearance(interpolation=Interpolation.CUBIC)),
        (call("look.filter", name="sharpen"), Appearance(filter=Filter.SHARPEN)),
    ],
)
def test_a_choice_is_taken_and_checked(
    context: Context, registry: CommandRegistry, invocation: Invocation, expected: Appearance
) -> None:
    assert not is_checked(invocation, context, registry)
    assert run(invocation, context, registry)
    assert context.workspace.active.appearance == expected
    assert is_checked(invocation, context, registry)


def test_an_empty_name_gives_gray_back_and_a_strange_one_nothing(
    context: Context, registry: CommandRegistry
) -> None:
    run(call("look.colour_map", name="pet"), context, registry)
    run(call("look.colour_map", name="no such map"), context, registry)
    assert context.workspace.active.appearance.colour_map == "pet"
    run(call("look.colour_map", name=""), context, registry)
    assert context.workspace.active.appearance == Appearance()


def test_the_menu_offers_every_map() -> None:
    offered = [dict(each.arguments)["name"] for each in COLOUR_MAPS.entries
               if isinstance(each, Invocation)]  # fmt: skip
    assert offered == ["", *TITLES]
