"""What the statuses of HTTP mean for us, each with what to do (RFC 9110 15, PS3.18 8.5)."""

from typing import Final

from viewer.base.i18n import tr
from viewer.model.node import Node, SignIn
from viewer.net.errors import NetworkError, StatusError

AGAIN: Final = frozenset((429, 502, 503, 504))  # may be another answer in a moment
REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))

_MEANINGS: Final = {
    400: (
        "The server did not understand the question.",
        "It may not know one of the keys: ask for less.",
    ),
    403: ("The server does not allow it.", "Ask its administrator what this user may do."),
    404: (
        "The server knows nothing at this address.",
        "Check the address of its DICOMweb service.",
    ),
    405: (
        "The server does not offer this service.",
        "Use another way: its DIMSE side, if it has one.",
    ),
    406: ("The server cannot answer in a form that we understand.", "Retrieve from it by DIMSE."),
    408: ("The server gave up waiting.", "Try again in a moment."),
    409: ("The server took none of the instances.", "Its log tells why."),
    410: ("The server has it no longer.", ""),
    411: ("The server wants to know the length beforehand.", "Send to it by DIMSE."),
    413: (
        "The server does not take so much at once.",
        "Ask its administrator for the limit, or send by DIMSE.",
    ),
    414: ("The server does not take so long a question.", "Ask for fewer UIDs at once."),
    415: ("The server does not take this kind of content.", "Send to it by DIMSE."),
    429: ("The server has had too many questions from us.", "Try again in some minutes."),
    500: ("The server failed.", "Its administrator finds the reason in its log."),
    501: (
        "The server does not offer this service.",
        "Use another way: its DIMSE side, if it has one.",
    ),
    502: ("The server is not reached by the gateway before it.", "Tell its administrator."),
    503: ("The server is busy or being serviced.", "Try again in a moment."),
    504: ("The server does not answer the gateway before it.", "Tell its administrator."),
    507: ("The server has no room left.", "Tell its administrator."),
}
_REFUSED: Final = ("The server refused.", "Check the address of its DICOMweb service.")
_SIGN_IN: Final = {
    SignIn.NONE: "Choose for the node how to sign in, and enter what it wants.",
    SignIn.BASIC: "Check the user name, and enter the password anew, under Nodes.",
    SignIn.BEARER: "Enter a new token, under Nodes.",
    SignIn.DEVICE: "Sign in again, under Nodes.",
    SignIn.CODE: "Sign in again, under Nodes.",
}


class SignInNeededError(NetworkError):
    """The server wants to know who we are, or does not believe it."""


def refusal(status: int, node: Node) -> NetworkError:
    """The error of an answer that is no success."""
    if status == 401:
        is_wrong = node.sign_in is not SignIn.NONE
        return SignInNeededError(
            tr("The server does not accept how we signed in.")
            if is_wrong
            else tr("The server wants us to sign in."),
            hint=tr(_SIGN_IN[node.sign_in]),
            detail="HTTP status 401",
        )
    what, hint = _MEANINGS.get(status) or _unnamed(status)
    return StatusError(tr(what), status=status, hint=tr(hint), detail=f"HTTP status {status}")


def _unnamed(status: int) -> tuple[str, str]:
    if status >= 500:
        return _MEANINGS[500]
    return _REFUSED
