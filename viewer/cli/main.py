"""Parse, run one command, answer with an exit code; commands are imported when they are named."""

import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from viewer import __version__
from viewer.base.crash import describe_crash
from viewer.base.errors import ViewerError
from viewer.base.log import silence_quoting_libraries
from viewer.cli.output import ExitCode, warn

if TYPE_CHECKING:
    from viewer.cli.session import PrintReport

_log = logging.getLogger(__name__)

# Name -> where the command is, in the order of --help.
_COMMANDS = {
    "open": "viewer.cli.window:open_command",
    "render": "viewer.cli.render:render_command",
    "dump": "viewer.cli.inspect:dump_command",
    "doctor": "viewer.cli.doctor:doctor_command",
    "measure": "viewer.cli.measure:measure_command",
    "export": "viewer.cli.export:export_command",
    "sr": "viewer.cli.report:sr_command",
    "import": "viewer.cli.archive:import_command",
    "watch": "viewer.cli.watch:watch_command",
    "list": "viewer.cli.archive:list_command",
    "remove": "viewer.cli.archive:remove_command",
    "stats": "viewer.cli.archive:stats_command",
    "rescan": "viewer.cli.archive:rescan_command",
    "node": "viewer.cli.nodes:node_group",
    "echo": "viewer.cli.nodes:echo_command",
    "find": "viewer.cli.network:find_command",
    "worklist": "viewer.cli.network:worklist_command",
    "retrieve": "viewer.cli.transfers:retrieve_command",
    "get": "viewer.cli.transfers:get_command",
    "move": "viewer.cli.transfers:move_command",
    "send": "viewer.cli.transfers:send_command",
    "commit": "viewer.cli.transfers:commit_command",
    "queue": "viewer.cli.queue:queue_group",
    "web": "viewer.cli.web:web_command",
    "serve": "viewer.cli.serve:serve_command",
    "audit": "viewer.cli.audit:audit_group",
    "verify": "viewer.cli.care:verify_command",
    "repair": "viewer.cli.care:repair_command",
    "duplicates": "viewer.cli.care:duplicates_command",
    "mark": "viewer.cli.care:mark_command",
    "patient": "viewer.cli.care:patient_command",
    "delete": "viewer.cli.store:delete_command",
    "store": "viewer.cli.store:store_group",
}


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, or None for a name that is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(
    "radiolucent",
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep archive, settings, cache and logs under DIR.",
)
@click.option("--verbose", is_flag=True, help="Tell the details of errors.")
@click.option("--self-test", is_flag=True, help="Decode a built-in sample of each encoding.")
@click.version_option(__version__, prog_name="radiolucent")
@click.pass_context
def cli_group(
    context: click.Context, *, home: Path | None, verbose: bool, self_test: bool
) -> int | None:
    """Radiolucent: a viewer for DICOM images.

    Without a command it opens the window; with paths, it opens them.
    """
    from viewer.cli.session import Session

    context.obj = Session(home, verbose, context.obj)
    if self_test:
        from viewer.cli.self_test import print_self_test

        context.exit(print_self_test())
    if context.invoked_subcommand is None:
        raise click.UsageError("name a command", context)
    return None


def run(argv: Sequence[str], *, print_report: "PrintReport | None" = None) -> int:
    """Run the command line `argv` (without the program's name); returns the exit code.

    `print_report` is for the commands that print.
    """
    silence_quoting_libraries()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names in alphabets it cannot show
    try:
        return _exit_code(
            cli_group.main(
                list(argv), prog_name="radiolucent", standalone_mode=False, obj=print_report
            )
        )
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return ExitCode.INTERRUPTED
    except ViewerError as error:
        _tell(error, is_verbose="--verbose" in argv)
        return ExitCode.ERROR
    except Exception as error:  # noqa: BLE001 - the shell must learn of a bug as code 70
        crash = describe_crash(error)
        if _log.hasHandlers():  # only commands that work on the archive keep a log
            _log.critical("bug: %s", crash)
        warn("This is a bug in Radiolucent:")
        for line in crash.splitlines():
            warn("  " + line)
        return ExitCode.BUG


def _exit_code(result: object) -> int:
    return int(result) if isinstance(result, int) else ExitCode.DONE


def _tell(error: ViewerError, *, is_verbose: bool) -> None:
    warn(f"Error: {error.message}")
    if error.hint:
        warn(error.hint)
    if error.detail and (is_verbose or not error.hint):  # nobody is left without a reason
        warn(error.detail)
