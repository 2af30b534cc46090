"""Three fates of an error, and one place that knows them."""

import logging
from dataclasses import replace

import pytest

from viewer.base.errors import Cancelled, ViewerError
from viewer.commands.command import Command, call
from viewer.commands.context import Context, Notice, Tone
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.commands.scope import Scope


def registry_of(error: Exception | None, *, is_enabled: bool = True) -> CommandRegistry:
    """A registry whose one command raises `error`."""

    def act(context: Context) -> None:
        if error is not None:
            raise error

    registry = CommandRegistry()
    registry.add(Command("test.act", "Act", act, Scope.WINDOW, is_enabled=lambda _: is_enabled))
    return registry


def test_a_command_that_works_says_nothing(context: Context, notices: list[Notice]) -> None:
    assert run(call("test.act"), context, registry_of(None))
    assert notices == []


def test_an_expected_error_becomes_a_notice(context: Context, notices: list[Notice]) -> None:
    error = ViewerError("The disk is full.", hint="Make room.", detail="ENOSPC")
    assert not run(call("test.act"), context, registry_of(error))
    assert notices == [Notice(Tone.ERROR, "The disk is full.", "Make room.", "ENOSPC")]


def test_a_cancellation_is_silent(context: Context, notices: list[Notice]) -> None:
    assert not run(call("test.act"), context, registry_of(Cancelled("")))
    assert notices == []


def test_a_bug_is_told_and_logged_without_what_it_met(
    context: Context, notices: list[Notice], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="viewer.commands.dispatch"):
        assert not run(call("test.act"), context, registry_of(KeyError("Doe^Jane")))
    (notice,) = notices
    assert notice.tone is Tone.ERROR
    assert "KeyError" in caplog.text
    assert "Doe" not in caplog.text + notice.message + notice.hint + notice.detail
    caplog.clear()


def test_a_bug_in_asking_whether_a_command_is_enabled_is_caught_as_well(
    context: Context, notices: list[Notice], caplog: pytest.LogCaptureFixture
) -> None:
    def is_enabled(context: Context) -> bool:
        raise ZeroDivisionError

    registry = CommandRegistry()
    (act,) = registry_of(None)
    registry.add(replace(act, is_enabled=is_enabled))
    assert not run(call("test.act"), context, registry)
    assert len(notices) == 1
    caplog.clear()


def test_a_disabled_command_does_not_run(context: Context, notices: list[Notice]) -> None:
    registry = registry_of(ViewerError("must not happen"), is_enabled=False)
    assert not run(call("test.act"), context, registry)
    assert notices == []
