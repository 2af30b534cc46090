"""The one door to pydicom for threads that may be the first to need it.

The modules of pydicom import each other in circles. Where two threads begin at different ones,
Python breaks the deadlock by handing out modules that are half made, and both imports fail.
"""

import threading
from importlib import import_module

_only_one = threading.Lock()


def load_pydicom() -> None:
    """Import pydicom, once and by one thread; to be called before any late import of its parts."""
    with _only_one:
        import_module("pydicom")
