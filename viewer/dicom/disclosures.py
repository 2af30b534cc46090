"""What a header says about the worth of its image (PS3.3 C.7.6.1; DC-066)."""

from viewer.dicom.attributes import Attributes
from viewer.model.image import Disclosures


def read_disclosures(attributes: Attributes) -> Disclosures:
    """Collect the flags that a reader must know of."""

    def says_yes(keyword: str) -> bool:
        return attributes.text(keyword).upper() == "YES"

    image_type = tuple(value.upper() for value in attributes.texts("ImageType"))
    burned_in = {"YES": True, "NO": False}.get(attributes.text("BurnedInAnnotation").upper())
    return Disclosures(
        has_burned_in_text=burned_in,
        has_recognizable_features=says_yes("RecognizableVisualFeatures"),
        is_derived=image_type[:1] == ("DERIVED",),
        is_mosaic="MOSAIC" in image_type,
        is_for_processing=attributes.text("PresentationIntentType").upper() == "FOR PROCESSING",
        is_quality_control=says_yes("QualityControlImage"),
        is_not_clinical=attributes.text("ContentQualification").upper() in ("RESEARCH", "SERVICE"),
    )
