"""Command: one thing that a user can do, as a typed function with its title, scope and icon."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, getdoc, signature
from typing import Any, Concatenate, Generic, ParamSpec

from viewer.commands.context import Context
from viewer.commands.scope import Scope

P = ParamSpec("P")
Predicate = Callable[[Context], bool]
Switch = Callable[..., bool]  # of a context and the arguments of the command


def _always(context: Context) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Command(Generic[P]):
    """A function of a context with what menus, keys and documents need to know of it.

    `is_checked` is None for a command that is not a switch.
    """

    id: str
    title: str
    function: Callable[Concatenate[Context, P], None]
    scope: Scope
    icon: str = ""
    is_enabled: Predicate = _always
    is_checked: Switch | None = None

    def __call__(self, context: Context, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it."""
        self.function(context, *args, **kwargs)

    @property
    def needs_arguments(self) -> bool:
        """Whether it cannot be called by its id alone."""
        _, *others = signature(self.function).parameters.values()
        return any(parameter.default is Parameter.empty for parameter in others)

    @property
    def help(self) -> str:
        """What it does, in a sentence or two."""
        return getdoc(self.function) or ""


def command(
    command_id: str,
    title: str,
    *,
    scope: Scope = Scope.WINDOW,
    icon: str = "",
    enabled: Predicate = _always,
    checked: Switch | None = None,
) -> Callable[[Callable[Concatenate[Context, P], None]], Command[P]]:
    """Make a command of a function; its docstring becomes the help."""

    def make(function: Callable[Concatenate[Context, P], None]) -> Command[P]:
        return Command(command_id, title, function, scope, icon, enabled, checked)

    return make


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command with its arguments, as menus and keys hold it; `title` and `icon` may differ."""

    command_id: str
    arguments: tuple[tuple[str, Any], ...] = ()
    title: str = ""
    icon: str = ""


def call(command_id: str, *, title: str = "", icon: str = "", **arguments: Any) -> Invocation:
    """Write an invocation as one would a call."""
    return Invocation(command_id, tuple(arguments.items()), title, icon)
