"""The frozen program starts here."""

import multiprocessing
import sys

if __name__ == "__main__":
    # A worker process of the frozen program starts here too, and goes no further.
    multiprocessing.freeze_support()

    from viewer.app.main import main

    sys.exit(main())
