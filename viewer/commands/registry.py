"""CommandRegistry: all commands by id."""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from viewer.commands.command import Command


class CommandRegistry:
    """Holds every command once, in the order of its modules."""

    def __init__(self, modules: Iterable[ModuleType] = ()) -> None:
        self._commands: dict[str, Command[Any]] = {}
        for module in modules:
            for value in vars(module).values():
                if isinstance(value, Command):
                    self.add(value)

    def add(self, command: Command[Any]) -> None:
        """Take in a command; an id that is taken is a bug."""
        if command.id in self._commands:
            raise ValueError(f"two commands are called {command.id}")
        self._commands[command.id] = command

    def __getitem__(self, command_id: str) -> Command[Any]:
        return self._commands[command_id]

    def __iter__(self) -> Iterator[Command[Any]]:
        return iter(self._commands.values())

    def __len__(self) -> int:
        return len(self._commands)
