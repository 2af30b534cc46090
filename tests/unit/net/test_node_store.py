"""NodeStore: the file of nodes."""

import json
from pathlib import Path

import pytest

from viewer.base.errors import ViewerError
from viewer.model.node import Node, RetrieveMethod, SignIn
from viewer.net.node_store import NodeStore


def test_a_web_node_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    store = NodeStore(tmp_path)
    node = Node(
        "cloud", web_url="https://pacs.example/dicom-web", sign_in=SignIn.BASIC, web_user="me",
        retrieve=RetrieveMethod.WADO,
    )  # fmt: skip
    store.put(node)
    assert NodeStore(tmp_path).node("cloud") == node


def test_the_file_of_nodes_holds_only_what_is_not_as_usual(tmp_path: Path) -> None:
    NodeStore(tmp_path).put(Node("cloud", web_url="https://pacs.example/"))
    kept = json.loads((tmp_path / "nodes.json").read_text(encoding="utf-8"))
    assert kept["nodes"] == [{"name": "cloud", "web_url": "https://pacs.example/"}]


@pytest.mark.parametrize("entry", [{"sign_in": "magic"}, {"sign_in": 3}, {"web_url": 3}])
def test_an_impossible_value_is_named(tmp_path: Path, entry: dict[str, object]) -> None:
    content = {"nodes": [{"name": "cloud", **entry}]}
    (tmp_path / "nodes.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ViewerError, match=next(iter(entry))):
        NodeStore(tmp_path).nodes()
