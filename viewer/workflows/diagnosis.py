"""Diagnosis: what was found out about one file, and how it reads as plain text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from viewer.base.i18n import tr
from viewer.model.finding import Finding, Severity

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found out about one file.

    `readable`: it is DICOM, and its elements can be listed. `displayable`: a picture or a
    readable document of it can be shown. `summary` says what it is, without patient data.
    Every finding says what to do; the worst come first.
    """

    path: Path
    summary: str
    readable: bool
    displayable: bool
    findings: tuple[Finding, ...]

    def with_findings(self, findings: Iterable[Finding]) -> "Diagnosis":
        """The diagnosis with more findings, each once."""
        return replace(self, findings=worst_first((*self.findings, *findings)))


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, the worst first."""
    told = {(finding.where, finding.what): finding for finding in findings}
    return tuple(sorted(told.values(), key=lambda finding: _ORDER.index(finding.severity)))


def verdict(diagnosis: Diagnosis) -> str:
    """What can be done with the file, in a few words."""
    if diagnosis.displayable:
        return tr("can be shown")
    return tr("can be read, but not shown") if diagnosis.readable else tr("cannot be read")


def report_lines(diagnosis: Diagnosis, *, name: str) -> Iterator[str]:
    """The diagnosis as lines of text; `name` stands for the file."""
    yield f"{name}: {verdict(diagnosis)}"
    yield f"  {diagnosis.summary}"
    for finding in diagnosis.findings:
        yield f"  {finding.severity.value}: {finding.where}: {finding.what}"
        if finding.what_to_do:
            yield f"    {tr('What to do')}: {finding.what_to_do}"
