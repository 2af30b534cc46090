"""Doctor against real files: it says no more and no less than other decoders do."""

from pathlib import Path

import pytest

from viewer.model.finding import Severity
from viewer.workflows.doctor import examine

_MAX_BYTES = 4_000_000
_MAX_FRAMES = 20


def _rows(manifest: list[dict[str, str]], decodes: str) -> list[dict[str, str]]:
    return [
        row
        for row in manifest
        if row["decodes_ok"] == decodes
        and int(row["size"]) < _MAX_BYTES
        and int(row["frames"] or 1) <= _MAX_FRAMES
    ]


def test_what_every_other_decoder_reads_is_displayable(
    corpus: Path, corpus_manifest: list[dict[str, str]]
) -> None:
    rows = _rows(corpus_manifest, "yes")
    if not rows:
        pytest.fail("the manifest has no file that decodes")
    failed = [row["path"] for row in rows if not examine(corpus / row["path"]).displayable]
    assert failed == []


def test_healthy_pixels_are_not_called_swapped_or_miscoloured(
    corpus: Path, corpus_manifest: list[dict[str, str]]
) -> None:
    told = [
        row["path"]
        for row in _rows(corpus_manifest, "yes")
        for finding in examine(corpus / row["path"]).findings
        if "look swapped" in finding.what or "look like YCbCr" in finding.what
    ]
    assert told == []


def test_what_cannot_be_shown_has_an_error_and_a_remedy(
    corpus: Path, corpus_manifest: list[dict[str, str]]
) -> None:
    for row in corpus_manifest:
        if int(row["size"]) > _MAX_BYTES or int(row["frames"] or 1) > _MAX_FRAMES:
            continue
        diagnosis = examine(corpus / row["path"])
        assert all(finding.what_to_do for finding in diagnosis.findings), row["path"]
        if not diagnosis.displayable:
            severities = {finding.severity for finding in diagnosis.findings}
            assert Severity.ERROR in severities or "list of its elements" in str(
                diagnosis.findings
            ), row["path"]
