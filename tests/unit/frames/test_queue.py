"""Who is served first."""

from tests.support.images import make_ref
from viewer.frames.queue import RequestKind, RequestQueue
from viewer.model.display_set import FrameRef


def refs(*numbers: int) -> list[FrameRef]:
    return [make_ref(number) for number in numbers]


def drain(queue: RequestQueue) -> list[FrameRef]:
    taken = []
    while (ref := queue.take()) is not None:
        taken.append(ref)
    return taken


def test_what_is_looked_at_comes_before_thumbnails_and_these_before_prefetch() -> None:
    queue = RequestQueue()
    queue.ask(refs(1, 2), RequestKind.PREFETCH, client="a")
    queue.ask(refs(3), RequestKind.THUMBNAIL, client="strip")
    queue.ask(refs(4), RequestKind.INTERACTION, client="a")
    assert drain(queue) == refs(4, 3, 1, 2)


def test_a_new_view_drops_what_the_former_one_wanted() -> None:
    queue = RequestQueue()
    queue.ask(refs(1, 2, 3), RequestKind.PREFETCH, client="a")
    queue.ask(refs(3, 4), RequestKind.PREFETCH, client="a")
    assert drain(queue) == refs(3, 4)


def test_one_view_does_not_drop_what_another_wants() -> None:
    queue = RequestQueue()
    queue.ask(refs(1), RequestKind.INTERACTION, client="left")
    queue.ask(refs(2), RequestKind.INTERACTION, client="right")
    queue.ask(refs(3), RequestKind.INTERACTION, client="left")
    assert drain(queue) == refs(2, 3)


def test_a_frame_wanted_by_two_is_handed_out_once_and_by_the_more_urgent_kind() -> None:
    queue = RequestQueue()
    queue.ask(refs(1, 2), RequestKind.PREFETCH, client="a")
    queue.ask(refs(2), RequestKind.INTERACTION, client="b")
    assert drain(queue) == refs(2, 1)


def test_an_empty_queue_says_so() -> None:
    queue = RequestQueue()
    assert queue.take() is None
    queue.ask(refs(1), RequestKind.PREFETCH, client="a")
    queue.clear()
    assert queue.take() is None
    assert len(queue) == 0
