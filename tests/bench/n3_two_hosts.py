"""N3: the transfers of N1 with the peers on another host, behind a cable with an MTU of 1,500."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from tests.bench import n1_network
from tests.bench.rows import Row, as_json, missing
from tests.support.hosts import far_host, in_own_network, lacks_for_hosts


def run(folder: Path, *, quick: bool) -> list[Row]:
    """The rows of N1, measured in a network of its own."""
    if lack := lacks_for_hosts():
        return [missing("N3", "two hosts", lack)]
    words = [sys.executable, "-m", __name__, str(folder), *(["--quick"] if quick else [])]
    told = subprocess.run(in_own_network(words), check=True, stdout=subprocess.PIPE, text=True)
    return [Row(**values) for values in json.loads(told.stdout.splitlines()[-1])]


def _main(folder: str, *options: str) -> None:
    with far_host() as host:
        rows = n1_network.run(Path(folder), quick="--quick" in options, host=host)
    named = [replace(row, bench="N3", what=f"{row.what}, two hosts") for row in rows]
    print(as_json(named).replace("\n", ""))


if __name__ == "__main__":
    _main(*sys.argv[1:])
