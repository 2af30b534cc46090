"""Measurement: a number with its unit and where both came from (product promise 3)."""

from dataclasses import dataclass
from enum import Enum


class Quantity(Enum):
    """What a number tells of a shape."""

    LENGTH = "length"
    ESTIMATED_LENGTH = "estimated_length"
    LONG_AXIS = "long_axis"
    SHORT_AXIS = "short_axis"
    ANGLE = "angle"
    COBB_ANGLE = "cobb_angle"
    HEART_WIDTH = "heart_width"
    THORAX_WIDTH = "thorax_width"
    CARDIOTHORACIC_RATIO = "cardiothoracic_ratio"
    AREA = "area"
    PERIMETER = "perimeter"
    VALUE = "value"
    COUNT = "count"
    MEAN = "mean"
    STANDARD_DEVIATION = "standard_deviation"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    MEDIAN = "median"
    SKEWNESS = "skewness"
    KURTOSIS = "kurtosis"  # in excess of the normal distribution's
    TIME = "time"
    DISTANCE = "distance"
    VELOCITY = "velocity"
    FREQUENCY = "frequency"
    SLOPE = "slope"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One number.

    `unit` is a UCUM code, "{pixels}" where there is no calibration, "" where the file names no
    unit. `label` is the unit as people read it, with what must be said beside the number
    ("mm at detector"). `provenance` names the attribute or the rule behind it. `name` is what a
    report of others calls it, "" for our own numbers.
    """

    quantity: Quantity
    value: float
    unit: str
    label: str
    provenance: str
    name: str = ""
