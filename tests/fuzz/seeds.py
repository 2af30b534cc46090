"""Healthy and odd files to damage: every transfer syntax, every kind of object."""

import csv
from collections.abc import Iterator
from pathlib import Path

from pydicom.sr.codedict import codes

from tests.conftest import CORPUS
from tests.support import builders
from tests.support.malformed.cases import CASES
from tests.support.reports import make_report, make_selection, measured, region, region_3d
from tests.support.states import full_state

_SELF_TEST = Path(__file__).resolve().parents[2] / "resources" / "selftest"
_MAX_BYTES = 100_000  # small files take damage where it matters more often
_BOMB_BYTES = 500_000

_SYNTAXES = {
    "implicit": "1.2.840.10008.1.2",
    "deflated": "1.2.840.10008.1.2.1.99",
    "big-endian": "1.2.840.10008.1.2.2",
}

Seed = tuple[str, bytes]


def collect_seeds() -> list[Seed]:
    """Name and bytes of every seed, in an order that does not change."""
    return [*_self_test(), *_built(), *_malformed(), *_corpus()]


def _self_test() -> Iterator[Seed]:
    for path in sorted(_SELF_TEST.glob("*.dcm")):
        yield path.name, path.read_bytes()


def _built() -> Iterator[Seed]:
    image = builders.make_dataset(ReferringPhysicianName="")
    objects = {
        "ct": builders.make_dataset(),
        "enhanced": builders.enhanced_ct(),
        "signed": builders.signed_image(),
        "monochrome1": builders.monochrome1(),
        "palette": builders.palette_image(),
        "palette-8": builders.palette_image(bits=8),
        "colour": builders.colour_image(),
        "ultrasound": builders.ultrasound_cine(),
        "report": builders.report(),
        "measurements": make_report([image], measured(region(image, "CIRCLE", [[2, 2], [3, 3]]))),
        "measurements-3d": make_report(
            [image], measured(region_3d(image, "POLYLINE", [[0.0, 0, 0], [1, 1, 0], [1, 2, 0]]))
        ),
        "key-objects": make_selection([image], codes.DCM.ForTeaching),
        "state": full_state(image),
    }
    for name, ds in objects.items():
        yield name, builders.file_bytes(ds)
    for name, uid in _SYNTAXES.items():
        yield f"ct-{name}", builders.file_bytes(objects["ct"], uid)
        yield f"enhanced-{name}", builders.file_bytes(objects["enhanced"], uid)


def _malformed() -> Iterator[Seed]:
    for case in CASES:
        data = case.build()
        if 0 < len(data) < _BOMB_BYTES:
            yield f"case-{case.number}", data


def _corpus() -> Iterator[Seed]:
    """The smallest real file of each encoding, object and kind of pixel."""
    manifest = CORPUS / "MANIFEST.csv"
    if not manifest.is_file():
        return
    with manifest.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if int(row["size"]) <= _MAX_BYTES]
    chosen: dict[tuple[str, ...], str] = {}
    for row in sorted(rows, key=lambda row: (int(row["size"]), row["path"])):
        kind = ("transfer_syntax", "sop_class_name", "photometric", "bits_allocated")
        chosen.setdefault(tuple(row[name] for name in kind), row["path"])
    for path in sorted(chosen.values()):
        yield path, (CORPUS / path).read_bytes()
