"""Radiotherapy objects as tables: plans, structure sets, doses, treatment records (PS3.3 C.8.8)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.values import date_text, number_text, references, when_text
from viewer.dicom.sop_classes import sop_class_name
from viewer.model.document import Document, Entry, Flag, Part, Table
from viewer.model.finding import Severity

Cell = Callable[[Attributes], str]
Columns = Mapping[str, Cell]


def rt_document(root: Attributes) -> Document:
    """Whatever of plan, structures, dose and record the object holds, and what it refers to."""
    class_name = sop_class_name(root.text("SOPClassUID"))
    label = next((root.text(word) for word in _LABELS if root.has(word)), "")
    parts: list[Part] = [fact for fact in _facts(root) if fact.value != label]
    for title, items, columns in _tables(root):
        table = _table(title, items, columns)
        parts += [table] if table.rows else []
    if referenced := references(root):
        parts.append(Entry(f"Refers to ({len(referenced)})", parts=referenced, is_heading=True))
    return Document(label or class_name, class_name, _flags(root), tuple(parts))


def _flags(root: Attributes) -> tuple[Flag, ...]:
    status = root.text("ApprovalStatus")
    if not status:
        return ()
    severity = Severity.NOTE if status == "APPROVED" else Severity.WARNING
    return (Flag(status.capitalize(), severity),)


def _facts(root: Attributes) -> Iterator[Entry]:
    for name, cell in _FACTS.items():
        if value := cell(root):
            yield Entry(name, value)


def _table(title: str, items: Iterable[Attributes], columns: Columns) -> Table:
    """A row for each item; columns that are empty in all rows are left out."""
    rows = [[cell(item) for cell in columns.values()] for item in items]
    used = [k for k in range(len(columns)) if any(row[k] for row in rows)]
    names = list(columns)
    return Table(
        title,
        tuple(names[k] for k in used),
        tuple(tuple(row[k] for k in used) for row in rows if any(row)),
    )


def _tables(root: Attributes) -> Iterator[tuple[str, Iterable[Attributes], Columns]]:
    for title, keyword, columns in _TABLES:
        yield title, root.items(keyword), columns
    for number, group in enumerate(root.items("FractionGroupSequence"), 1):
        title = f"Beams of fraction group {group.text('FractionGroupNumber') or number}"
        yield title, group.items("ReferencedBeamSequence"), _FRACTION_BEAM
    yield "Structures", root.items("StructureSetROISequence"), _structure_columns(root)


def _text(keyword: str) -> Cell:
    return lambda item: ", ".join(item.texts(keyword))


def _quantity(keyword: str, unit: str) -> Cell:
    return lambda item: number_text(item.decimal(keyword), unit)


def _point(keyword: str) -> Cell:
    return lambda item: ", ".join(f"{number:.4g}" for number in item.decimals(keyword))


def _control_points(item: Attributes) -> list[Attributes]:
    return [*item.items("ControlPointSequence"), *item.items("IonControlPointSequence")]


def _of_control_points(keyword: str, unit: str) -> Cell:
    """A value that runs over the control points, as its first and last."""

    def cell(item: Attributes) -> str:
        given = [point.decimal(keyword) for point in _control_points(item)]
        values = [value for value in given if value is not None]
        if not values:
            return ""
        first, last = number_text(values[0]), number_text(values[-1], unit)
        return last if values[0] == values[-1] else f"{first} to {last}"

    return cell


def _isocenter(item: Attributes) -> str:
    points = (_point("IsocenterPosition")(point) for point in _control_points(item))
    return next((point for point in points if point), "")


def _structure_columns(root: Attributes) -> Columns:
    """Columns of the ROI table: observations and contours stand in sequences of their own."""
    observed = _by_number(root.items("RTROIObservationsSequence"))
    drawn = _by_number(root.items("ROIContourSequence"))

    def of(table: Mapping[int | None, Attributes], cell: Cell) -> Cell:
        def find(item: Attributes) -> str:
            other = table.get(item.integer("ROINumber"))
            return cell(other) if other is not None else ""

        return find

    return {
        "No.": _text("ROINumber"),
        "Name": _text("ROIName"),
        "Type": of(observed, _text("RTROIInterpretedType")),
        "Colour": of(drawn, _text("ROIDisplayColor")),
        "Contours": of(drawn, _contours),
        "Volume": _quantity("ROIVolume", "cm3"),
        "Drawn by": _text("ROIGenerationAlgorithm"),
        "Description": _text("ROIDescription"),
    }


def _by_number(items: Iterable[Attributes]) -> dict[int | None, Attributes]:
    return {item.integer("ReferencedROINumber"): item for item in items}


def _contours(item: Attributes) -> str:
    contours = list(item.items("ContourSequence"))
    if not contours:
        return "none"
    points = sum(contour.integer("NumberOfContourPoints") or 0 for contour in contours)
    kinds = " ".join(
        sorted({contour.text("ContourGeometricType").lower() for contour in contours} - {""})
    ).replace("_", " ")
    return f"{len(contours)} ({points} points) {kinds}".strip()


_LABELS: Sequence[str] = ("RTPlanLabel", "StructureSetLabel", "RTPlanName", "StructureSetName")

_FACTS: Columns = MappingProxyType(
    {
        "Name": lambda item: item.text("RTPlanName") or item.text("StructureSetName"),
        "Description": lambda item: (
            item.text("RTPlanDescription") or item.text("StructureSetDescription")
        ),
        "Planned": lambda item: when_text(item, "RTPlanDate", "RTPlanTime"),
        "Drawn": lambda item: when_text(item, "StructureSetDate", "StructureSetTime"),
        "Treated": lambda item: when_text(item, "TreatmentDate", "TreatmentTime"),
        "Intent": _text("PlanIntent"),
        "Geometry": _text("RTPlanGeometry"),
        "Approved": lambda item: when_text(item, "ReviewDate", "ReviewTime"),
        "Dose": lambda item: " ".join(
            item.text(word) for word in ("DoseType", "DoseSummationType") if item.has(word)
        ).lower(),
        "Dose units": lambda item: {"GY": "Gy", "RELATIVE": "relative"}.get(
            item.text("DoseUnits"), item.text("DoseUnits")
        ),
        "Dose scaling": _quantity("DoseGridScaling", ""),
        "Normalisation point": _point("NormalizationPoint"),
    }
)

_BEAM: Columns = MappingProxyType(
    {
        "No.": _text("BeamNumber"),
        "Name": _text("BeamName"),
        "Type": _text("BeamType"),
        "Radiation": _text("RadiationType"),
        "Energy": _of_control_points("NominalBeamEnergy", "MV"),
        "Machine": _text("TreatmentMachineName"),
        "Delivery": _text("TreatmentDeliveryType"),
        "Gantry": _of_control_points("GantryAngle", "°"),
        "Collimator": _of_control_points("BeamLimitingDeviceAngle", "°"),
        "Couch": _of_control_points("PatientSupportAngle", "°"),
        "Control points": lambda item: str(len(_control_points(item)) or ""),
        "Isocentre (mm)": _isocenter,
        "Description": _text("BeamDescription"),
    }
)

_ION_BEAM: Columns = MappingProxyType(
    {**_BEAM, "Energy": _of_control_points("NominalBeamEnergy", "MeV/u")}
)

_FRACTION_BEAM: Columns = MappingProxyType(
    {
        "Beam": _text("ReferencedBeamNumber"),
        "Dose": _quantity("BeamDose", "Gy"),
        "Meterset": _quantity("BeamMeterset", ""),
        "Dose point (mm)": _point("BeamDoseSpecificationPoint"),
    }
)

_FRACTIONS: Columns = MappingProxyType(
    {
        "Group": _text("FractionGroupNumber"),
        "Fractions": _text("NumberOfFractionsPlanned"),
        "Beams": _text("NumberOfBeams"),
        "Brachy setups": _text("NumberOfBrachyApplicationSetups"),
        "Description": _text("FractionGroupDescription"),
    }
)

_PRESCRIPTION: Columns = MappingProxyType(
    {
        "No.": _text("DoseReferenceNumber"),
        "For": _text("DoseReferenceStructureType"),
        "Structure": _text("ReferencedROINumber"),
        "Type": _text("DoseReferenceType"),
        "Description": _text("DoseReferenceDescription"),
        "Prescribed": _quantity("TargetPrescriptionDose", "Gy"),
        "Target minimum": _quantity("TargetMinimumDose", "Gy"),
        "Target maximum": _quantity("TargetMaximumDose", "Gy"),
        "Organ full volume": _quantity("OrganAtRiskFullVolumeDose", "Gy"),
        "Organ maximum": _quantity("OrganAtRiskMaximumDose", "Gy"),
    }
)

_SETUP: Columns = MappingProxyType(
    {
        "No.": _text("PatientSetupNumber"),
        "Position": _text("PatientPosition"),
        "Technique": _text("SetupTechnique"),
        "Description": _text("SetupTechniqueDescription"),
    }
)

_BRACHY: Columns = MappingProxyType(
    {
        "No.": _text("ApplicationSetupNumber"),
        "Type": _text("ApplicationSetupType"),
        "Name": _text("ApplicationSetupName"),
        "Total air kerma": _quantity("TotalReferenceAirKerma", "µGy"),
        "Channels": lambda item: str(len(list(item.items("ChannelSequence"))) or ""),
    }
)

_HISTOGRAM: Columns = MappingProxyType(
    {
        "Structure": lambda item: ", ".join(
            roi.text("ReferencedROINumber") for roi in item.items("DVHReferencedROISequence")
        ),
        "Type": _text("DVHType"),
        "Dose": _text("DoseUnits"),
        "Volume": _text("DVHVolumeUnits"),
        "Minimum": _quantity("DVHMinimumDose", ""),
        "Mean": _quantity("DVHMeanDose", ""),
        "Maximum": _quantity("DVHMaximumDose", ""),
        "Bins": _text("DVHNumberOfBins"),
    }
)

_SESSION_BEAM: Columns = MappingProxyType(
    {
        "Beam": lambda item: item.text("ReferencedBeamNumber") or item.text("BeamNumber"),
        "Name": _text("BeamName"),
        "Fraction": _text("CurrentFractionNumber"),
        "Delivery": _text("TreatmentDeliveryType"),
        "Ended": _text("TreatmentTerminationStatus"),
        "Verification": _text("TreatmentVerificationStatus"),
        "Prescribed meterset": _quantity("SpecifiedPrimaryMeterset", ""),
        "Delivered meterset": _quantity("DeliveredPrimaryMeterset", ""),
        "Machine": _text("TreatmentMachineName"),
    }
)

_SUMMARY: Columns = MappingProxyType(
    {
        "Group": _text("ReferencedFractionGroupNumber"),
        "Planned": _text("NumberOfFractionsPlanned"),
        "Delivered": _text("NumberOfFractionsDelivered"),
        "Status": _text("FractionGroupType"),
        "First": lambda item: date_text(item.text("FirstTreatmentDate")),
    }
)

_TABLES: Sequence[tuple[str, str, Columns]] = (
    ("Prescription", "DoseReferenceSequence", _PRESCRIPTION),
    ("Fractions", "FractionGroupSequence", _FRACTIONS),
    ("Beams", "BeamSequence", _BEAM),
    ("Ion beams", "IonBeamSequence", _ION_BEAM),
    ("Brachytherapy", "ApplicationSetupSequence", _BRACHY),
    ("Patient setup", "PatientSetupSequence", _SETUP),
    ("Dose-volume histograms", "DVHSequence", _HISTOGRAM),
    ("Beams delivered", "TreatmentSessionBeamSequence", _SESSION_BEAM),
    ("Ion beams delivered", "TreatmentSessionIonBeamSequence", _SESSION_BEAM),
    ("Fractions delivered", "FractionGroupSummarySequence", _SUMMARY),
)
