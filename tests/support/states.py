"""Presentation states as data sets: what somebody else may have written."""

from collections.abc import Sequence
from typing import Any

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as DicomSequence

from tests.support.builders import override, uid

GRAYSCALE_STATE = "1.2.840.10008.5.1.4.1.1.11.1"


def reference(image: Dataset, frames: Sequence[int] = ()) -> Dataset:
    """An item that names an instance, and those of its frames that are meant."""
    item = Dataset()
    item.ReferencedSOPClassUID = image.SOPClassUID
    item.ReferencedSOPInstanceUID = image.SOPInstanceUID
    if frames:
        item.ReferencedFrameNumber = list(frames)
    return item


def series_reference(*images: Dataset) -> Dataset:
    """An item that names instances of one series."""
    item = Dataset()
    item.SeriesInstanceUID = images[0].SeriesInstanceUID
    item.ReferencedImageSequence = DicomSequence([reference(image) for image in images])
    return item


def make_state(*images: Dataset, **overrides: Any) -> Dataset:
    """A grayscale state for images of one series that shows them whole and changes nothing."""
    first = images[0]
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.SOPClassUID = GRAYSCALE_STATE
    ds.SOPInstanceUID = uid("state", *sorted(overrides))
    ds.StudyDate, ds.StudyTime = first.StudyDate, first.StudyTime
    ds.AccessionNumber = ""
    ds.Modality = "PR"
    ds.Manufacturer = "Somebody"
    ds.ReferringPhysicianName = ""
    ds.PatientName, ds.PatientID = first.PatientName, first.PatientID
    ds.PatientBirthDate, ds.PatientSex = first.PatientBirthDate, first.PatientSex
    ds.StudyInstanceUID = first.StudyInstanceUID
    ds.SeriesInstanceUID = uid("series of states")
    ds.StudyID, ds.SeriesNumber, ds.InstanceNumber = "1", 9, 1
    ds.ContentLabel = "LABEL"
    ds.ContentDescription = "As I see it"
    ds.PresentationCreationDate, ds.PresentationCreationTime = "20240201", "121500"
    ds.ContentCreatorName = "Reader^Rita"
    ds.ReferencedSeriesSequence = DicomSequence([series_reference(*images)])
    ds.RescaleSlope, ds.RescaleIntercept, ds.RescaleType = 1, -1024, "HU"
    ds.DisplayedAreaSelectionSequence = DicomSequence([whole_area(first)])
    ds.PresentationLUTShape = "IDENTITY"
    return override(ds, **overrides)


def whole_area(image: Dataset, **overrides: Any) -> Dataset:
    """A displayed area: the whole image, fitted."""
    item = Dataset()
    item.DisplayedAreaTopLeftHandCorner = [1, 1]
    item.DisplayedAreaBottomRightHandCorner = [image.Columns, image.Rows]
    item.PresentationSizeMode = "SCALE TO FIT"
    item.PresentationPixelAspectRatio = [1, 1]
    return override(item, **overrides)


def window(center: float, width: float, *images: Dataset, function: str = "") -> Dataset:
    """An item of the Softcopy VOI LUT Sequence, for some of the images or for all."""
    item = Dataset()
    item.WindowCenter, item.WindowWidth = center, width
    if function:
        item.VOILUTFunction = function
    if images:
        item.ReferencedImageSequence = DicomSequence([reference(image) for image in images])
    return item


def table(first: int, entries: Sequence[int], bits: int = 16, **overrides: Any) -> Dataset:
    """An item of a sequence of look-up tables."""
    item = Dataset()
    item.add_new("LUTDescriptor", "US" if first >= 0 else "SS", [len(entries), first, bits])
    item.add_new("LUTData", "US", list(entries))
    return override(item, **overrides)


def graphic(kind: str, points: Sequence[float], units: str = "PIXEL", **overrides: Any) -> Dataset:
    """An item of a Graphic Object Sequence."""
    item = Dataset()
    item.GraphicAnnotationUnits = units
    item.GraphicDimensions = 2
    item.NumberOfGraphicPoints = len(points) // 2
    item.GraphicData = list(points)
    item.GraphicType = kind
    if kind not in ("POINT", "POLYLINE", "INTERPOLATED"):
        item.GraphicFilled = "N"
    return override(item, **overrides)


def annotation(
    *objects: Dataset, layer: str = "LAYER", images: Sequence[Dataset] = (), texts: Any = ()
) -> Dataset:
    """An item of the Graphic Annotation Sequence."""
    item = Dataset()
    item.GraphicLayer = layer
    if images:
        item.ReferencedImageSequence = DicomSequence([reference(image) for image in images])
    if objects:
        item.GraphicObjectSequence = DicomSequence(objects)
    if texts:
        item.TextObjectSequence = DicomSequence(texts)
    return item


def layer(name: str = "LAYER", order: int = 1) -> Dataset:
    """An item of the Graphic Layer Sequence."""
    item = Dataset()
    item.GraphicLayer, item.GraphicLayerOrder = name, order
    return item


def full_state(image: Dataset) -> Dataset:
    """A state with something of every module that is read."""
    text = Dataset()
    text.UnformattedTextValue = "Look"
    text.AnchorPoint, text.AnchorPointAnnotationUnits = [2, 2], "PIXEL"
    text.AnchorPointVisibility = "Y"
    kinds = {"POLYLINE": [1, 1, 5, 5], "CIRCLE": [4, 4, 6, 4], "INTERPOLATED": [1, 1, 3, 5, 6, 1]}
    drawn = [graphic(kind, points) for kind, points in kinds.items()]
    return make_state(
        image,
        GraphicLayerSequence=[layer()],
        GraphicAnnotationSequence=[annotation(*drawn, texts=[text])],
        SoftcopyVOILUTSequence=[window(40, 400, image)],
        PresentationLUTSequence=[table(0, list(range(0, 65536, 256)))],
        PresentationLUTShape=None,
        ImageRotation=90,
        ImageHorizontalFlip="Y",
        ShutterShape="CIRCULAR",
        CenterOfCircularShutter=[4, 4],
        RadiusOfCircularShutter=3,
    )
