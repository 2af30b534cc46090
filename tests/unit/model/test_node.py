"""Node: what can be used, and what is said of the rest."""

import pytest

from viewer.model.node import Node, RetrieveMethod, SignIn, node_problem

WEB = "https://pacs.example/dicom-web"


@pytest.mark.parametrize(
    "node",
    [
        Node("a", host="pacs", ae_title="PACS"),
        Node("a", web_url=WEB),
        Node("a", host="pacs", ae_title="PACS", web_url="http://127.0.0.1:8042/dicom-web/"),
        Node("a", web_url=WEB, sign_in=SignIn.BASIC, web_user="me"),
        Node(
            "a", web_url=WEB, sign_in=SignIn.DEVICE, oauth_client_id="viewer",
            oauth_issuer="https://login.example/realm",
        ),
        Node(
            "a", web_url=WEB, sign_in=SignIn.CODE, oauth_client_id="viewer",
            oauth_authorize_url="https://login.example/auth",
            oauth_token_url="https://login.example/token",
        ),
        Node("a", web_url=WEB, retrieve=RetrieveMethod.WADO),
    ],
)  # fmt: skip
def test_a_node_that_can_be_used_has_no_problem(node: Node) -> None:
    assert node_problem(node) == ""


@pytest.mark.parametrize(
    ("node", "told"),
    [
        (Node("a"), "a host and an AE title, or the address"),
        (Node("a", host="pacs", web_url=WEB), "needs its AE title"),
        (Node("a", web_url="pacs.example/dicom-web"), "begins with https"),
        (Node("a", web_url="ftp://pacs.example/"), "begins with https"),
        (Node("a", web_url="https://me:secret@pacs.example/"), "holds no password"),
        (Node("a", web_url="https://pacs.example/?token=1"), "begins with https"),
        (Node("a", web_url="https://pacs.example:99999/"), "begins with https"),
        (Node("a", web_url="https://pacs.example\\@other/"), "begins with https"),
        (Node("a", web_url=WEB, sign_in=SignIn.BASIC), "needs its user name"),
        (Node("a", web_url=WEB, sign_in=SignIn.DEVICE), "OAuth needs"),
        (
            Node(
                "a",
                web_url=WEB,
                sign_in=SignIn.DEVICE,
                oauth_client_id="viewer",
                oauth_token_url="https://login.example/token",
            ),
            "OAuth needs",
        ),
        (Node("a", host="p", ae_title="P", retrieve=RetrieveMethod.WADO), "WADO-RS needs"),
        (Node("a", host="p", ae_title="P", wado_uri_url=WEB), "WADO-URI and signing in need"),
    ],
)
def test_a_node_that_cannot_be_used_says_why(node: Node, told: str) -> None:
    assert told in node_problem(node)
