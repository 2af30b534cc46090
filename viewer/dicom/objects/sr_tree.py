"""The content tree of a structured report as nodes that know their parents (PS3.3 C.17.3)."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.values import code_value

_DEEPEST: Final = 48
_MOST: Final = 20_000
Place = tuple[int, ...]


@dataclass(slots=True, eq=False)
class Node:
    """One content item; `position` is its path of 1-based numbers, () for the root.

    Items by reference are among `children` of both their places, and have the parent of the
    first: who asks for ancestors gets no loop.
    """

    item: Attributes
    kind: str
    concept: str
    position: Place
    parent: "Node | None"
    children: list["Node"] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The path in words: "1.3.2"."""
        return ".".join(map(str, (1, *self.position)))

    @property
    def ancestors(self) -> Iterator["Node"]:
        """The items above it, the nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def children_of(self, *kinds: str) -> list["Node"]:
        """The items below it of some value types."""
        return [child for child in self.children if child.kind in kinds]


def read_tree(root: Attributes) -> list[Node]:
    """All items of a report, parents before children; of huge or deep ones the first."""
    by_place: dict[Place, Node] = {}
    references: list[tuple[Node, Place]] = []
    top = _node(root, (), None)
    by_place[()] = top
    waiting = deque([top])
    while waiting and len(by_place) < _MOST:
        parent = waiting.popleft()
        if len(parent.position) >= _DEEPEST:
            continue
        for number, item in enumerate(parent.item.items("ContentSequence"), 1):
            if len(by_place) >= _MOST:
                break
            if item.has("ReferencedContentItemIdentifier"):
                numbers = item.integers("ReferencedContentItemIdentifier")
                references.append((parent, numbers[1:]))  # the first number is the root
                continue
            node = _node(item, (*parent.position, number), parent)
            parent.children.append(node)
            by_place[node.position] = node
            waiting.append(node)
    for parent, place in references:
        if (target := by_place.get(place)) is not None:
            parent.children.append(target)
    return list(by_place.values())


def _node(item: Attributes, position: Place, parent: Node | None) -> Node:
    name = item.item("ConceptNameCodeSequence")
    concept = code_value(name) if name is not None else ""
    return Node(item, item.text("ValueType"), concept, position, parent)
