"""What can go wrong between us and another system, each with its likely cause."""

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr


class NetworkError(ViewerError):
    """The other system did not do what was asked, or could not be reached."""


class UnreachableError(NetworkError):
    """No connection: the name, the network, the port or TLS."""


class RejectedError(NetworkError):
    """The association was refused; `source` and `reason` as in PS3.8 table 9-21."""

    def __init__(self, *, source: int, reason: int, is_permanent: bool) -> None:
        what, hint = _REJECTIONS.get((source, reason), _UNKNOWN_REJECTION)
        super().__init__(
            tr("The node refused the association: {why}.").format(why=tr(what)),
            hint=tr(hint),
            detail=f"source {source}, reason {reason}, {'permanent' if is_permanent else 'now'}",
        )
        self.source = source
        self.reason = reason


class AbortedError(NetworkError):
    """The association ended before its work was done."""


class PortTakenError(NetworkError):
    """Somebody else listens where images were to arrive."""


class ProtocolError(NetworkError):
    """The other side sent what the protocol does not allow."""


class TimeoutExceededError(NetworkError):
    """No answer in time."""


class UnsupportedServiceError(NetworkError):
    """The node does not offer the service at all."""


class StatusError(NetworkError):
    """The service answered with a failure."""

    def __init__(self, message: str, *, status: int, hint: str = "", detail: str = "") -> None:
        super().__init__(message, hint=hint, detail=detail)
        self.status = status


_UNKNOWN_REJECTION = ("without a reason", "Ask the administrator of the node; its log tells more.")
_REJECTIONS = {
    (1, 1): (
        "no reason given",
        "Often our AE title is not in its list: ask its administrator to enter title, address "
        "and port of this computer.",
    ),
    (1, 2): (
        "it does not know the application context",
        "The other side speaks no DICOM that we know.",
    ),
    (1, 3): (
        "it does not know our AE title",
        "Ask its administrator to enter our AE title, or use one that it knows.",
    ),
    (1, 7): (
        "it does not answer to the AE title that was called",
        "Correct the AE title of the node: upper and lower case differ.",
    ),
    (2, 1): ("no reason given by its upper layer", "Ask the administrator of the node."),
    (2, 2): ("it does not support our version of the protocol", "The other side is no DICOM node."),
    (3, 1): ("it is busy", "Try again in a moment."),
    (3, 2): ("it has too many associations", "Try again in a moment."),
}
