"""`radiolucent open`: only its help; the window itself is opened before commands are parsed."""

import click


@click.command("open")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--sample", is_flag=True, help="Open the built-in sample study.")
@click.option("--screenshot", metavar="FILE", help="Save a picture of the window and end.")
def open_command(paths: tuple[str, ...], *, sample: bool, screenshot: str | None) -> None:
    """Open the window with these files and folders."""
    raise click.UsageError("the window takes no other options: radiolucent [--home DIR] open PATH…")
