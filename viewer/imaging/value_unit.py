"""In what the values of a frame are told: HU, SUV, Gy, or as the file names them (DC-120)."""

from dataclasses import dataclass
from typing import Final

from viewer.base.i18n import tr
from viewer.imaging.suv import LABEL as SUV_LABEL
from viewer.imaging.suv import UNIT as SUV_UNIT
from viewer.imaging.suv import NoSuv, Suv, suv_of
from viewer.model.frame import Frame
from viewer.model.lut import Rescale
from viewer.model.measurement import Measurement, Quantity

_UCUM: Final = {  # what is not its own code
    "HU": "[hnsf'U]",
    "HU_MOD": "[hnsf'U]",
    "cm²/ml": "cm2/ml",
    "counts": "{counts}",
    "counts/s": "{counts}/s",
}


@dataclass(frozen=True, slots=True)
class ValueUnit:
    """In what values are told: modality values times `factor`, as UCUM code and as label."""

    code: str
    label: str
    provenance: str
    factor: float = 1.0

    def number(self, quantity: Quantity, value: float) -> Measurement:
        """A measured quantity; `value` is in these units."""
        return Measurement(quantity, value, self.code, self.label, self.provenance)


def value_unit(frame: Frame) -> ValueUnit:
    """In what the values of a frame are told: as uptake where that is known (DC-120)."""
    suv = suv_of(frame)
    if isinstance(suv, Suv):
        return ValueUnit(SUV_UNIT, SUV_LABEL, suv.provenance, suv.factor)
    modality = frame.header.modality
    code = _UCUM.get(modality.units, modality.units)
    source = _source(frame)
    if isinstance(suv, NoSuv):
        source = f"{source}. {tr('SUV unavailable: {reason}').format(reason=suv.reason)}"
    if isinstance(modality, Rescale) and not modality.is_valid:
        return ValueUnit("", "", source)
    return ValueUnit(code, modality.units, source)


def _source(frame: Frame) -> str:
    modality = frame.header.modality
    if not isinstance(modality, Rescale):
        return "Modality LUT Sequence (0028,3000)"
    if not modality.is_valid:
        return tr("Stored values: the rescale of the file is invalid")
    if modality == Rescale():
        return tr("Stored values")  # of a file that rescales nothing
    if frame.image.modality == "RTDOSE":
        return "Dose Grid Scaling (3004,000E)"
    return "Rescale Slope (0028,1053), Rescale Intercept (0028,1052)"
