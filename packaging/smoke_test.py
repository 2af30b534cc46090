"""Try the frozen program where no Python packages are: decode, start, show; then tell its size.

python packaging/smoke_test.py dist/radiolucent
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

TRIALS = {
    "version": ("--version",),
    "one file of each transfer syntax": ("--self-test",),
    "window on the sample study": ("open", "--sample", "--screenshot", "{folder}/window.png"),
    "list of studies": ("list", "--json"),
    "picture of a file": ("render", "{sample}/radiograph.dcm", "-o", "{folder}/picture.png"),
}
SAMPLE = "home/data/sample/study-1"
PICTURES = ("window.png", "picture.png")


def size_mb(folder: Path) -> float:
    """What the files of a folder take, in megabytes of a million bytes."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def try_out(program: Path, folder: Path) -> bool:
    """Run every trial with a home of its own; False when one fails."""
    environment = {
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
        "QT_QPA_PLATFORM": "offscreen",
        "RADIOLUCENT_HOME": str(folder / "home"),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
    }
    is_good = True
    for title, arguments in TRIALS.items():
        places = {"folder": folder, "sample": folder / SAMPLE}
        command = [program, *(argument.format_map(places) for argument in arguments)]
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        print(f"{title}: {'ok' if done.returncode == 0 else f'exit {done.returncode}'}")
        if done.returncode != 0:
            print(done.stdout, done.stderr, sep="\n")
            is_good = False
    missing = [name for name in PICTURES if not (folder / name).is_file()]
    print(f"pictures: {'missing ' + ', '.join(missing) if missing else 'ok'}")
    return is_good and not missing


def main() -> int:
    """Try the program in the folder given; the exit code is 0 when all trials pass."""
    built = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        is_good = try_out(built / "radiolucent", Path(folder))
    print(f"size: {size_mb(built):.0f} MB in {built}")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
