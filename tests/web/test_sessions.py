"""Sessions: made anew at every step, ended when idle or old, ended from outside, and nothing typed lost with them."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from fastapi import Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pyotp import TOTP

from models.account import LOCAL
from models.clock import real_now
from tests.web.pages import Pages, Reader, served
from tests.web.test_signing_in import NAME, PASSWORD, an_account, now, signs_in
from web import accounts, sessions
from web.app import Application
from web.desk import AtDesk, Typed
from web.drafting import keeps
from web.rendering import environment

NOTE = environment().from_string('<form method="post">{{ csrf() }}<textarea name="words">{{ words }}</textarea></form>')


def noting(made: Application) -> None:
    """A page with a form, and one that asks again who it is: as every page of the office has them."""

    def note(request: Request, desk: AtDesk) -> HTMLResponse:
        before = desk.typed_before("/note").get("words", [""])
        return HTMLResponse(NOTE.render(request=request, words=before[0]))

    @keeps("A note")
    def noted(form: Typed, desk: AtDesk) -> Response:
        return PlainTextResponse(form.only("words")["words"])

    def sealed(form: Typed, desk: AtDesk) -> Response:
        desk.must_have_proved()
        return PlainTextResponse(form.only("words")["words"])

    made.add_api_route("/note", note)
    made.add_api_route("/note", noted, methods=["POST"])
    made.add_api_route("/seal", note)
    made.add_api_route("/seal", sealed, methods=["POST"])


@pytest.fixture
def noted(pages: Pages) -> Iterator[Pages]:
    """The pages, and a form of our own among them."""
    with served(pages.url, pages.place, also=noting) as more:
        yield more


def cookie(reader: Reader) -> str:
    return str(reader.cookies["swan"])


def grown_old(pages: Pages, column: str, by: timedelta) -> None:
    """As if so much time had passed since."""
    pages.rows(f"update web_session set {column} = {column} - make_interval(secs => :by) returning id", by=by.seconds)


def lives(pages: Pages, reader: Reader) -> bool:
    return reader.get("/my-sessions").status_code == 200


class TestTheWord:
    def test_it_is_another_after_the_password_and_another_after_the_code(self, pages: Pages) -> None:
        secret = an_account(pages)
        with pages.reader() as reader:
            reader.get("/sign-in")
            before = cookie(reader)
            reader.sends("/sign-in", name=NAME, password=PASSWORD)
            between = cookie(reader)
            signs_in(reader, secret, now(pages))
            after = cookie(reader)
        assert len({before, between, after}) == 3
        for old in (before, between):
            with pages.reader() as thief:
                thief.cookies.set("swan", old)
                assert not lives(pages, thief)

    def test_the_record_keeps_a_digest_of_256_bits(self, pages: Pages) -> None:
        word = pages.signs_in("coordinator")
        assert len(word) == 43
        (row,) = pages.rows("select token, session::text as all from web_session session")
        assert row.token == sha256(word.encode()).hexdigest()
        assert word not in row.all

    def test_one_that_was_made_up_opens_nothing(self, pages: Pages) -> None:
        with pages.reader() as reader:
            reader.cookies.set("swan", "A" * 43)
            assert not lives(pages, reader)


class TestTime:
    @pytest.mark.parametrize(("idle", "alive"), [(timedelta(minutes=29), True), (timedelta(minutes=31), False)])
    def test_unused_for_half_an_hour_it_is_over(self, pages: Pages, idle: timedelta, alive: bool) -> None:
        with pages.reader("coordinator") as reader:
            grown_old(pages, "seen_at", idle)
            assert lives(pages, reader) is alive

    @pytest.mark.parametrize(
        ("old", "alive"), [(timedelta(hours=11, minutes=59), True), (timedelta(hours=12, minutes=1), False)]
    )
    def test_after_twelve_hours_it_is_over_however_busy(self, pages: Pages, old: timedelta, alive: bool) -> None:
        with pages.reader("coordinator") as reader:
            grown_old(pages, "begun_at", old)
            assert lives(pages, reader) is alive

    def test_use_begins_the_idle_time_anew(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            for _ in range(3):
                grown_old(pages, "seen_at", timedelta(minutes=20))
                assert lives(pages, reader)

    def test_the_time_of_a_demonstration_does_not_touch_it(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            pages.it_is("Mon 4 Jan 2027 10:00")
            assert lives(pages, reader)

    def test_the_button_of_the_warning_begins_it_anew(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            grown_old(pages, "seen_at", timedelta(minutes=29))
            stayed = reader.sends("/session/stay", from_page="/my-sessions")
            (row,) = pages.rows("select now() - seen_at < interval '10 seconds' as fresh from web_session")
        assert stayed.status_code == 204
        assert row.fresh


class TestEnding:
    def test_signing_out_ends_it_and_clears_the_browser(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            word = cookie(reader)
            answer = reader.sends("/sign-out", from_page="/my-sessions")
        assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
        assert "swan=; Path=/; Max-Age=0" in answer.headers["set-cookie"]
        with pages.reader() as thief:
            thief.cookies.set("swan", word)
            assert not lives(pages, thief)

    def test_disabling_the_account_ends_every_session_at_the_next_request(self, pages: Pages) -> None:
        secret = an_account(pages)
        with pages.reader() as first, pages.reader() as second:
            signs_in(first, secret, now(pages))
            signs_in(second, secret, now(pages, steps=1))
            assert lives(pages, first)
            with pages.record() as db:
                account = accounts.find(db, LOCAL, NAME)
                assert account is not None
                accounts.disable(db, account, real_now(db))
            assert [lives(pages, one) for one in (first, second)] == [False, False]

    def test_ending_the_last_role_ends_access_at_the_next_request(self, pages: Pages) -> None:
        with pages.reader("operator") as reader, pages.reader("coordinator") as other:
            assert lives(pages, reader)
            pages.rows("update holding set to_on = '2026-11-22' where role = 'operator' returning id")
            assert reader.get("/my-sessions").status_code == 403
            assert lives(pages, other)

    def test_ending_one_role_takes_what_only_that_role_may(self, pages: Pages) -> None:
        with pages.reader("coordinator", person="orla-fennimore") as reader:
            assert reader.get("/sessions").status_code == 200
            pages.rows(
                "update holding set to_on = '2026-11-22' where role in ('coordinator', 'business_manager') returning id"
            )
            pages.rows("update holding set role = 'scrutineer' where role = 'communications' returning id")
            pages.rows(
                "update holding set deputy_id = (select deputy_id from holding h where h.role = 'business_manager' "
                "and h.partnership_id = holding.partnership_id) where role = 'scrutineer' returning id"
            )
            assert reader.get("/sessions").status_code == 403
            assert lives(pages, reader)

    def test_somebody_sees_and_ends_their_own(self, pages: Pages) -> None:
        with pages.reader("reviewer") as here, pages.reader("reviewer") as there:
            shown = here.get("/my-sessions").text
            assert shown.count("This session") == 1
            ended = here.sends("/my-sessions/end", from_page="/my-sessions")
            assert ended.status_code == 303
            assert lives(pages, here)
            assert not lives(pages, there)

    def test_nobody_ends_anothers_as_their_own(self, pages: Pages) -> None:
        with pages.reader("reviewer") as reader, pages.reader("coordinator") as other:
            (row,) = pages.rows("select id from web_session where token = :token", token=sessions.digest(cookie(other)))
            answer = reader.sends("/my-sessions/end", from_page="/my-sessions", session=str(row.id))
            assert answer.status_code == 404
            assert lives(pages, other)

    def test_those_who_run_the_office_end_anybodys_of_their_own_partnership(self, pages: Pages) -> None:
        with (
            pages.reader("coordinator") as reader,
            pages.reader("reviewer") as ours,
            pages.reader("reviewer", partnership="eastmarch") as theirs,
        ):
            ids = {
                one: str(
                    pages.rows("select id from web_session where token = :token", token=sessions.digest(cookie(one)))[
                        0
                    ].id
                )
                for one in (ours, theirs)
            }
            assert ids[theirs] not in reader.get("/sessions").text
            sent = {one: reader.sends("/sessions/end", from_page="/sessions", session=ids[one]) for one in ids}
            assert [sent[one].status_code for one in (ours, theirs)] == [303, 404]
            assert [lives(pages, one) for one in (ours, theirs)] == [False, True]


class TestNothingTypedIsLost:
    WORDS = 'Panel rang at ten: "wait" <for> the letter & file it'

    def test_a_form_that_came_too_late_is_there_again_after_signing_in(self, noted: Pages) -> None:
        secret = an_account(noted)
        with noted.reader() as reader:
            signs_in(reader, secret, now(noted))
            fields = reader.form("/note")
            grown_old(noted, "seen_at", timedelta(minutes=31))
            late = reader.post("/note", data={**fields, "words": self.WORDS})
            assert late.headers["location"].startswith("/sign-in")
            assert "What you typed is kept" in reader.get(late.headers["location"]).text
            assert signs_in(reader, secret, now(noted, steps=1)) == "/note"
            assert self.shown(reader.get("/note").text) == self.WORDS
            assert reader.sends("/note", words=self.WORDS).text == self.WORDS
            assert self.shown(reader.get("/note").text) == ""

    def test_somebody_else_at_the_same_browser_does_not_see_it(self, noted: Pages) -> None:
        with noted.reader("coordinator") as reader:
            fields = reader.form("/note")
            grown_old(noted, "seen_at", timedelta(minutes=31))
            late = reader.post("/note", data={**fields, "words": self.WORDS})
            reader.get(late.headers["location"])
            reader.sends("/sign-in/demonstration", from_page="/sign-in", partnership="westmarch", role="operator")
            assert self.shown(reader.get("/note").text) == ""

    def test_it_lies_sealed(self, noted: Pages) -> None:
        with noted.reader("coordinator") as reader:
            fields = reader.form("/note")
            grown_old(noted, "seen_at", timedelta(minutes=31))
            reader.post("/note", data={**fields, "words": self.WORDS})
        (row,) = noted.rows("select draft::text as whole from draft")
        assert "Panel rang" not in row.whole

    def test_after_signing_out_nothing_is_kept(self, noted: Pages) -> None:
        with noted.reader("coordinator") as reader:
            fields = reader.form("/note")
            reader.sends("/sign-out", from_page="/my-sessions")
            reader.post("/note", data={**fields, "words": self.WORDS})
        assert noted.rows("select id from draft") == []

    def shown(self, page: str) -> str:
        inside = page.split('name="words">')[1].split("</textarea>")[0]
        return inside.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class TestProvingAgain:
    def test_a_step_that_asks_for_it_waits_until_they_have(self, noted: Pages) -> None:
        secret = an_account(noted)
        with noted.reader() as reader:
            signs_in(reader, secret, now(noted))
            assert reader.sends("/seal", words="sealed").text == "sealed"
            grown_old(noted, "proved_at", timedelta(minutes=11))
            asked = reader.sends("/seal", words="sealed")
            assert asked.headers["location"] == "/prove-again?next=/seal"
            code = TOTP(secret).at(now(noted, steps=1))
            reader.get(asked.headers["location"])
            assert reader.sends("/prove-again", password="wrong", code=code).status_code == 401
            proved = reader.sends("/prove-again", password=PASSWORD, code=code)
            assert proved.headers["location"] == "/seal"
            assert reader.sends("/seal", words="sealed").text == "sealed"

    def test_it_is_a_new_session_of_the_same_person(self, noted: Pages) -> None:
        with noted.reader() as reader:
            reader.sends("/sign-in/demonstration", from_page="/sign-in", partnership="westmarch", role="operator")
            before = cookie(reader)
            reader.sends("/prove-again")
            assert cookie(reader) != before
            assert "Kit Rosenqvist" in reader.get("/my-sessions").text
