"""Splitting paths as the standard library does."""

import os

from hypothesis import given
from hypothesis import strategies as st

from viewer.base.path_parts import folder_and_name


@given(st.text("ab/\\:. ", max_size=12))
def test_it_is_split_as_by_the_standard_library(path: str) -> None:
    assert folder_and_name(path) == os.path.split(path)
