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


@dataclass(frozen=True, slots=True)
class CacheOptions:
    """Bounds of the frame store: bytes of frames, numbers of headers and open pixel sources."""

    limit_bytes: int = field(default_factory=default_limit_bytes)
    limit_headers: int = 4096
    limit_open_sources: int = 16
    ahead: int = 4
    behind: int = 1
