"""`radiolucent measure`: numbers of shapes on one frame, each with its provenance."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from viewer.cli.frame import load_frame_apart
from viewer.cli.output import print_json, print_table, warn
from viewer.model.frame import Frame
from viewer.model.shape import Shape, ShapeKind

_OPTIONS: Final = {  # in the order of --help
    "line": (ShapeKind.LENGTH, "Length from x1,y1 to x2,y2."),
    "polyline": (ShapeKind.POLYLINE, "Length along x1,y1,x2,y2,x3,y3,…"),
    "bidirectional": (ShapeKind.BIDIRECTIONAL, "Two axes: x1,y1,x2,y2 and x3,y3,x4,y4."),
    "angle": (ShapeKind.ANGLE, "Angle at the second of three points."),
    "cobb": (ShapeKind.COBB, "Angle between two lines of two points each."),
    "open-angle": (ShapeKind.OPEN_ANGLE, "Angle between two lines as they run, 0 to 180."),
    "cardiothoracic": (ShapeKind.CARDIOTHORACIC, "Ratio of the first line to the second."),
    "rectangle": (ShapeKind.RECTANGLE, "Statistics between two opposite corners."),
    "ellipse": (
        ShapeKind.ELLIPSE,
        "Statistics inside; ends of one axis, ends of the other, or two corners of the box.",
    ),
    "polygon": (ShapeKind.POLYGON, "Statistics inside the corners."),
    "spline": (ShapeKind.SPLINE, "Statistics inside the closed curve through the points."),
    "point": (ShapeKind.POINT, "The value at x,y."),
}


class _Points(click.ParamType[Shape]):
    """Read "x1,y1,x2,y2" as a shape."""

    name = "x,y,…"

    def __init__(self, kind: ShapeKind) -> None:
        self._kind = kind

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Shape:
        """Make the shape, or say what is wrong with the numbers."""
        try:
            numbers = [float(text) for text in str(value).split(",")]
        except ValueError:
            self.fail("give numbers with commas: x1,y1,x2,y2", param, ctx)
        if len(numbers) % 2 or not all(map(math.isfinite, numbers)):
            self.fail("give a column and a row for each point: x1,y1,x2,y2", param, ctx)
        points = tuple(zip(numbers[::2], numbers[1::2], strict=True))
        if self._kind is ShapeKind.ELLIPSE and len(points) == 2:
            (x1, y1), (x2, y2) = points
            x, y = (x1 + x2) / 2, (y1 + y2) / 2
            points = (x1, y), (x2, y), (x, y1), (x, y2)
        try:
            return Shape(self._kind, points)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _shape_options(command: Any) -> Any:
    for name, (kind, meaning) in reversed(_OPTIONS.items()):
        command = click.option(f"--{name}", type=_Points(kind), multiple=True, help=meaning)(
            command
        )
    return command


@click.command("measure")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--frame", "frame_number", default=1, show_default=True, help="Frame, from 1.")
@_shape_options
@click.option("--stats", is_flag=True, help="Statistics of the whole frame.")
@click.option("--json", "as_json", is_flag=True, help="Print machine-readable output.")
def measure_command(
    file: Path, *, frame_number: int, stats: bool, as_json: bool, **shapes: tuple[Shape, ...]
) -> None:
    """Measure on one frame of FILE.

    Points are columns and rows of the image; 0,0 is the centre of its first pixel. Each number
    tells where its unit comes from; without calibration lengths are in pixels.
    """
    wanted = [shape for name in _OPTIONS for shape in shapes[name.replace("-", "_")]]
    if not wanted and not stats:
        raise click.UsageError("name what to measure: a shape, or --stats")
    frame = load_frame_apart(file, frame_number)
    if stats:
        rows, columns = frame.pixels.shape[:2]
        corners = ((-0.5, -0.5), (columns - 0.5, rows - 0.5))
        wanted.append(Shape(ShapeKind.RECTANGLE, corners))
    _warn_of_what_lies_beside(wanted, frame)
    if as_json:
        print_json([item for shape in wanted for item in _items(shape, frame)])
        return
    rows_of_text = [
        (item["kind"], f"{item['value']:.6g}", item["label"], item["provenance"])
        for shape in wanted
        for item in _items(shape, frame)
    ]
    print_table(("What", "Value", "Unit", "From"), rows_of_text)


def _warn_of_what_lies_beside(shapes: Sequence[Shape], frame: Frame) -> None:
    """Say which points no image is under: a slip of the hand still gives a number."""
    rows, columns = frame.pixels.shape[:2]
    for x, y in dict.fromkeys(point for shape in shapes for point in shape.points):
        if not (-0.5 <= x <= columns - 0.5 and -0.5 <= y <= rows - 0.5):
            warn(f"{x:g},{y:g} lies beside the image, which has {columns} columns, {rows} rows.")


def _items(shape: Shape, frame: Frame) -> Iterator[dict[str, Any]]:
    from viewer.imaging.measure import measure

    for number in measure(shape, frame):
        yield {
            "shape": shape.kind.value,
            "kind": number.quantity.value,
            "value": number.value,
            "unit": number.unit,
            "label": number.label,
            "provenance": number.provenance,
        }
