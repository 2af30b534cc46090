"""Open one path as the window does, and print what it took: `python -m ... PATH FOLDER`."""

import json
import sys
import time
from pathlib import Path

from tests.support.memory import peak_megabytes
from viewer.base.jobs import Job
from viewer.base.log import silence_quoting_libraries
from viewer.workflows.open_paths import open_paths
from viewer.workflows.unpack import Unpacking


def _measure(path: Path, folder: Path) -> dict[str, object]:
    silence_quoting_libraries()
    start = time.process_time()
    report = open_paths([path], archive=None, job=Job(), unpacking=Unpacking(folder))
    return {
        "reason": (*report.failed, *report.passed_over)[0].reason,
        "seconds": time.process_time() - start,
        "megabytes": peak_megabytes(),
        "written": sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) >> 20,
    }


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]), Path(sys.argv[2]))))
