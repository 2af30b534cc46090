"""NodeStore: the nodes in the settings folder; none of their secrets is there."""

import json
import secrets as random
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.private import make_private_folder, private_opener
from viewer.model.node import LocalNode, Node, node_problem

_FILE = "nodes.json"
_MAX_BYTES = 1 << 20
Described = TypeVar("Described", Node, LocalNode)


class NodeStore:
    """Reads the file at each question: the window and the command line may both change it."""

    def __init__(self, config_folder: Path) -> None:
        self._path = config_folder / _FILE

    def nodes(self) -> list[Node]:
        """All nodes by name; ViewerError where the file is damaged."""
        found = (node_from_json(entry) for entry in self._load().get("nodes", []))
        return sorted(found, key=lambda node: node.name.casefold())

    def node(self, name: str) -> Node:
        """One node; ViewerError where there is none of that name."""
        nodes = self.nodes()
        for node in nodes:
            if node.name == name:
                return node
        known = ", ".join(node.name for node in nodes) or tr("none yet")
        raise ViewerError(
            tr("There is no node {name}.").format(name=name),
            hint=tr("Nodes: {known}. `radiolucent node add` adds one.").format(known=known),
        )

    def put(self, node: Node, *, instead_of: str | None = None) -> None:
        """Add a node, or put it in place of the one of the same (or of another) name."""
        if problem := node_problem(node):
            raise ViewerError(problem)
        gone = {node.name, instead_of}
        kept = [other for other in self.nodes() if other.name not in gone]
        self._save(nodes=[*kept, node])

    def remove(self, name: str) -> None:
        """Forget a node; ViewerError where there is none of that name."""
        gone = self.node(name)
        self._save(nodes=[node for node in self.nodes() if node != gone])

    def local(self) -> LocalNode:
        """What we are to others."""
        return _fill(LocalNode(), self._load().get("local", {}))

    def set_local(self, local: LocalNode) -> None:
        """Change what we are to others."""
        self._save(local=local)

    def _load(self) -> dict[str, Any]:
        try:
            with self._path.open("rb") as file:
                content = json.loads(file.read(_MAX_BYTES))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise self._damaged() from error
        if not isinstance(content, dict):
            raise self._damaged()
        return content

    def _damaged(self) -> ViewerError:
        return ViewerError(
            tr("The list of nodes cannot be read."),
            hint=tr("Mend or remove this file: {file}").format(file=self._path),
        )

    def _save(self, *, nodes: list[Node] | None = None, local: LocalNode | None = None) -> None:
        content = {
            "version": 1,
            "local": asdict(local or self.local()),
            "nodes": [node_json(node) for node in (self.nodes() if nodes is None else nodes)],
        }
        make_private_folder(self._path.parent)
        part = self._path.with_name(f"{_FILE}.{random.token_hex(4)}")
        try:
            with open(part, "w", encoding="utf-8", opener=private_opener) as file:
                json.dump(content, file, indent=2)
            part.replace(self._path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise ViewerError(
                tr("The list of nodes cannot be saved."), detail=error.strerror or ""
            ) from error


def node_json(node: Node) -> dict[str, Any]:
    """A node as JSON, without what is as usual."""
    usual = Node(node.name)
    return {
        key: getattr(value, "value", value)
        for key, value in asdict(node).items()
        if key == "name" or value != getattr(usual, key)
    }


def nodes_file(nodes: Iterable[Node]) -> bytes:
    """A list of nodes to hand on: JSON without secrets, and without files of this computer."""
    own = ("tls_ca", "tls_certificate", "tls_key")
    entries = [
        {key: value for key, value in node_json(node).items() if key not in own} for node in nodes
    ]
    return json.dumps({"nodes": entries}, indent=2, ensure_ascii=False).encode()


def read_nodes_file(path: Path) -> list[Node]:
    """The nodes of a list that was handed on; ViewerError where it is none."""
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(_MAX_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        raise ViewerError(tr("This file is no list of nodes.")) from error
    entries = content.get("nodes") if isinstance(content, dict) else content
    if not isinstance(entries, list):
        raise ViewerError(tr("This file is no list of nodes."))
    nodes = [node_from_json(entry) for entry in entries]
    for node in nodes:
        if problem := node_problem(node):
            raise ViewerError(problem)
    return nodes


def node_from_json(entry: object) -> Node:
    """A node of a file; ViewerError where it is none. Unknown keys are passed over."""
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise ViewerError(tr("An entry of the list of nodes is none."))
    return _fill(Node(entry["name"]), entry)


def _fill(usual: Described, entry: Mapping[str, Any]) -> Described:
    """The usual values, replaced by those of the entry that have the right type."""
    changes = {}
    for field in fields(usual):
        if field.name not in entry:
            continue
        value, old = entry[field.name], getattr(usual, field.name)
        try:
            if isinstance(old, Enum):
                value = type(old)(value)
            elif isinstance(old, float):
                value = float(value)
        except (ValueError, TypeError):
            value = None
        if type(value) is not type(old):
            raise ViewerError(
                tr("In the list of nodes, {field} has an impossible value.").format(
                    field=field.name
                )
            )
        changes[field.name] = value
    return replace(usual, **changes)
