"""Why a stack is one of its own, in the language of the window."""

from typing import Final

from viewer.base.i18n import tr

# Why a stack is one of its own, and in which order it is; other reasons are words of the file.
_REASONS: Final = (
    "each radiograph is a view of its own",
    "multi-frame object",
    "position along the normal",
    "instance number (no geometry)",
    "instance number (all images at one position)",
    "dimension indices",
    "frame number",
)
# What the images of a stack have in common, with the value of the file.
_FORMS: Final = (
    "stack {}",
    "echo {}",
    "echo time {} ms",
    "inversion time {} ms",
    "time point {}",
    "image type {}",
    "trigger time {} ms",
    "trigger delay {} ms",
    "contrast {}",
    "acquisition {}",
    "direction {}",
    "segment {}",
)


def reason_text(reason: str) -> str:
    """A reason of a display set in the user's language; as it stands where it is the file's."""
    return tr(reason) if reason in _REASONS else ", ".join(map(_part_text, reason.split(", ")))


def _part_text(part: str) -> str:
    for form in sorted(_FORMS, key=len, reverse=True):  # "echo time 5 ms" before "echo 5"
        before, after = form.split("{}")
        if part.startswith(before) and part.endswith(after):
            return tr(form).format(part[len(before) : len(part) - len(after)])
    return part
