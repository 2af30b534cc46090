"""What the phantom is made of: Hounsfield values, and relaxation for spin echo.

Numbers are typical textbook values at 120 kV and 1.5 T; blood, heart, liver, spleen and kidney
as after an intravenous contrast agent.
"""

import math
from enum import Enum
from typing import NamedTuple


class Tissue(NamedTuple):
    """CT number in HU; proton density relative to water, T1 and T2 in ms."""

    hounsfield: float
    proton_density: float = 0.0
    t1_ms: float = 1000.0
    t2_ms: float = 50.0


class Material(Enum):
    """The materials by name."""

    AIR = Tissue(-1000)
    LUNG = Tissue(-860, 0.2)
    COUCH = Tissue(-320)
    FAT = Tissue(-100, 0.9, 280, 65)
    MARROW = Tissue(180, 0.6, 350, 60)
    STOMACH = Tissue(12, 0.95, 2500, 500)
    CEREBROSPINAL_FLUID = Tissue(6, 1.0, 4000, 1800)
    VITREOUS = Tissue(9, 1.0, 3600, 1500)
    WHITE_MATTER = Tissue(28, 0.70, 720, 78)
    GRAY_MATTER = Tissue(38, 0.84, 1150, 102)
    DEEP_GRAY_MATTER = Tissue(40, 0.80, 950, 84)
    MUSCLE = Tissue(55, 0.80, 1000, 42)
    SKIN = Tissue(42, 0.75, 700, 50)
    DISC = Tissue(78, 0.75, 1000, 80)
    LENS = Tissue(85, 0.6, 1000, 30)
    MYOCARDIUM = Tissue(100, 0.8, 1000, 45)
    LIVER = Tissue(106, 0.75, 600, 45)
    SPLEEN = Tissue(118, 0.8, 1000, 65)
    CARTILAGE = Tissue(112, 0.7, 900, 40)
    KIDNEY = Tissue(160, 0.8, 1100, 70)
    BLOOD = Tissue(190, 0.1, 1500, 200)  # flow void on spin echo
    TRABECULAR_BONE = Tissue(310, 0.45, 350, 55)
    DIPLOE = Tissue(520, 0.4, 330, 55)
    RIB = Tissue(650, 0.1, 500, 20)
    CORTICAL_BONE = Tissue(1150, 0.03, 500, 5)
    TOOTH = Tissue(1900, 0.02, 500, 2)


def spin_echo_signal(tissue: Tissue, *, repetition_ms: float, echo_ms: float) -> float:
    """Signal of a spin echo, 1 for water without relaxation: PD (1 - e^-TR/T1) e^-TE/T2."""
    recovered = 1.0 - math.exp(-repetition_ms / tissue.t1_ms)
    return tissue.proton_density * recovered * math.exp(-echo_ms / tissue.t2_ms)
