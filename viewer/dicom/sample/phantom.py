"""The whole phantom in painting order."""

from functools import cache

from viewer.dicom.sample.anatomy_head import head, head_outline
from viewer.dicom.sample.anatomy_trunk import couch, spine, trunk, trunk_outline
from viewer.dicom.sample.materials import Material
from viewer.dicom.sample.solids import Solid

_LAYERS = ((Material.SKIN, 0.0), (Material.FAT, 2.0), (Material.MUSCLE, 7.0))


@cache
def patient() -> tuple[Solid, ...]:
    """The patient from skin to vessels, without the couch."""
    layers = [
        solid
        for material, depth_mm in _LAYERS
        for outline in (trunk_outline, head_outline)
        for solid in outline(material, depth_mm)
    ]
    return (*layers, *trunk(), *head(), *spine())


@cache
def patient_on_couch() -> tuple[Solid, ...]:
    """The patient as the CT scanner sees them."""
    return (*couch(), *patient())
