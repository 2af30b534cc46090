"""Name the studies that the user marked, so that a search can ask for them."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from viewer.base.paths import AppPaths
from viewer.index.annotation_store import AnnotationStore
from viewer.index.key_image_store import KeyImageStore
from viewer.model.search import Search


def with_marks_by_hand(search: Search, paths: AppPaths) -> Search:
    """A search that knows what the user marked, where it asks for that; reads databases."""
    if search.has_key_images:
        marked = _studies(KeyImageStore, paths.key_images_file)
        search = replace(search, key_images_by_hand=marked)
    if search.has_drawings:
        search = replace(search, drawn_on=_studies(AnnotationStore, paths.annotations_file))
    return search


def _studies(
    store: Callable[[Path], KeyImageStore | AnnotationStore], file: Path
) -> frozenset[str]:
    if not file.exists():
        return frozenset()
    with closing(store(file)) as marks:
        return marks.studies()
