"""Signing in by an identity provider: a real one on the loopback, that vouches for people and sometimes lies."""

from collections.abc import Iterator
from time import time
from typing import Any

import httpx2
import pytest
from joserfc.jwk import OctKey
from pydantic import SecretStr

from models.columns import new_id
from tests.web.identity_provider import ANOTHERS, CLIENT, SECRET, IdentityProvider, Lie, identity_provider
from tests.web.matrix import lines
from tests.web.pages import Pages, Reader, served
from web import accounts

TENANT, ANOTHER_TENANT = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


@pytest.fixture(scope="module")
def a_first() -> Iterator[IdentityProvider]:
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def council(a_first: IdentityProvider) -> IdentityProvider:
    """The council's provider, honest."""
    a_first.nonsense = {}
    a_first.says, a_first.lie = {"sub": "somebody", "tid": TENANT, "email": "orla@westmarch.invalid"}, Lie()
    return a_first


@pytest.fixture(scope="module")
def a_second() -> Iterator[IdentityProvider]:
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def police(a_second: IdentityProvider) -> IdentityProvider:
    """Another organisation's, honest."""
    a_second.says, a_second.lie = {"sub": "somebody", "email": "orla@westmarch.invalid"}, Lie()
    return a_second


@pytest.fixture
def vouching(pages: Pages, council: IdentityProvider, police: IdentityProvider) -> Iterator[Pages]:
    """The pages, with two organisations whose sign-in may vouch; the council's for one tenant."""
    told = f"""
        [[provider]]
        key = "council"
        name = "The council"
        issuer = "{council.issuer}"
        client_id = "{CLIENT}"
        client_secret = "{SECRET}"
        tenants = ["{TENANT}"]
        [[provider]]
        key = "police"
        name = "The police"
        issuer = "{police.issuer}"
        client_id = "{CLIENT}"
        client_secret = "{SECRET}"
        """
    place = pages.place.model_copy(update={"given_oidc": SecretStr(told)})
    with served(pages.url, place) as more:
        yield more


def leaves(reader: Reader, key: str = "council") -> str:
    """Where the button leads."""
    sent = reader.sends(f"/sign-in/with/{key}", from_page="/sign-in")
    assert sent.status_code == 303
    return str(sent.headers["location"])


def returns(reader: Reader, provider: IdentityProvider, key: str = "council", **other: str) -> httpx2.Response:
    """There and back; `other` is what the address they come back to says otherwise."""
    came = provider.authorizes(leaves(reader, key))
    return reader.get(f"/sign-in/from/{key}", params={**came, **other})


def sits(pages: Pages, provider: IdentityProvider, subject: str = "somebody", person: str = "orla-fennimore") -> None:
    """This person's account is the one that the provider vouches for."""
    with pages.record() as db:
        account = accounts.make(db, provider.issuer, subject, id=new_id())
        accounts.seat(db, account, pages.partnership(db).id, pages.person(db, person).id)


def test_whoever_is_vouched_for_is_signed_in_and_the_session_is_another(
    vouching: Pages, council: IdentityProvider
) -> None:
    sits(vouching, council)
    with vouching.reader() as reader:
        reader.get("/sign-in")
        before = reader.cookies["swan"]
        assert returns(reader, council).headers["location"] == "/"
        assert reader.cookies["swan"] != before
        assert "Orla Fennimore" in reader.get("/my-sessions").text
        assert council.asked["response_type"] == "code"
        assert council.asked["code_challenge_method"] == "S256"
        assert min(len(council.asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


BAD = {
    "another key signed it": Lie(key=ANOTHERS),
    "nobody signed it": Lie(unsigned=True),
    "our own secret signed it": Lie(header={"alg": "HS256"}, key=OctKey.import_key(SECRET)),
    "it was altered after it was signed": Lie(altered=True),
    "another issuer": Lie({"iss": "https://elsewhere.invalid"}),
    "an issuer with one character more": Lie({"iss": "{issuer}/"}),
    "for another client": Lie({"aud": "another"}),
    "of another sign-in": Lie({"nonce": "of another sign-in"}),
    "of no sign-in": Lie({"nonce": None}),
    "over": Lie({"exp": int(time()) - 3600}),
    "without an end": Lie({"exp": None}),
    "for nobody": Lie({"sub": None}),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_token_that_cannot_be_believed_signs_in_nobody(vouching: Pages, council: IdentityProvider, bad: str) -> None:
    sits(vouching, council)
    sits(vouching, council, "somebody else", "kit-rosenqvist")
    lie = BAD[bad]
    council.lie = Lie({name: _named(value, council) for name, value in lie.claims.items()}, lie.header, lie.key,
                      lie.altered, lie.unsigned)  # fmt: skip
    with vouching.reader() as reader:
        answer = returns(reader, council)
        assert answer.status_code == 401
        assert "You could not be signed in" in answer.text
        assert reader.get("/my-sessions").status_code == 303
    (row,) = vouching.rows("select said from access where act = 'refused'")
    assert row.said["route"] == "/sign-in/from/{key}"


def _named(value: Any, provider: IdentityProvider) -> Any:
    return value.format(issuer=provider.issuer) if isinstance(value, str) else value


@pytest.mark.parametrize("tenant", [ANOTHER_TENANT, None, "", [TENANT]])
def test_a_tenant_that_is_not_on_the_list_is_turned_away(
    vouching: Pages, council: IdentityProvider, tenant: Any
) -> None:
    sits(vouching, council)
    council.says["tid"] = tenant
    with vouching.reader() as reader:
        assert returns(reader, council).status_code == 403
        assert reader.get("/my-sessions").status_code == 303


@pytest.mark.parametrize("other", [{"state": "another"}, {"state": ""}, {"code": "another"}])
def test_what_comes_back_otherwise_than_it_was_sent_is_refused(
    vouching: Pages, council: IdentityProvider, other: dict[str, str]
) -> None:
    sits(vouching, council)
    with vouching.reader() as reader:
        assert returns(reader, council, **other).status_code == 401
        assert reader.get("/my-sessions").status_code == 303


@pytest.mark.parametrize("said", [[], "words", 7, None, {}, {"id_token": 7}, {"keys": 7}, {"keys": [{}]}])
@pytest.mark.parametrize("path", ["/keys", "/token", "/.well-known/openid-configuration"])
def test_a_provider_that_talks_nonsense_signs_in_nobody(
    vouching: Pages, council: IdentityProvider, path: str, said: Any
) -> None:
    with vouching.reader() as reader:
        came = council.authorizes(leaves(reader))
        council.nonsense = {path: said}
        assert reader.get("/sign-in/from/council", params=came).status_code == 401


def test_an_address_to_come_back_to_is_good_once_and_for_the_browser_that_left(
    vouching: Pages, council: IdentityProvider
) -> None:
    sits(vouching, council)
    with vouching.reader() as reader, vouching.reader() as thief:
        came = council.authorizes(leaves(reader))
        thief.get("/sign-in")
        assert thief.get("/sign-in/from/council", params=came).status_code == 401
        assert reader.get("/sign-in/from/police", params=came).status_code == 401
        assert reader.get("/sign-in/from/council", params=came).status_code == 401
        assert returns(reader, council).status_code == 303
        assert reader.get("/sign-in/from/council", params=came).status_code == 401


def test_people_are_known_by_issuer_and_subject_and_never_by_their_mail(
    vouching: Pages, council: IdentityProvider, police: IdentityProvider
) -> None:
    sits(vouching, council)
    council.says["email"] = "another@westmarch.invalid"
    with vouching.reader() as reader, vouching.reader() as other:
        returns(reader, council)
        returns(other, police, "police")
        assert "Orla Fennimore" in reader.get("/my-sessions").text
        assert "Orla Fennimore" not in other.get("/my-sessions").text
        assert len(vouching.rows("select id from account where subject = 'somebody'")) == 2


def test_vouched_for_and_with_no_role_every_page_says_to_ask_for_access(
    vouching: Pages, council: IdentityProvider
) -> None:
    with vouching.reader() as reader:
        returns(reader, council)
        asked = {line.path for line in lines() if line.method == "GET" and line.answers["own"].endswith(">")}
        for path in sorted(asked - {"/sign-in/code", "/sign-in/partnership"}):
            answer = reader.get(path.replace("{", "").replace("}", ""))
            assert (answer.status_code, "have no role here yet" in answer.text) == (403, True), path
