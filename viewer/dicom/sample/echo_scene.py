"""A beating heart as an ultrasound scanner sees it: four chambers from the apex, in cm.

Everything is computed on a grid of (depth, beam), as a scanner does before scan conversion.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

DEPTH_CM = 16.0
HALF_ANGLE = math.radians(38)
DEPTHS = 400
BEAMS = 224
_DYNAMIC_RANGE_DB = 52.0


@dataclass(frozen=True, slots=True)
class EchoGrid:
    """Where the samples lie: `across_cm` to the right of the probe's axis, `depth_cm` below it."""

    across_cm: Floats
    depth_cm: Floats
    speckle: Floats


@dataclass(frozen=True, slots=True)
class EchoFrame:
    """One frame before scan conversion: echo 0 to 1; velocity -1 (away) to 1 (towards)."""

    echo: Floats
    velocity: Floats


def echo_grid() -> EchoGrid:
    """The fixed grid with its texture: the envelope of filtered complex noise (Rayleigh)."""
    radius = np.linspace(0, DEPTH_CM, DEPTHS, dtype=np.float32)[:, None]
    angle = np.linspace(-HALF_ANGLE, HALF_ANGLE, BEAMS, dtype=np.float32)[None, :]
    draw = np.random.Generator(np.random.PCG64(4000))
    parts = [
        _smooth(draw.standard_normal((DEPTHS + 40, BEAMS), dtype=np.float32)) for _ in range(2)
    ]
    envelope = np.hypot(*parts)
    return EchoGrid(radius * np.sin(angle), radius * np.cos(angle), envelope / envelope.mean())


def echo_frame(grid: EchoGrid, phase: float) -> EchoFrame:
    """The heart at `phase` of a beat: 0 is the R wave, systole lasts to 0.38."""
    squeeze = contraction(phase)
    x, d = grid.across_cm, grid.depth_cm
    strength, blood = _reflections(x, d, squeeze, _mitral_opening(phase))
    shift = 20 + round(12 * squeeze)
    textured = strength * grid.speckle[shift : shift + DEPTHS]
    level = 20 * np.log10(textured + np.float32(1e-3)) + _DYNAMIC_RANGE_DB - 6
    echo = np.clip(level * np.float32(1 / _DYNAMIC_RANGE_DB), 0, 1)
    return EchoFrame(echo, _velocity(x, d, phase) * blood)


def contraction(phase: float) -> float:
    """How far the ventricles are emptied: 0 in diastole, 1 at the end of systole."""
    if phase < 0.38:
        return math.sin(math.pi / 2 * phase / 0.38) ** 2
    return math.exp(-(((phase - 0.38) / 0.11) ** 2))


def _mitral_opening(phase: float) -> float:
    early = math.exp(-(((phase - 0.55) / 0.08) ** 2))
    atrial = 0.6 * math.exp(-(((phase - 0.88) / 0.05) ** 2))
    return early + atrial


def _smooth(noise: Floats) -> Floats:
    """Blur along the beam by two samples and across beams by four: the point spread."""
    for axis, width in ((0, 2), (1, 4)):
        noise = sum((np.roll(noise, k, axis) for k in range(width)), np.zeros_like(noise))
    return noise


def _ellipse(x: Floats, d: Floats, centre: tuple[float, float], radii: tuple[float, float],
             tilt_deg: float) -> Floats:  # fmt: skip
    """Relative distance from the centre of a tilted ellipse: 1 on its line."""
    cosine, sine = math.cos(math.radians(tilt_deg)), math.sin(math.radians(tilt_deg))
    right, down = x - np.float32(centre[0]), d - np.float32(centre[1])
    u = (right * np.float32(cosine) + down * np.float32(sine)) * np.float32(1 / radii[0])
    v = (down * np.float32(cosine) - right * np.float32(sine)) * np.float32(1 / radii[1])
    return np.asarray(np.sqrt(u * u + v * v))


def _reflections(
    x: Floats, d: Floats, squeeze: float, opening: float
) -> tuple[Floats, NDArray[np.bool_]]:
    """Echo strength of tissue, and where there is blood."""
    base = 10.6 - 1.0 * squeeze  # the valve plane moves to the apex
    heart = _ellipse(x, d, (-0.3, 8.6), (5.0, 6.6), -4)
    strength = np.where(heart < 1, np.float32(0.20), np.float32(0.07))
    strength += np.float32(0.9) * np.exp(-(((heart - 1) / np.float32(0.03)) ** 2)) * (d > 3)
    cavities = (
        ((1.35, base - 3.6), (1.55 - 0.5 * squeeze, 3.5 - 0.35 * squeeze), -7.0),  # left ventricle
        ((-2.1, base - 2.9), (1.15 - 0.25 * squeeze, 2.7 - 0.3 * squeeze), 9.0),  # right ventricle
        ((1.55, base + 2.2), (1.55 + 0.2 * squeeze, 1.75 + 0.3 * squeeze), 0.0),  # left atrium
        ((-2.0, base + 2.1), (1.45 + 0.2 * squeeze, 1.7 + 0.3 * squeeze), 0.0),  # right atrium
    )
    blood = np.zeros(x.shape, np.bool_)
    for centre, radii, tilt in cavities:
        cavity = _ellipse(x, d, centre, radii, tilt)
        lining = np.float32(0.5) * np.exp(-(((cavity - 1.06) / np.float32(0.07)) ** 2))
        strength += lining
        strength = np.where(cavity < 1, np.float32(0.012), strength)
        blood |= cavity < 1
    for across in (1.45, -2.05):  # mitral and tricuspid orifice
        orifice = _ellipse(x, d, (across, base - 0.1), (1.05, 0.75), 0) < 1
        strength = np.where(orifice, np.float32(0.012), strength)
        blood |= orifice
    for hinge, side, reach in ((-0.05, 1, 1.45), (2.95, -1, 1.3), (-3.3, 1, 1.1), (-0.75, -1, 1.1)):
        angle = math.radians(12 + 62 * opening)
        tip = (hinge + side * reach * math.cos(angle), base - 0.15 - reach * math.sin(angle))
        near = _distance_to_segment(x, d, (hinge, base - 0.1), tip)
        strength += np.float32(0.7) * np.exp(-((near / np.float32(0.11)) ** 2))
    attenuated = strength * np.exp(np.float32(-0.045) * d)
    return attenuated + np.float32(0.5) * np.exp(d * np.float32(-2.2)), blood


def _distance_to_segment(
    x: Floats, d: Floats, start: tuple[float, float], end: tuple[float, float]
) -> Floats:
    span_x, span_d = end[0] - start[0], end[1] - start[1]
    right, down = x - np.float32(start[0]), d - np.float32(start[1])
    scale = np.float32(1 / (span_x**2 + span_d**2))
    part = np.clip((right * np.float32(span_x) + down * np.float32(span_d)) * scale, 0, 1)
    return np.asarray(np.hypot(right - part * np.float32(span_x), down - part * np.float32(span_d)))


def _velocity(x: Floats, d: Floats, phase: float) -> Floats:
    """Inflow through the mitral valve towards the probe; outflow to the aorta away from it."""
    inflow = np.exp(-(((x - np.float32(1.4)) / np.float32(0.85)) ** 2))
    inflow *= np.exp(-(((d - np.float32(9.4)) / np.float32(2.6)) ** 2))
    outflow = np.exp(-(((x - np.float32(0.55)) / np.float32(0.6)) ** 2))
    outflow *= np.exp(-(((d - np.float32(9.2)) / np.float32(2.0)) ** 2))
    ejection = math.exp(-(((phase - 0.17) / 0.10) ** 2))
    return np.asarray(
        np.float32(min(1.0, _mitral_opening(phase))) * inflow - np.float32(ejection) * outflow
    )
