"""`radiolucent open`: only its help; the window itself is opened before commands are parsed."""

import click


@click.command("open")
@click.argument("paths", nargs=-1, metavar="PATH...")
def open_command(paths: tuple[str, ...]) -> None:
    """Open the window with these files and folders."""
    raise click.UsageError("the window takes no other options: radiolucent [--home DIR] open PATH…")
