"""The one root of errors that a user may be told about."""


class ViewerError(Exception):
    """An expected failure: what happened, what to do about it, and details for the curious.

    `message` and `hint` are shown to the user and may be logged: they hold no patient data.
    """

    def __init__(self, message: str, *, hint: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.detail = detail


class Cancelled(Exception):  # noqa: N818 - a wish of the user, not an error
    """Raised inside a job after the user cancelled it; never shown."""
