"""All commands, keys and menus agree."""

import re
from collections.abc import Iterable
from types import ModuleType

import pytest

from viewer.base.resources import resource_path
from viewer.commands.builtin import BUILTIN_MODULES
from viewer.commands.command import Invocation, call, command
from viewer.commands.context import Context
from viewer.commands.menu import Entry, Menu
from viewer.commands.menus import CONTEXT_MENU, MENU_BAR, TOOL_BAR
from viewer.commands.registry import CommandRegistry
from viewer.commands.scope import Scope
from viewer.commands.shortcuts import DEFAULT_KEYS, Conflict, find_conflicts, keys_of

REGISTRY = CommandRegistry(BUILTIN_MODULES)
IDS = [each.id for each in REGISTRY]


def invocations(entries: Iterable[Entry]) -> list[Invocation]:
    found: list[Invocation] = []
    for entry in entries:
        if isinstance(entry, Invocation):
            found.append(entry)
        elif isinstance(entry, Menu):
            found += invocations(entry.entries)
    return found


OFFERED = [*invocations((*MENU_BAR, *TOOL_BAR, *CONTEXT_MENU)), *DEFAULT_KEYS.values()]


@pytest.mark.parametrize("command_id", IDS)
def test_a_command_has_an_id_a_title_a_help_and_an_icon_that_exists(command_id: str) -> None:
    each = REGISTRY[command_id]
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", each.id)
    assert each.title
    assert each.help.endswith(".")
    assert resource_path("icons", f"{each.icon}.svg").is_file()


def test_two_commands_may_not_share_an_id() -> None:
    @command("test.twice", "Twice")
    def twice(context: Context) -> None:
        """Do it twice."""

    module = ModuleType("module")
    module.first, module.second = twice, twice  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match=r"test\.twice"):
        CommandRegistry([module])


@pytest.mark.parametrize("invocation", OFFERED, ids=lambda i: i.command_id)
def test_what_menus_and_keys_offer_exists_and_takes_these_arguments(
    invocation: Invocation,
) -> None:
    import inspect

    function = REGISTRY[invocation.command_id].function
    inspect.signature(function).bind(None, **dict(invocation.arguments))
    if invocation.icon:
        assert resource_path("icons", f"{invocation.icon}.svg").is_file()


@pytest.mark.parametrize(
    "menu", [menu for menu in (*MENU_BAR, *TOOL_BAR, *CONTEXT_MENU) if isinstance(menu, Menu)],
    ids=lambda menu: menu.title,
)  # fmt: skip
def test_icons_of_menus_exist(menu: Menu) -> None:
    for each in (menu, *(entry for entry in menu.entries if isinstance(entry, Menu))):
        assert not each.icon or resource_path("icons", f"{each.icon}.svg").is_file()


def test_default_keys_do_not_conflict() -> None:
    assert find_conflicts(list(DEFAULT_KEYS.items()), REGISTRY) == []


def test_the_same_key_in_scopes_that_meet_is_a_conflict() -> None:
    fit, quit_it = call("view.fit"), call("app.quit")
    keys = [("Ctrl+J", fit), ("ctrl+j", quit_it), ("Ctrl+J", call("view.fit"))]
    assert find_conflicts(keys, REGISTRY)[0] == Conflict("Ctrl+J", fit, quit_it)


def test_scopes_meet_where_one_holds_the_other() -> None:
    assert Scope.WINDOW.meets(Scope.VIEWPORT)
    assert Scope.BROWSER.meets(Scope.WINDOW)
    assert Scope.VIEWPORT.meets(Scope.VIEWPORT)
    assert not Scope.VIEWPORT.meets(Scope.BROWSER)


def test_the_keys_of_the_product_are_there() -> None:
    assert keys_of(call("study.open_files"), DEFAULT_KEYS) == ["Ctrl+O"]
    assert keys_of(call("study.open_folder"), DEFAULT_KEYS) == ["Ctrl+Shift+O"]
    assert keys_of(call("window.invert"), DEFAULT_KEYS) == ["Ctrl+I"]
    assert keys_of(call("cine.toggle"), DEFAULT_KEYS) == ["Space"]
    assert keys_of(call("window.choose", number=7), DEFAULT_KEYS) == ["7"]
    tools = [DEFAULT_KEYS[key].command_id for key in "WPZS"]
    assert tools == ["tool.window", "tool.pan", "tool.zoom", "tool.scroll"]


def test_every_command_without_arguments_can_be_reached() -> None:
    import inspect

    unreachable = set(IDS) - {invocation.command_id for invocation in OFFERED}
    for command_id in unreachable:
        parameters = list(inspect.signature(REGISTRY[command_id].function).parameters)[1:]
        assert parameters, f"{command_id} is in no menu and has no key"
