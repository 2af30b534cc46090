"""A run of mutants in a process with a memory limit: `python -m tests.fuzz.child SEED FROM TO`.

It says the number of each mutant before it begins, so that the parent knows which one ended it.
"""

import json
import random
import sys
import tempfile
import traceback
import warnings
from contextlib import suppress
from pathlib import Path

from tests.fuzz.attempt import attempt
from tests.fuzz.mutate import mutate
from tests.fuzz.seeds import Seed, collect_seeds
from tests.support.memory import peak_megabytes
from tests.support.pixel_formats import make_format
from viewer.base.errors import ViewerError
from viewer.base.log import silence_quoting_libraries
from viewer.frames.worker_process import limit_memory
from viewer.frames.workers import DecodePool

_MEMORY_BYTES = 1 << 30
_DECODE_BYTES = 512 << 20
_DECODE_SECONDS = 10.0


def mutant(seeds: list[Seed], seed: int, number: int) -> tuple[str, bytes]:
    """The name of the file that mutant `number` comes from, and its bytes."""
    numbers = random.Random(f"{seed}:{number}")
    name, data = numbers.choice(seeds)
    return name, mutate(data, numbers.choice(seeds)[1], numbers)


def _tell(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


def _run(seed: int, first: int, last: int) -> None:
    silence_quoting_libraries()
    warnings.simplefilter("ignore")
    seeds = collect_seeds()
    pool = DecodePool(workers=1, memory_limit_bytes=_DECODE_BYTES, time_limit_s=_DECODE_SECONDS)
    with suppress(ViewerError):
        pool.decode(b"start", make_format())
    limit_memory(_MEMORY_BYTES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mutant.dcm"
        for number in range(first, last):
            name, data = mutant(seeds, seed, number)
            path.write_bytes(data)
            _tell(begin=number)
            try:
                _tell(end=number, shown=attempt(path, pool))
            except BaseException:  # noqa: BLE001 - the very thing that is looked for
                _tell(end=number, source=name, failure=traceback.format_exc())
    pool.close()
    _tell(megabytes=peak_megabytes())


def main(arguments: list[str]) -> None:
    """Run mutants FROM to TO of a SEED."""
    _run(*map(int, arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
