"""Display shutters of a header or a frame (PS3.3 C.7.6.11, C.7.6.15, C.8.19.6; DC-065)."""

from viewer.dicom.attributes import Attributes
from viewer.model.overlay import Overlay
from viewer.model.shutter import Shutter

_BLACK = 0


def read_shutter(item: Attributes, overlays: tuple[Overlay, ...] = ()) -> Shutter | None:
    """Read the shapes that Shutter Shape names; None when there are none.

    `overlays` are those among which a bitmap shutter may be.
    """
    shapes = item.texts("ShutterShape")
    if not shapes:
        return None
    rectangle = _rectangle(item) if "RECTANGULAR" in shapes else None
    circle = _circle(item) if "CIRCULAR" in shapes else None
    polygon = _polygon(item) if "POLYGONAL" in shapes else ()
    bitmap = _bitmap(item, overlays) if "BITMAP" in shapes else None
    if rectangle is None and circle is None and not polygon and bitmap is None:
        _refuse(item, "ShutterShape")
        return None
    p_value = item.integer("ShutterPresentationValue")
    lab = item.integers("ShutterPresentationColorCIELabValue")
    return Shutter(
        rectangle=rectangle,
        circle=circle,
        polygon=polygon,
        bitmap=bitmap,
        p_value=_BLACK if p_value is None else p_value & 0xFFFF,
        lab=_lab(lab) if len(lab) == 3 else None,
    )


def _rectangle(item: Attributes) -> tuple[int, int, int, int] | None:
    edges = [
        item.integer(keyword)
        for keyword in (
            "ShutterLeftVerticalEdge", "ShutterUpperHorizontalEdge",
            "ShutterRightVerticalEdge", "ShutterLowerHorizontalEdge",
        )
    ]  # fmt: skip
    left, top, right, bottom = edges
    if left is None or top is None or right is None or bottom is None:
        _refuse(item, "ShutterLeftVerticalEdge")
        return None
    left, right = sorted((left, right))
    top, bottom = sorted((top, bottom))
    return left - 1, top - 1, right - 1, bottom - 1


def _circle(item: Attributes) -> tuple[int, int, int] | None:
    center = item.integers("CenterOfCircularShutter")
    radius = item.integer("RadiusOfCircularShutter")
    if len(center) != 2 or radius is None or radius < 1:
        _refuse(item, "CenterOfCircularShutter")
        return None
    return center[1] - 1, center[0] - 1, radius


def _polygon(item: Attributes) -> tuple[tuple[int, int], ...]:
    numbers = item.integers("VerticesOfThePolygonalShutter")
    if len(numbers) < 6 or len(numbers) % 2:
        _refuse(item, "VerticesOfThePolygonalShutter")
        return ()
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return tuple((column - 1, row - 1) for row, column in pairs)


def _bitmap(item: Attributes, overlays: tuple[Overlay, ...]) -> Overlay | None:
    """The overlay whose set bits cover the image; it must have its own data."""
    group = item.integer("ShutterOverlayGroup")
    found = next((each for each in overlays if each.group == group), None)
    if found is None or found.is_embedded:
        _refuse(item, "ShutterOverlayGroup")
        return None
    return found


def _lab(values: tuple[int, ...]) -> tuple[float, float, float]:
    """CIELab from 16-bit integers (PS3.3 C.10.7.1.1)."""
    lightness, a, b = values
    return lightness / 65535 * 100, a / 65535 * 255 - 128, b / 65535 * 255 - 128


def _refuse(item: Attributes, keyword: str) -> None:
    item.note(keyword, "A display shutter is damaged and was not used.", reference="DC-065")
