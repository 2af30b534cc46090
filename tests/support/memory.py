"""How much memory a process took at most."""

import re
import resource
import sys
from pathlib import Path


def peak_megabytes() -> int:
    """The peak of this process since it began.

    `ru_maxrss` would not do on Linux: a child begins with the peak of the process that started
    it, and a run of tests is large.
    """
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text(encoding="ascii")
        match = re.search(r"VmHWM:\s*(\d+) kB", status)
        assert match is not None
        return int(match[1]) >> 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20  # bytes on macOS
