"""Whichever thread needs pydicom first, and wherever it begins, all get whole modules."""

import subprocess
import sys
from pathlib import Path

from pydicom.uid import DeflatedExplicitVRLittleEndian

from tests.support import builders

# Every place that imports parts of pydicom late, twice and all at once, in a fresh process.
_RACE = """
import sys, threading
from pathlib import Path
from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.dicom.character_sets import decode_text
from viewer.dicom.scan import scan_file
from viewer.dicom.sop_classes import sop_class_name
from viewer.frames.sources import HeaderCache
from viewer.model.display_set import FrameRef
from viewer.model.identity import InstanceUid
from viewer.workspace.documents import _read

sys.setswitchinterval(1e-5)
file = Path(sys.argv[1])
job = Job("")
entries = [
    lambda: decode_text(b"\\xe9", "ISO_IR 100"),
    lambda: sop_class_name("1.2.3"),
    lambda: scan_file(file),
    lambda: HeaderCache(limit=1).read(file),
    lambda: _read(FrameRef(file, InstanceUid("1.2")), job),
] * 2
start = threading.Barrier(len(entries))
failures = []

def run(entry):
    start.wait()
    try:
        entry()
    except ViewerError:
        pass
    except BaseException as error:
        failures.append(repr(error))

threads = [threading.Thread(target=run, args=(entry,)) for entry in entries]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert "pydicom" in sys.modules
sys.exit("\\n".join(failures) or None)
"""


def test_threads_that_begin_at_different_ends_of_pydicom_do_not_break_each_other(
    tmp_path: Path,
) -> None:
    file = tmp_path / "deflated.dcm"  # which the fast scanner leaves to pydicom
    builders.write(file, builders.make_dataset(), transfer_syntax=DeflatedExplicitVRLittleEndian)
    done = subprocess.run(
        [sys.executable, "-c", _RACE, str(file)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
