"""Which keys of a query a node went by: those whose answers do not match were passed over."""

from collections.abc import Mapping

from viewer.dicom.identifiers import kind_of, tag_of
from viewer.model.matching import is_match
from viewer.model.query import DicomJson, first_text


def unheeded_keys(keys: Mapping[str, str], match: DicomJson) -> frozenset[str]:
    """The keys that an answer does not fit; one that it lacks is as one without a value.

    Upper and lower case are one: nodes may compare either way (PS3.4 C.2.2.2.1). Keys within
    sequences are left out.
    """
    return frozenset(
        keyword
        for keyword, wanted in keys.items()
        if wanted and "." not in keyword and not _fits(keyword, wanted, match)
    )


def _fits(keyword: str, wanted: str, match: DicomJson) -> bool:
    value = first_text(match, tag_of(keyword))
    return is_match(value.casefold(), wanted.casefold(), kind_of(keyword))
