"""What may mislead is said in the user's language, numbers and all."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.series import ct_records
from viewer.base.i18n import LANGUAGES, tr, use_language
from viewer.dicom.display_sets import split_display_sets
from viewer.model.finding import Finding, FindingKind, Severity
from viewer.render.findings import FINDINGS, told
from viewer.render.furniture import SOURCE_LABELS

OTHERS = [code for code in LANGUAGES if code != "en"]


@pytest.fixture(autouse=True)
def english_after() -> Iterator[None]:
    yield
    use_language("en")


@pytest.mark.parametrize("language", OTHERS)
def test_missing_slices_are_told_with_their_number(tmp_path: Path, language: str) -> None:
    records = ct_records(tmp_path, 12)
    (shown,) = split_display_sets([*records[:4], *records[7:]])
    [finding] = [each for each in shown.findings if each.kind is FindingKind.MISSING]
    english = told(finding)
    assert english == finding.sentence
    assert english.startswith("3 slices are missing.")
    use_language(language)
    translated = told(finding)
    assert "3" in translated
    assert not {"slices", "Get", "gap"} & set(re.findall(r"\w+", translated))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("template", FINDINGS)
def test_every_number_has_its_place_in_every_language(language: str, template: str) -> None:
    numbers = ["41.5", "97"][: template.count("{")]
    finding = Finding(Severity.WARNING, "file", template.format(*numbers))
    use_language(language)
    translated = told(finding)
    assert translated != finding.what
    assert all(number in translated for number in numbers)


def test_what_no_catalogue_has_is_told_in_english_with_its_subject() -> None:
    use_language("de")
    finding = Finding(Severity.NOTE, "BitsStored", "Holds {odd} values: 7.")
    assert told(finding) == "Bits Stored: Holds {odd} values: 7."


@pytest.mark.parametrize("language", OTHERS)
def test_where_millimetres_are_measured_is_said_in_every_language(language: str) -> None:
    use_language(language)
    for label in filter(None, SOURCE_LABELS.values()):
        assert tr(label) != label
