"""All cases that are one file, in the order of the table."""

from tests.support.malformed import pixels, streams, structure, values, wrappings
from tests.support.malformed.case import Case

CASES: tuple[Case, ...] = (
    *structure.CASES,
    *pixels.CASES,
    *streams.CASES,
    *values.CASES,
    *wrappings.CASES,
)
