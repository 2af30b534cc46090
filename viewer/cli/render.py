"""`radiolucent render`: one frame of a file as a picture or as numbers."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from viewer.cli.frame import load_frame_apart
from viewer.cli.options import character_set_option
from viewer.cli.session import Session, pass_session
from viewer.model.lut import VoiSource, VoiWindow

if TYPE_CHECKING:
    from viewer.model.frame import Frame
    from viewer.model.presentation import PresentationState
    from viewer.workflows.drawn_on import Drawn

_LONGEST_SIDE: Final = 32766  # the most that OpenCV can sample


def _read_size(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    """Read "640x480"."""
    if value is None:
        return None
    width, _, height = value.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise click.BadParameter("give it as 640x480", context, parameter)
    if not (0 < int(width) <= _LONGEST_SIDE and 0 < int(height) <= _LONGEST_SIDE):
        raise click.BadParameter(f"a side has 1 to {_LONGEST_SIDE} pixels", context, parameter)
    return int(width), int(height)


@click.command("render")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write: .png, .jpg or .tif; .png or .npy with --raw.",
)
@click.option("--frame", "frame_number", default=1, show_default=True, help="Frame, from 1.")
@click.option(
    "--window",
    nargs=2,
    type=float,
    metavar="CENTER WIDTH",
    help="Window in modality units, by the LINEAR function.",
)
@click.option("--preset", default="", help="Window preset of the modality, such as lung.")
@click.option("--voi", type=int, metavar="N", help="The N-th window or table of the file.")
@click.option(
    "--size", metavar="WxH", callback=_read_size, help="Fit the image into this size, on black."
)
@click.option("--aspect", is_flag=True, help="Correct for pixels that are not square.")
@click.option(
    "--annotations",
    is_flag=True,
    help="Burn in texts, letters, the scale bar, what was drawn, and what reports draw and mark.",
)
@click.option("--overlays/--no-overlays", help="Burn in the graphics of the file. [default: no]")
@click.option(
    "--shutters/--no-shutters", default=True, help="Cover what the file covers. [default: yes]"
)
@click.option(
    "--presentation-state",
    "state_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="PR",
    help="Show the image as this presentation state says, with its graphics.",
)
@click.option("--raw", is_flag=True, help="Write modality values (HU, ...) instead of gray.")
@character_set_option
@pass_session
def render_command(
    session: Session,
    file: Path,
    output: Path,
    *,
    frame_number: int,
    window: tuple[float, float] | None,
    preset: str,
    voi: int | None,
    size: tuple[int, int] | None,
    aspect: bool,
    annotations: bool,
    overlays: bool,
    shutters: bool,
    state_file: Path | None,
    raw: bool,
    character_set: str | None,
) -> None:
    """Write one frame of FILE as a picture.

    Without --size the picture has exactly the rows and columns of the image, 8-bit gray or
    RGB, with nothing burned in; with a presentation state those of the area that it shows.
    Texts are read in the character set that was chosen for the study, if one was.
    """
    chosen = [bool(window), bool(preset), voi is not None]
    if sum(chosen) > 1:
        raise click.UsageError("give only one of --window, --preset and --voi")
    if raw and (any(chosen) or size or aspect or annotations or overlays or state_file):
        raise click.UsageError(
            "--raw writes values as they are: no window, size, annotations, overlays or state"
        )
    if window and not window[1] >= 1:
        raise click.UsageError("--window: the LINEAR function needs a width of 1 or more")
    if raw:
        _write_raw(file, output, frame_number)
        return
    from viewer.export.image import write_picture
    from viewer.workflows.render_image import RenderOptions, render_frame

    options = RenderOptions(
        window=VoiWindow(*window, source=VoiSource.USER) if window else None,
        preset=preset,
        voi_number=voi,
        size=size,
        corrects_aspect=aspect,
        draws_text=annotations,
        draws_overlays=overlays,
        draws_shutters=shutters,
        presentation=_state(state_file, character_set) if state_file else None,
    )
    if character_set is None:
        character_set = session.character_set_of(file) if annotations else ""
    frame = load_frame_apart(file, frame_number, character_set)
    if not frame.has_window and any(chosen):
        click.echo("A colour image has no window: it is shown as it is.", err=True)
    if annotations:
        options = replace(options, drawn=_drawn(session, frame))
    write_picture(output, render_frame(frame, options))


def _drawn(session: Session, frame: "Frame") -> "Drawn":
    from viewer.cli.study_content import study_content
    from viewer.workflows.drawn_on import drawn_on

    content = study_content(session, frame.image.study_uid)
    return drawn_on(frame, content.annotations, content.keys, content.stacks)


def _state(path: Path, character_set: str | None) -> "PresentationState":
    from viewer.dicom.objects.presentation_read import read_presentation

    return read_presentation(path, character_set=character_set or "")


def _write_raw(file: Path, output: Path, frame_number: int) -> None:
    from viewer.export.image import write_values
    from viewer.workflows.render_image import modality_values

    note = write_values(output, modality_values(load_frame_apart(file, frame_number)))
    if note:
        click.echo(note, err=True)
