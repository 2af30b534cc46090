"""Stack: the frames of a display set by their places."""

from collections.abc import Sequence

from viewer.model.display_set import DisplaySet, FrameRef


class Stack:
    """Finds frames of one display set; empty without one."""

    def __init__(self, display_set: DisplaySet | None = None) -> None:
        frames = () if display_set is None else display_set.frames
        self._frames = frames
        self._places = {ref: place for place, ref in enumerate(frames)}

    def __len__(self) -> int:
        return len(self._places)

    def place_of(self, ref: FrameRef | None) -> int | None:
        """Where a frame stands, also where its texts are read in another way than before."""
        if ref is None:
            return None
        place = self._places.get(ref)
        if place is None:
            # By UID first: comparing paths is slow, and stacks hold thousands.
            uid = ref.sop_instance_uid
            alike = (k for k, r in enumerate(self._frames) if r.sop_instance_uid == uid)
            place = next((k for k in alike if self._frames[k].is_at(ref)), None)
        return place

    def exact_place_of(self, ref: FrameRef) -> int | None:
        """Where this very frame stands."""
        return self._places.get(ref)

    def within(self, index: int) -> int:
        """The nearest index that there is; 0 in an empty stack."""
        return max(0, min(index, len(self) - 1))


def stepped(index: int, steps: int, stops: Sequence[int]) -> int:
    """The stop that lies `steps` stops after `index`, or before it, or the last that way."""
    ahead = [stop for stop in stops if stop > index]
    behind = [stop for stop in stops if stop < index]
    if steps > 0 and ahead:
        return ahead[min(steps, len(ahead)) - 1]
    if steps < 0 and behind:
        return behind[max(len(behind) + steps, 0)]
    return index
