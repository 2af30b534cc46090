"""`python -m tests.support.far_transfers FOLDER`: transfers with an Orthanc on another host.

To be run in a network of its own; prints what the command line told of each step, as JSON.
"""

import json
import os
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from tests.support.builders import ct_series, uid
from tests.support.hosts import far_host
from tests.support.peers import free_port, orthanc
from viewer.cli.main import run
from viewer.model.node import LocalNode, Node
from viewer.net.node_store import NodeStore

_OWN = "RADIOLUCENT"
_STUDY = f"StudyInstanceUID={uid('study')}"


def main(folder: Path) -> None:
    """Send, query, and fetch by each way; a step that fails ends with its message."""
    ct_series(folder / "images", 12)
    (folder / "peer").mkdir()
    port = free_port()
    with (
        far_host() as host,
        orthanc(folder / "peer", own_ae_title=_OWN, own_port=port, host=host) as pacs,
    ):
        home = Path(os.environ["RADIOLUCENT_HOME"])
        nodes = NodeStore(home / "config")
        nodes.set_local(LocalNode(_OWN, port=port, bind=host.our_address))
        nodes.put(pacs.node)
        told = {"sent": _tell("send", "pacs", str(folder / "images"))}
        told["found"] = _tell("find", "pacs", _STUDY)
        nodes.put(Node("web", web_url=pacs.web_url))
        for way, node in (("get", "pacs"), ("move", "pacs"), ("retrieve", "web")):
            told[way] = _tell(way, node, _STUDY, "--all")
    print(json.dumps(told))


def _tell(*words: str) -> Any:
    out = StringIO()
    with redirect_stdout(out):
        code = run([*words, "--json"])
    if code:
        sys.exit(f"{' '.join(words)}: {out.getvalue()}")
    return json.loads(out.getvalue())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
