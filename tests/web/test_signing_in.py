"""Signing in with a password and a code, by a one-time link, and to a demonstration."""

import re
from datetime import datetime, timedelta

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from pyotp import TOTP

from models import Demonstration
from models.account import LOCAL
from models.clock import real_now
from models.columns import new_id
from models.database import session
from tests.web.pages import Pages, Reader
from web import accounts, codes, passwords

PASSWORD = "kestrel ladder marmalade"
NAME = "orla.fennimore"


def link(pages: Pages, person: str = "orla-fennimore", partnership: str = "westmarch") -> str:
    """The word of a one-time link for this person."""
    with pages.record(partnership=partnership) as db:
        return accounts.invite(db, pages.partnership(db, partnership).id, pages.person(db, person).id)


def an_account(pages: Pages, person: str = "orla-fennimore", name: str = NAME) -> str:
    """Somebody with a password and a secret; the secret."""
    secret, account_id = codes.new_secret(), new_id()
    with pages.record() as db:
        kept = {"password": passwords.kept(PASSWORD), "totp": codes.sealed(secret, account_id)}
        account = accounts.make(db, LOCAL, name, id=account_id, **kept)
        accounts.seat(db, account, pages.partnership(db).id, pages.person(db, person).id)
    return secret


def now(pages: Pages, *, steps: int = 0) -> datetime:
    """The real moment of the database, some steps of 30 seconds away."""
    (row,) = pages.rows("select now() as at")
    moment: datetime = row.at
    return moment + timedelta(seconds=30 * steps)


def signs_in(reader: Reader, secret: str, at: datetime, password: str = PASSWORD) -> str:
    """Through both pages: where they are sent at last."""
    first = reader.sends("/sign-in", name=NAME, password=password)
    assert first.headers["location"] == "/sign-in/code"
    second = reader.sends("/sign-in/code", code=TOTP(secret).at(at))
    return second.headers.get("location", "")


class TestPassword:
    def test_it_takes_a_password_and_a_code(self, pages: Pages) -> None:
        secret = an_account(pages)
        with pages.reader() as reader:
            assert signs_in(reader, secret, now(pages)) == "/"
            assert "Orla Fennimore" in reader.get("/my-sessions").text

    def test_a_password_alone_reaches_no_page(self, pages: Pages) -> None:
        an_account(pages)
        with pages.reader() as reader:
            reader.sends("/sign-in", name=NAME, password=PASSWORD)
            assert reader.get("/my-sessions").headers["location"].startswith("/sign-in")

    def test_a_code_works_once(self, pages: Pages) -> None:
        secret, at = an_account(pages), now(pages)
        with pages.reader() as first, pages.reader() as second:
            assert signs_in(first, secret, at) == "/"
            assert signs_in(second, secret, at) == ""
            assert signs_in(second, secret, at + timedelta(seconds=30)) == "/"

    @pytest.mark.parametrize("steps", [-3, 3])
    def test_a_code_of_another_time_is_refused(self, pages: Pages, steps: int) -> None:
        secret = an_account(pages)
        with pages.reader() as reader:
            assert signs_in(reader, secret, now(pages, steps=steps)) == ""

    def test_an_unknown_name_and_a_wrong_password_are_answered_alike(self, pages: Pages) -> None:
        an_account(pages)
        with pages.reader() as reader:
            wrong = reader.sends("/sign-in", name=NAME, password="another password")
            unknown = reader.sends("/sign-in", name="nobody", password="another password")
        assert (wrong.status_code, unknown.status_code) == (401, 401)
        assert without_words(wrong.text, NAME) == without_words(unknown.text, "nobody")

    def test_a_disabled_account_is_answered_like_an_unknown_one(self, pages: Pages) -> None:
        an_account(pages)
        with pages.record() as db:
            found = accounts.find(db, LOCAL, NAME)
            assert found is not None
            accounts.disable(db, found, real_now(db))
        with pages.reader() as reader:
            assert reader.sends("/sign-in", name=NAME, password=PASSWORD).status_code == 401

    def test_how_the_name_is_written_does_not_matter(self, pages: Pages) -> None:
        an_account(pages)
        with pages.reader() as reader:
            sent = reader.sends("/sign-in", name=" Orla.Fennimore ", password=PASSWORD)
        assert sent.headers["location"] == "/sign-in/code"

    def test_afterwards_they_are_where_they_wanted_to_go(self, pages: Pages) -> None:
        secret = an_account(pages)
        with pages.reader() as reader:
            reader.get(reader.get("/my-sessions").headers["location"])
            assert signs_in(reader, secret, now(pages)) == "/my-sessions"

    @pytest.mark.parametrize("elsewhere", ["https://elsewhere.invalid/", "//elsewhere.invalid", "/\\elsewhere.invalid"])
    def test_nobody_is_sent_elsewhere(self, pages: Pages, elsewhere: str) -> None:
        secret = an_account(pages)
        with pages.reader() as reader:
            reader.get("/sign-in", params={"next": elsewhere})
            assert signs_in(reader, secret, now(pages)) == "/"


def without_words(page: str, name: str) -> str:
    """A page without what must differ: the session's own word, and the name that was typed."""
    return re.sub(r'value="[\w-]{43}"', "", page.replace(name, ""))


class TestKept:
    def test_a_password_is_kept_as_argon2id_at_the_floor_or_above(self) -> None:
        found = extract_parameters(passwords.kept(PASSWORD))
        assert found.type is Type.ID
        assert (found.memory_cost, found.time_cost, found.parallelism) >= (19 * 1024, 2, 1)

    def test_the_hash_of_nobody_costs_the_same(self) -> None:
        assert extract_parameters(passwords.NOBODYS) == extract_parameters(passwords.kept(PASSWORD))
        assert not passwords.right("nobody has this password", None)

    def test_the_secret_of_the_codes_lies_sealed(self, pages: Pages) -> None:
        secret = an_account(pages)
        (row,) = pages.rows("select totp, password from account")
        assert secret not in row.totp
        assert PASSWORD not in row.password

    @pytest.mark.parametrize(
        ("password", "right"),
        [
            ("short word", False),
            ("a" * 64, False),
            ("password123456", False),
            ("safeguarding1", False),
            ("orla.fennimore", False),
            (PASSWORD, True),
            ("Zw9" + "x kestrel " * 7, True),
            ("żółw maçã 鳥 swimming", True),
            ("x kestrel " * 13, False),
        ],
    )
    def test_a_password_is_long_and_not_among_the_first_guesses(self, password: str, right: bool) -> None:
        assert (passwords.wrong_with(password, ["orla.fennimore"]) == "") is right


class TestGuesses:
    def test_the_eleventh_within_five_minutes_is_not_looked_at(self, pages: Pages) -> None:
        an_account(pages)
        with pages.reader() as reader:
            for _ in range(10):
                assert reader.sends("/sign-in", name=NAME, password="wrong wrong wrong").status_code == 401
            assert reader.sends("/sign-in", name=NAME, password=PASSWORD).status_code == 429

    def test_others_are_not_held_up(self, pages: Pages) -> None:
        secret = an_account(pages)
        with pages.reader() as reader:
            for _ in range(11):
                reader.sends("/sign-in", name="somebody.else", password="wrong wrong wrong")
            assert signs_in(reader, secret, now(pages)) == "/"

    def test_after_five_minutes_it_is_looked_at_again(self, pages: Pages) -> None:
        an_account(pages)
        with pages.reader() as reader:
            for _ in range(10):
                reader.sends("/sign-in", name=NAME, password="wrong wrong wrong")
            pages.rows("update access set at = at - interval '5 minutes' returning id")
            assert reader.sends("/sign-in", name=NAME, password=PASSWORD).status_code == 303

    def test_codes_are_counted_for_the_account_from_wherever_they_come(self, pages: Pages) -> None:
        secret = an_account(pages)
        with pages.reader() as first, pages.reader() as second:
            for reader in (first, second):
                reader.sends("/sign-in", name=NAME, password=PASSWORD)
            for reader in [first, second] * 5:
                assert reader.sends("/sign-in/code", code="000000").status_code == 401
            right = TOTP(secret).at(now(pages))
            assert [one.sends("/sign-in/code", code=right).status_code for one in (first, second)] == [429, 429]

    def test_what_was_typed_is_not_in_the_record(self, pages: Pages) -> None:
        with pages.reader() as reader:
            reader.sends("/sign-in", name="zzcanary typed here", password="zzcanary password")
        (row,) = pages.rows("select access::text as all from access where act = 'sign-in-refused'")
        assert "zzcanary" not in row.all


class TestLink:
    def test_a_link_makes_an_account_once(self, pages: Pages) -> None:
        word = link(pages)
        with pages.reader() as reader:
            assert "Orla Fennimore" in reader.get(f"/join/{word}").text
            secret = through_the_link(reader, word)
            made = reader.sends(f"/join/{word}/code", code=TOTP(secret).at(now(pages)))
            assert made.headers["location"] == "/"
            assert "Orla Fennimore" in reader.get("/my-sessions").text
            assert reader.get(f"/join/{word}").status_code == 404
        with pages.reader() as other:
            assert signs_in(other, secret, now(pages, steps=1)) == "/"

    def test_without_the_code_there_is_no_account(self, pages: Pages) -> None:
        word = link(pages)
        with pages.reader() as reader:
            through_the_link(reader, word)
            assert reader.sends(f"/join/{word}/code", code="000000").status_code == 422
        assert pages.rows("select id from account") == []

    def test_a_weak_password_is_said_beside_the_field_and_the_name_stays(self, pages: Pages) -> None:
        word = link(pages)
        with pages.reader() as reader:
            answer = reader.sends(f"/join/{word}", name="orla", password="password1234")
        assert answer.status_code == 422
        assert 'value="orla"' in answer.text
        assert "harder to guess" in answer.text
        assert "<title>Error: " in answer.text

    def test_a_new_link_ends_the_one_before_and_changes_the_password(self, pages: Pages) -> None:
        old_secret, first, second = an_account(pages), link(pages), link(pages)
        with pages.reader() as reader, pages.reader("coordinator") as elsewhere:
            assert reader.get(f"/join/{first}").status_code == 404
            secret = through_the_link(reader, second, password="another kestrel marmalade")
            reader.sends(f"/join/{second}/code", code=TOTP(secret).at(now(pages)))
            assert elsewhere.get("/my-sessions").status_code == 200
        with pages.reader() as reader:
            assert reader.sends("/sign-in", name=NAME, password=PASSWORD).status_code == 401
        assert old_secret != secret
        assert len(pages.rows("select id from account where issuer = 'local' and subject = :name", name=NAME)) == 1

    def test_an_old_link_is_over(self, pages: Pages) -> None:
        word = link(pages)
        pages.rows("update invitation set expires_at = now() - interval '1 second' returning id")
        with pages.reader() as reader:
            assert reader.get(f"/join/{word}").status_code == 404

    def test_the_link_is_kept_as_a_digest(self, pages: Pages) -> None:
        word = link(pages)
        (row,) = pages.rows("select invitation::text as all from invitation")
        assert word not in row.all

    def test_somebody_elses_name_is_refused(self, pages: Pages) -> None:
        an_account(pages)
        word = link(pages, "kit-rosenqvist")
        with pages.reader() as reader:
            answer = reader.sends(f"/join/{word}", name=NAME, password=PASSWORD)
        assert answer.status_code == 422
        assert "Somebody signs in under this name already" in answer.text


class TestFirst:
    def test_there_is_no_account_at_first(self, pages: Pages) -> None:
        with pages.record() as db:
            assert not accounts.there_are_any(db)

    def test_the_first_link_is_for_whoever_comes_first(self, pages: Pages) -> None:
        with session("swan_app", url=pages.url) as db:
            word = accounts.invite(db)
        with pages.record() as db:
            kit = str(pages.person(db, "kit-rosenqvist").id)
        with pages.reader() as reader:
            reader.sends(f"/join/{word}", name="kit", password=PASSWORD, person=kit)
            secret = unspaced(reader.get(f"/join/{word}/code").text)
            reader.sends(f"/join/{word}/code", code=TOTP(secret).at(now(pages)))
            assert "Kit Rosenqvist" in reader.get("/my-sessions").text

    def test_it_is_no_good_once_somebody_has_an_account(self, pages: Pages) -> None:
        with session("swan_app", url=pages.url) as db:
            word = accounts.invite(db)
        an_account(pages)
        with pages.reader() as reader:
            assert reader.get(f"/join/{word}").status_code == 404


def through_the_link(reader: Reader, word: str, password: str = PASSWORD) -> str:
    """The first page of it; the secret the second one shows."""
    reader.sends(f"/join/{word}", name=NAME, password=password)
    return unspaced(reader.get(f"/join/{word}/code").text)


def unspaced(page: str) -> str:
    found = re.search(r'class="sw-secret">([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


class TestDemonstration:
    def test_it_offers_a_desk_for_every_role_and_says_what_it_is(self, pages: Pages) -> None:
        with pages.reader() as reader:
            shown = reader.get("/sign-in").text
            sent = reader.sends(
                "/sign-in/demonstration", from_page="/sign-in", partnership="westmarch", role="operator"
            )
            assert "This is a demonstration" in shown
            assert sent.headers["location"] == "/"
            assert "Kit Rosenqvist" in reader.get("/my-sessions").text

    def test_without_a_demonstration_there_is_no_such_door(self, pages: Pages) -> None:
        with session("swan_owner", url=pages.url) as db:
            db.delete(db.get_one(Demonstration, True))
        with pages.reader() as reader:
            shown = reader.get("/sign-in").text
            sent = reader.sends(
                "/sign-in/demonstration", from_page="/sign-in", partnership="westmarch", role="operator"
            )
        assert "demonstration" not in shown
        assert sent.status_code == 404


class TestSeveralPartnerships:
    def test_they_choose_the_one_they_work_for_and_see_no_other(self, pages: Pages) -> None:
        secret = an_account(pages)
        with pages.record(partnership="eastmarch") as db:
            account = accounts.find(db, LOCAL, NAME)
            assert account is not None
            accounts.seat(db, account, pages.partnership(db, "eastmarch").id, pages.person(db, "kit-rosenqvist").id)
        with pages.reader() as reader:
            assert signs_in(reader, secret, now(pages)) == "/sign-in/partnership"
            reader.sends("/sign-in/partnership", partnership="eastmarch")
            shown = reader.get("/my-sessions").text
        assert "Kit Rosenqvist" in shown
        assert "Westmarch" not in shown

    def test_one_that_is_not_theirs_cannot_be_chosen(self, pages: Pages) -> None:
        secret = an_account(pages)
        with pages.reader() as reader:
            signs_in(reader, secret, now(pages))
            reader.sends("/sign-in/partnership", partnership="eastmarch")
            assert "Westmarch" in reader.get("/my-sessions").text


class TestNobodyYet:
    def test_an_account_without_a_person_is_asked_to_ask_for_access(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            pages.rows("update web_session set partnership_id = null, person_id = null returning id")
            answer = reader.get("/my-sessions")
        assert answer.status_code == 403
        assert "You are signed in, and have no role here yet" in answer.text
