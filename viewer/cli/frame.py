"""Load one frame for a command."""

from pathlib import Path

from viewer.model.frame import Frame


def load_frame_apart(file: Path, frame_number: int, character_set: str = "") -> Frame:
    """Decode in a process of its own if the frame is compressed (SEC-001).

    A `character_set` counts in place of what the file declares.
    """
    from viewer.frames.workers import DecodePool
    from viewer.workflows.render_image import load_frame

    pool = DecodePool(workers=1)
    try:
        return load_frame(file, frame_number, decode=pool.decode, character_set=character_set)
    finally:
        pool.close()
