"""Change several measurements at once: what the table of them offers."""

from collections.abc import Callable
from dataclasses import replace

from viewer.base.i18n import tr
from viewer.commands.command import command
from viewer.commands.context import Context, Notice, Tone
from viewer.model.annotation import Annotation


def has_annotations(context: Context) -> bool:
    """Whether there is any annotation on what is open."""
    return bool(context.workspace.annotations.all)


def chosen(context: Context, uids: tuple[str, ...]) -> list[Annotation]:
    """The annotations with these UIDs, the selected one for none."""
    annotations = context.workspace.annotations
    wanted = uids or (annotations.selected_uid,)
    return [each for uid in wanted if (each := annotations.get(uid)) is not None]


def change(
    context: Context, uids: tuple[str, ...], changed: Callable[[Annotation], Annotation]
) -> None:
    """Change all of these that are not locked; one step for undo."""
    free = [each for each in chosen(context, uids) if not each.is_locked]
    context.workspace.annotations.put_all([changed(each) for each in free])


@command("measure.table", "All measurements…", icon="measure")
def show_table(context: Context) -> None:
    """List all measurements of the open studies with their numbers, findings and authors."""
    context.face.lesions.show_measurements()


@command("measure.rename", "Name measurement", icon="edit")
def rename(context: Context, *, uid: str, label: str) -> None:
    """Call a measurement by a name."""
    change(context, (uid,), lambda each: replace(each, label=label.strip()))


@command("measure.remove", "Delete measurements", icon="trash")
def remove(context: Context, *, uids: tuple[str, ...]) -> None:
    """Take measurements away that are not locked; undo brings them back."""
    those = chosen(context, uids)
    free = [each.uid for each in those if not each.is_locked]
    context.workspace.annotations.remove_all(free)
    if len(free) < len(those):
        context.notify(Notice(Tone.NOTE, tr("What is locked was not deleted.")))


@command("measure.set_hidden", "Hide measurements", icon="hide")
def set_hidden(context: Context, *, uids: tuple[str, ...], is_hidden: bool) -> None:
    """Show measurements on their images no more, or again."""
    context.workspace.annotations.put_all(
        [replace(each, is_hidden=is_hidden) for each in chosen(context, uids)]
    )


@command("measure.set_locked", "Lock measurements", icon="lock")
def set_locked(context: Context, *, uids: tuple[str, ...], is_locked: bool) -> None:
    """Keep measurements as they are, or let go of them; what others reported stays locked."""
    own = [each for each in chosen(context, uids) if not each.source_uid]
    context.workspace.annotations.put_all([replace(each, is_locked=is_locked) for each in own])


@command("measure.set_colour", "Colour of measurements", icon="colour-map")
def set_colour(context: Context, *, colour: str, uids: tuple[str, ...] = ()) -> None:
    """Draw measurements in a colour of their own, or again in that of all."""
    context.workspace.annotations.put_all(
        [replace(each, colour=colour) for each in chosen(context, uids)]
    )


@command("measure.choose_colour", "Own colour…", icon="colour-map")
def choose_colour(context: Context, *, uids: tuple[str, ...] = ()) -> None:
    """Choose any colour for measurements."""
    those = chosen(context, uids)
    if not those:
        return
    taken = tuple(each.uid for each in those)

    def take(colour: str) -> None:
        context.history.settle()
        set_colour(context, colour=colour, uids=taken)
        context.history.settle()

    context.face.lesions.choose_colour(those[0].colour, take)
