"""What we pack to begin an association, as pynetdicom reads it and as it answers."""

import pytest
from pynetdicom.pdu import A_ASSOCIATE_AC, A_ASSOCIATE_RQ

from viewer.model.query import Root
from viewer.net.contexts import (
    GET,
    GET_CLASSES,
    STORAGE_SYNTAXES,
    VERIFICATION,
    Context,
    get_contexts,
)
from viewer.net.errors import ProtocolError
from viewer.net.negotiation import (
    IMPLEMENTATION_VERSION,
    accept,
    decode_answer,
    decode_request,
    encode_request,
)

CT = "1.2.840.10008.5.1.4.1.1.2"
EXPLICIT, IMPLICIT = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2"


def request(*contexts: Context) -> bytes:
    return encode_request(called_ae_title="THEM", calling_ae_title="US", contexts=contexts)


def test_a_request_is_what_pynetdicom_would_write() -> None:
    ours = request(*get_contexts([Context(GET[Root.STUDY])]))
    theirs = A_ASSOCIATE_RQ()
    theirs.decode(ours)
    assert theirs.encode() == ours
    primitive = theirs.to_primitive()  # checks each value
    contexts = primitive.presentation_context_definition_list
    assert [item.abstract_syntax for item in contexts] == [GET[Root.STUDY], *GET_CLASSES]
    assert tuple(contexts[1].transfer_syntax) == STORAGE_SYNTAXES
    roles = theirs.user_information.role_selection
    assert {uid: (role.scu_role, role.scp_role) for uid, role in roles.items()} == dict.fromkeys(
        GET_CLASSES, (False, True)
    )


def test_titles_are_sixteen_characters_whatever_is_entered() -> None:
    pdu = A_ASSOCIATE_RQ()
    pdu.decode(encode_request(called_ae_title="Ü" * 20, calling_ae_title="A", contexts=[]))
    assert (pdu.called_ae_title, pdu.calling_ae_title.strip()) == ("?" * 16, "A")


def test_an_answer_takes_what_both_know_and_says_why_not() -> None:
    asked = [
        Context(CT, (IMPLICIT, EXPLICIT), is_reversed=True),
        Context(VERIFICATION, ("1.2.3",)),
        Context("1.2.3.4"),
    ]
    known = {CT: (EXPLICIT, IMPLICIT), VERIFICATION: (IMPLICIT,)}
    body, agreed = accept(
        decode_request(request(*asked)[6:]), syntaxes_of=lambda uid: known.get(uid, ())
    )
    assert [(item.context_id, item.syntax, item.is_reversed) for item in agreed.accepted] == [
        (1, EXPLICIT, True)
    ]
    pdu = A_ASSOCIATE_AC()
    pdu.decode(body)
    assert pdu.encode() == body
    assert [item.result for item in pdu.presentation_context] == [0, 4, 3]
    assert list(pdu.user_information.role_selection) == [CT]
    heard = decode_answer(body[6:], asked)
    assert heard.accepted == agreed.accepted
    assert [uid for uid, _reason in heard.refused] == [VERIFICATION, "1.2.3.4"]


def test_contexts_with_even_numbers_are_refused() -> None:
    data = bytearray(request(Context(CT, (EXPLICIT,))))
    data[data.index(b"\x20\x00", 74) + 4] = 2
    with pytest.raises(ProtocolError):
        accept(decode_request(bytes(data[6:])), syntaxes_of=lambda _uid: (EXPLICIT,))


def test_an_answer_of_pynetdicom_is_read() -> None:
    asked = [Context(CT, (EXPLICIT,)), Context(VERIFICATION)]
    body, _agreed = accept(
        decode_request(request(*asked)[6:]),
        syntaxes_of=lambda uid: (EXPLICIT,) if uid == CT else (),
    )
    pdu = A_ASSOCIATE_AC()
    pdu.decode(body)
    pdu.user_information.user_data[0].maximum_length_received = 16384
    heard = decode_answer(pdu.encode()[6:], asked)
    assert (heard.max_pdu_bytes, heard.implementation) == (16384, IMPLEMENTATION_VERSION)
    assert [(item.context_id, item.syntax) for item in heard.accepted] == [(1, EXPLICIT)]
    assert heard.refused == ((VERIFICATION, "the SOP class is not supported"),)


@pytest.mark.parametrize("end", [0, 67, 68, 70, 90, 100, -1])
def test_an_answer_that_breaks_off_is_told(end: int) -> None:
    asked = [Context(CT, (EXPLICIT,))]
    body, _agreed = accept(
        decode_request(request(*asked)[6:]), syntaxes_of=lambda _uid: (EXPLICIT,)
    )
    with pytest.raises(ProtocolError):
        decode_answer(body[6:][:end], asked)
