"""How many frames to believe in (SEC-006)."""

_MAX_FRAMES = 1_000_000


def is_possible(frames: int, *, size: int) -> bool:
    """Whether a file of `size` bytes can hold so many frames: at least one, a byte for each."""
    return 1 <= frames <= min(max(size, 1), _MAX_FRAMES)
