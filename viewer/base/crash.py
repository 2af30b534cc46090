"""What may be written down about a bug: where it happened, never the values it met."""

import traceback


def describe_crash(error: BaseException) -> str:
    """The kind of `error` and its stack, without its message, which may quote patient data."""
    lines = [
        f"{frame.name} ({frame.filename.rsplit('/viewer/', 1)[-1]}:{frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join([type(error).__name__, *reversed(lines)])
