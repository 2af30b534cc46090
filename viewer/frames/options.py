"""CacheOptions: how much memory decoded frames may take (P8)."""

import os
from dataclasses import dataclass, field
from typing import Final

_GIB: Final = 1 << 30


def default_limit_bytes() -> int:
    """A quarter of the memory, at most 4 GiB; 1 GiB where the system does not tell."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return _GIB
    return min(memory // 4, 4 * _GIB)


def default_limit_mapped_frames() -> int:
    """A third of the files the process may have open, at most 1024; 512 where nobody counts.

    Each mapped file keeps a handle, and the rest of the program needs some as well.
    """
    try:
        import resource
    except ImportError:  # Windows
        return 512
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(allowed // 3, 1024) if allowed != resource.RLIM_INFINITY else 1024


@dataclass(frozen=True, slots=True)
class CacheOptions:
    """Bounds of the frame store.

    Mapped frames cost no memory of ours but a file handle each, so that their number is
    bounded instead; headers and open pixel sources are bounded likewise.
    """

    limit_bytes: int = field(default_factory=default_limit_bytes)
    limit_mapped_frames: int = field(default_factory=default_limit_mapped_frames)
    limit_headers: int = 4096
    limit_open_sources: int = 16
    ahead: int = 4
    behind: int = 1
