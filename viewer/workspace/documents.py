"""Documents: objects without pictures, read in the background and kept while they are in use."""

from collections import OrderedDict
from typing import Final

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job, JobRunner, Lane
from viewer.base.signal import Signal
from viewer.dicom.load_pydicom import load_pydicom
from viewer.frames.store import FrameFailure
from viewer.model.display_set import FrameRef
from viewer.model.document import Document

_LIMIT: Final = 16


class Documents:
    """Reads on request; `arrived` tells of each, also of one that cannot be read."""

    def __init__(self, runner: JobRunner) -> None:
        self.arrived: Signal[FrameRef] = Signal()
        self._runner = runner
        self._kept: OrderedDict[FrameRef, Document | ViewerError] = OrderedDict()
        self._asked: set[FrameRef] = set()

    def document(self, ref: FrameRef) -> Document | None:
        """The document if it is here."""
        answer = self._kept.get(ref)
        return answer if isinstance(answer, Document) else None

    def failure(self, ref: FrameRef) -> FrameFailure | None:
        """Why the document cannot be had, if that is known."""
        answer = self._kept.get(ref)
        return FrameFailure(ref, answer) if isinstance(answer, ViewerError) else None

    def request(self, ref: FrameRef) -> None:
        """See to it that the document comes."""
        if ref in self._kept:
            self._kept.move_to_end(ref)
            return
        if ref in self._asked:
            return
        self._asked.add(ref)
        self._runner.submit(
            Lane.DISK,
            lambda job: _read(ref, job),
            done=lambda document: self._arrive(ref, document),
            failed=lambda error: self._arrive(ref, error),
        )

    def forget(self, refs: tuple[FrameRef, ...]) -> None:
        """Let go of documents, so that their files are read anew."""
        for ref in refs:
            self._kept.pop(ref, None)

    def _arrive(self, ref: FrameRef, answer: Document | ViewerError) -> None:
        self._asked.discard(ref)
        self._kept[ref] = answer
        while len(self._kept) > _LIMIT:
            self._kept.popitem(last=False)
        self.arrived.emit(ref)


def _read(ref: FrameRef, job: Job) -> Document:
    # Imported late: pydicom costs a window's start 200 ms and more (P2).
    load_pydicom()
    from viewer.dicom.objects.documents import read_document

    job.check()
    return read_document(ref.path, character_set=ref.character_set)
