"""Patient and acquisition texts for the corners of a viewport (PS3.3 C.7; DC-083)."""

from collections.abc import Callable

from viewer.dicom.attributes import Attributes
from viewer.dicom.functional_groups import FunctionalGroups
from viewer.dicom.views import read_modifiers, read_view
from viewer.model.image import AcquisitionTexts
from viewer.model.patient import Patient

# Keyword, and how its value is written, for the technique line of each modality.
_TECHNIQUE: dict[str, tuple[tuple[str, str], ...]] = {
    "CT": (("KVP", "{} kVp"), ("XRayTubeCurrent", "{} mA"), ("Exposure", "{} mAs"),
           ("ConvolutionKernel", "{}")),
    "MR": (("RepetitionTime", "TR {}"), ("EchoTime", "TE {}"), ("InversionTime", "TI {}"),
           ("FlipAngle", "FA {}°")),
    "PT": (("Radiopharmaceutical", "{}"), ("Units", "{}")),
    "NM": (("Radiopharmaceutical", "{}"), ("CountsAccumulated", "{} counts")),
    "US": (("TransducerType", "{}"), ("MechanicalIndex", "MI {}"),
           ("BoneThermalIndex", "TIB {}"), ("SoftTissueThermalIndex", "TIS {}")),
}  # fmt: skip
_X_RAY = (("KVP", "{} kVp"), ("Exposure", "{} mAs"), ("XRayTubeCurrent", "{} mA"))
_MAMMOGRAPHY = (*_X_RAY, ("CompressionForce", "{} N"), ("BodyPartThickness", "{} mm"))
_TECHNIQUE |= dict.fromkeys(("CR", "DX", "RF", "XA", "IO", "PX", "RG"), _X_RAY)
_TECHNIQUE["MG"] = _MAMMOGRAPHY

# Codes of CID 244 in SNOMED CT and in the older SRT.
_SIDES = {
    "7771000": "L", "24028007": "R", "51440002": "B", "G-A101": "L", "G-A100": "R",
    "G-A102": "B",
}  # fmt: skip
_WITH_VIEW = frozenset(("CR", "DX", "IO", "MG", "PX", "RG"))
_UNPAIRED = "U"

# Enhanced objects keep the same values in macros.
_MACROS = (
    "MRTimingAndRelatedParametersSequence", "MREchoSequence", "CTExposureSequence",
    "CTXRayDetailsSequence", "CTReconstructionSequence",
)  # fmt: skip
_ENHANCED_NAMES = {
    "EchoTime": "EffectiveEchoTime",
    "XRayTubeCurrent": "XRayTubeCurrentInmA",
    "Exposure": "ExposureInmAs",
}


def read_patient(attributes: Attributes) -> Patient:
    """Who the image is of (PS3.3 C.7.1.1)."""
    return Patient(
        name=attributes.name("PatientName"),
        patient_id=attributes.text("PatientID"),
        issuer=attributes.text("IssuerOfPatientID"),
        birth_date=attributes.text("PatientBirthDate"),
        sex=attributes.text("PatientSex"),
    )


def read_texts(attributes: Attributes, groups: FunctionalGroups) -> AcquisitionTexts:
    """Collect the texts as stored; "" where absent."""
    text = attributes.text
    return AcquisitionTexts(
        institution=text("InstitutionName"),
        study_date=text("StudyDate"),
        study_time=text("StudyTime"),
        study_description=text("StudyDescription"),
        accession_number=text("AccessionNumber"),
        series_number=text("SeriesNumber"),
        series_description=text("SeriesDescription"),
        instance_number=text("InstanceNumber"),
        patient_age=text("PatientAge"),
        technique=_technique(attributes, groups),
        laterality=_laterality(attributes, groups),
        view=_view(attributes),
    )


def _technique(attributes: Attributes, groups: FunctionalGroups) -> str:
    find = _finder(attributes, groups)
    rows = _TECHNIQUE.get(attributes.text("Modality"), ())
    return " ".join(form.format(value) for keyword, form in rows if (value := find(keyword)))


def _finder(attributes: Attributes, groups: FunctionalGroups) -> Callable[[str], str]:
    """Look a value up in the data set, then in the macros of the first frame."""
    items = [item for macro in _MACROS if (item := groups.macro(0, macro)) is not None]

    def find(keyword: str) -> str:
        for name in (keyword, _ENHANCED_NAMES.get(keyword, keyword)):
            for place in (attributes, *items):
                if values := place.texts(name):
                    return _short(values[0])
        return ""

    return find


def _short(text: str) -> str:
    """A number without digits that nobody reads; other texts as they are."""
    try:
        return f"{float(text):.4g}" if "." in text else text
    except ValueError:
        return text


def _laterality(attributes: Attributes, groups: FunctionalGroups) -> str:
    """Where each level of the object says which side it shows; differing ones together (DC-083).

    The order: frame, image, series, modifier of the anatomic region, measurement.
    """
    anatomy = groups.macro(0, "FrameAnatomySequence")
    found = [
        anatomy.text("FrameLaterality") if anatomy is not None else "",
        attributes.text("ImageLaterality"),
        attributes.text("Laterality"),
        _region_laterality(attributes),
        attributes.text("MeasurementLaterality"),
    ]
    distinct = [side for side in dict.fromkeys(found) if side not in ("", _UNPAIRED)]
    if len(distinct) > 1:
        attributes.note(
            "ImageLaterality",
            "Several lateralities are given, and they differ.",
            reference="DC-083",
        )
    return "/".join(distinct)


def _view(attributes: Attributes) -> str:
    """View Position, else the view code, with what modifies it: "MLO", "CC S M" (DC-083)."""
    if attributes.text("Modality") not in _WITH_VIEW:
        return ""
    view = attributes.text("ViewPosition") or read_view(attributes)
    return " ".join(filter(None, (view, *read_modifiers(attributes))))


def _region_laterality(attributes: Attributes) -> str:
    """The side that a modifier of the anatomic region names."""
    region = attributes.item("AnatomicRegionSequence")
    modifiers = region.items("AnatomicRegionModifierSequence") if region is not None else ()
    return next(filter(None, (_SIDES.get(code.text("CodeValue"), "") for code in modifiers)), "")
