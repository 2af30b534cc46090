"""Options that several commands have."""

import click

from viewer.dicom.character_sets import CHARACTER_SETS, parse_character_set

_DECLARED = "declared"


def _read_character_set(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> str | None:
    if text is None:
        return None
    if text == _DECLARED:
        return ""
    character_set = parse_character_set(text)
    if character_set is None:
        known = ", ".join(CHARACTER_SETS)
        raise click.BadParameter(f"not a character set; some that are: {known}")
    return character_set


character_set_option = click.option(
    "--character-set",
    metavar="NAME",
    callback=_read_character_set,
    help="Read texts as NAME, a term of Specific Character Set (such as 'ISO_IR 144', "
    "'ISO_IR 192', 'GB18030'); 'declared' for what the file says.",
)
