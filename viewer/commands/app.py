"""The program itself."""

from viewer.commands.command import command
from viewer.commands.context import Context


@command("app.search", "Search studies", icon="search")
def search(context: Context) -> None:
    """Go to the search box of the study browser."""
    context.face.focus_search()


@command("app.panels", "Show or hide panels", icon="panels")
def toggle_panels(context: Context) -> None:
    """Hide every panel so that only images remain, or bring them back."""
    context.face.toggle_panels()


@command("app.next_part", "Next part of the window", icon="panels")
def next_part(context: Context, *, steps: int = 1) -> None:
    """Give the keys to the tools, the lists, the images or the inspector in turn."""
    context.face.focus_part(steps)


@command("app.tags", "Tags", icon="tags")
def toggle_tags(context: Context) -> None:
    """Show or hide every element of the file on screen, to search, copy and compare."""
    context.face.toggle_tags()


@command("app.problems", "What could not be shown", icon="warning")
def toggle_problems(context: Context) -> None:
    """Show or hide the list of files that could not be shown, each with its reason."""
    context.face.toggle_problems()


@command("app.palette", "Command palette", icon="keyboard")
def show_palette(context: Context) -> None:
    """Find any command by its name, and run it."""
    context.face.show_palette()


@command("app.preferences", "Preferences", icon="settings")
def show_preferences(context: Context, *, page: str = "") -> None:
    """Change settings, keys and texts on images."""
    context.face.show_preferences(page)


@command("app.shortcuts", "Keys and commands", icon="keyboard")
def show_shortcuts(context: Context) -> None:
    """List every command with its key."""
    context.face.show_shortcuts()


@command("app.about", "About Radiolucent", icon="about")
def show_about(context: Context) -> None:
    """Show version and licence, and what this program is not."""
    context.face.show_about()


@command("app.restart", "Restart", icon="reset")
def restart(context: Context) -> None:
    """Close the program and start it again, to go on where it was."""
    context.face.restart()


@command("app.quit", "Quit", icon="quit")
def quit_program(context: Context) -> None:
    """Close the program."""
    context.face.quit()
