"""LinkedMaps: real-world value maps that objects of their own give to images (DC-110)."""

from collections.abc import Sequence

from viewer.base.jobs import InlineRunner, Job, JobRunner, Lane
from viewer.base.signal import Signal
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.sop_classes import REAL_WORLD_MAPS
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.real_world import LinkedMapping, RealWorldMapping
from viewer.workspace.open_sets import OpenSets

_Maps = tuple[LinkedMapping, ...]


class LinkedMaps:
    """Reads the mapping objects that are open; `arrived` tells when there are more maps."""

    def __init__(self, runner: JobRunner | None = None, open_sets: OpenSets | None = None) -> None:
        self.arrived: Signal[None] = Signal()
        self._runner = runner or InlineRunner()
        self._maps: dict[FrameRef, _Maps] = {}  # by object, in the order they were opened

        if open_sets is not None:
            open_sets.changed.connect(self.follow)

    def follow(self, display_sets: Sequence[DisplaySet]) -> None:
        """Read the mapping objects among `display_sets`, forget those of earlier ones."""
        objects = [
            ref
            for display_set in display_sets
            if display_set.sop_class_uid == REAL_WORLD_MAPS
            for ref in display_set.frames
        ]
        self._maps = {ref: maps for ref, maps in self._maps.items() if ref in objects}
        for ref in objects:
            if ref not in self._maps:
                self._maps[ref] = ()
                self._read(ref)

    def maps_of(self, ref: FrameRef) -> tuple[RealWorldMapping, ...]:
        """The maps that open objects give one frame of an image."""
        return tuple(
            linked.mapping
            for maps in self._maps.values()
            for linked in maps
            if linked.sop_instance_uid == ref.sop_instance_uid
            and (not linked.frames or ref.frame_index + 1 in linked.frames)
        )

    def _read(self, ref: FrameRef) -> None:
        self._runner.submit(
            Lane.DISK,
            lambda job: _read(ref, job),
            done=lambda maps: self._take(ref, maps),
            failed=lambda error: None,  # its own cell says why
        )

    def _take(self, ref: FrameRef, maps: _Maps) -> None:
        if ref in self._maps and maps:
            self._maps[ref] = maps
            self.arrived.emit(None)


def _read(ref: FrameRef, job: Job) -> _Maps:
    # Imported late: pydicom costs a window's start 200 ms and more (P2).
    load_pydicom()
    from viewer.dicom.objects.real_world_maps import read_linked_mappings

    job.check()
    return read_linked_mappings(ref.path)
