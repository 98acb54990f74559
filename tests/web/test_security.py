"""What every answer carries, and what is refused whatever page it was for."""

import pytest
from sqlalchemy import text

from config.settings import Settings, WrongSettings
from models.clock import swan_now
from tests.web.pages import Pages, served
from web.app import Application, create_app, routes
from web.desk import AtDesk, InTransaction
from web.security import policy

CARRIED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}
ANSWERS = {
    "/sign-in": 200,
    "/": 303,
    "/nowhere": 404,
    "/static/app.css": 200,
    "/static/nowhere.css": 404,
    "/sign-in/from/nobody": 404,
    "/docs": 404,
    "/redoc": 404,
    "/openapi.json": 404,
}
APART = {"web_session", "access"}
"""What being there writes: a session is used, and who saw what is kept."""


class TestHeaders:
    @pytest.mark.parametrize(("path", "status"), ANSWERS.items())
    def test_every_answer_carries_them(self, pages: Pages, path: str, status: int) -> None:
        with pages.reader() as stranger:
            answer = stranger.get(path)
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in CARRIED} == CARRIED
        rules = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
        assert {rules[name] for name in ("default-src", "object-src", "base-uri", "frame-ancestors")} == {"'none'"}
        assert rules["form-action"] == "'self'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "uvicorn" not in answer.headers.get("server", "")

    def test_the_one_inline_script_is_allowed_by_its_own_hash(self) -> None:
        page = "<script>one()</script><script type='module' src='/static/app.js'></script>"
        assert "script-src 'self' 'sha256-HR7iaask9daLMRRskMI++QeJtjWDOjyPA6lGzYGzKW4=';" in policy(page)

    def test_a_built_file_may_be_kept_for_good_under_an_address_made_from_its_content(self, pages: Pages) -> None:
        with pages.reader() as stranger:
            page = stranger.get("/sign-in").text
            address = page.split('rel="stylesheet" href="')[1].split('"')[0]
            answer = stranger.get(address)
        assert "immutable" in answer.headers["cache-control"]

    def test_over_https_the_browser_is_told_to_stay_there_and_the_cookie_is_bound_to_it(self, pages: Pages) -> None:
        with served(pages.url, pages.place, link="https://swan.invalid") as secure, secure.reader() as stranger:
            answer = stranger.get("/sign-in", headers={"host": "swan.invalid"})
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        name, *rest = answer.headers["set-cookie"].split("; ")
        assert name.startswith("__Host-swan=")
        assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} <= set(rest)
        assert not any(part.startswith("Domain") for part in rest)

    def test_on_this_machine_the_cookie_goes_without_https(self, pages: Pages) -> None:
        with pages.reader() as stranger:
            name, *rest = stranger.get("/sign-in").headers["set-cookie"].split("; ")
        assert name.startswith("swan=")
        assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= set(rest)
        assert "Secure" not in rest

    def test_nobody_is_served_in_the_clear_over_a_network(self) -> None:
        place = Settings.model_validate({"SWAN_LINK": "http://swan.invalid"})
        with pytest.raises(WrongSettings, match="must begin with https://"):
            create_app(place)


class TestForms:
    def test_a_form_without_its_word_is_refused_and_changes_nothing(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            assert reader.post("/sign-out").status_code == 403
            assert reader.get("/my-sessions").status_code == 200

    def test_a_form_with_somebody_elses_word_is_refused(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader, pages.reader("operator") as other:
            stolen = other.form("/my-sessions")["csrf"]
            assert reader.post("/sign-out", data={"csrf": stolen}).status_code == 403
            assert reader.get("/my-sessions").status_code == 200

    @pytest.mark.parametrize(
        "sent",
        [
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://elsewhere.invalid"},
            {"origin": "null"},
        ],
    )
    def test_a_form_of_another_site_is_refused_even_with_the_right_word(
        self, pages: Pages, sent: dict[str, str]
    ) -> None:
        with pages.reader("coordinator") as reader:
            word = reader.form("/my-sessions")
            assert reader.post("/sign-out", data=word, headers=sent).status_code == 403
            assert reader.get("/my-sessions").status_code == 200

    def test_a_form_of_our_own_is_taken(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            word = reader.form("/my-sessions")
            sent = reader.post("/sign-out", data=word, headers={"sec-fetch-site": "same-origin", "origin": pages.link})
        assert sent.status_code == 303

    def test_a_field_the_page_does_not_have_is_refused(self, pages: Pages) -> None:
        with pages.reader("coordinator") as reader:
            sent = reader.sends("/sign-out", from_page="/my-sessions", role="operator")
            assert sent.status_code == 422
            assert reader.get("/my-sessions").status_code == 200

    def test_every_route_that_changes_something_reads_its_form_by_name(self) -> None:
        for route in routes():
            assert route.methods <= {"GET", "POST"}, route.path
            assert not route.body_field, f"{route.path} reads fields past the form that is checked"


@pytest.mark.parametrize("path", ["/cases/a%00b", "/cases?q=%00", "/cases/a%00b/record/panel_notified"])
def test_an_address_that_no_database_can_hold_is_not_there(pages: Pages, path: str) -> None:
    with pages.reader("coordinator") as reader:
        assert reader.get(path).status_code == 404


@pytest.mark.parametrize("typed", [{"name": "a\0b"}, {"a\0b": "name"}])
def test_a_form_that_no_database_can_hold_is_refused_and_changes_nothing(pages: Pages, typed: dict[str, str]) -> None:
    with pages.reader("coordinator") as reader:
        word = reader.form("/add-person")
        before = standing(pages)
        answer = reader.post("/add-person", data={**word, **typed})
        assert answer.status_code == 422
        assert "This form is not one of ours" in answer.text
        assert standing(pages) == before


@pytest.mark.parametrize("year", ["99999999999", "9" * 5000, "0", "-1"])
def test_a_year_that_no_calendar_has_is_said_beside_its_field(pages: Pages, year: str) -> None:
    with pages.reader("coordinator") as reader:
        typed = {"on-day": "2", "on-month": "11", "on-year": year}
        answer = reader.sends("/open/authority_became_aware", **typed)
    assert answer.status_code == 422
    assert "must be a real date" in answer.text


def test_another_name_for_this_machine_is_not_answered(pages: Pages) -> None:
    """An address of elsewhere that was made to lead here would make our pages part of another site."""
    with pages.reader() as stranger:
        assert stranger.get("/sign-in", headers={"host": "elsewhere.invalid"}).status_code == 404
        assert stranger.get("/health", headers={"host": "elsewhere.invalid"}).status_code == 200


def standing(pages: Pages) -> dict[str, str]:
    """Every table of the record but what being there writes, in one word a table."""
    places = pages.rows("select relname from pg_stat_user_tables where schemaname = 'public'")
    told = "select md5(string_agg(row::text, '' order by row::text)) as told from \"{}\" row"
    names = {place.relname for place in places} - APART - {"alembic_version"}
    return {name: pages.rows(told.format(name))[0].told for name in names}


def test_reading_changes_nothing(pages: Pages) -> None:
    reference = pages.opens_case("authority_became_aware", when="Mon 16 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    known = {"{reference}": reference, "{event}": "panel_notified", "{deadline}": "notify-panel", "{seq}": "1"}
    with pages.reader("coordinator") as reader:
        before = standing(pages)
        for path in [route.path for route in routes() if "GET" in route.methods]:
            for name, value in known.items():
                path = path.replace(name, value)
            reader.get(path)
        assert standing(pages) == before


def broken(made: Application) -> None:
    """Two pages that break: one for nobody, one at somebody's desk with a statement that quotes a row."""

    def break_down() -> None:
        raise ValueError("zzcanary in the words of an error")

    def break_at_a_desk(desk: AtDesk, db: InTransaction) -> None:
        swan_now(db)
        db.execute(text("select cast(:typed as integer)"), {"typed": "zzcanary"})

    made.add_api_route("/broken", break_down)
    made.add_api_route("/broken-at-a-desk", break_at_a_desk)


@pytest.mark.parametrize("path", ["/broken", "/broken-at-a-desk"])
def test_what_breaks_says_so_in_our_words_and_gives_nothing_away(
    pages: Pages, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with served(pages.url, pages.place, also=broken) as breaking, breaking.reader("coordinator") as reader:
        answer = reader.get(path)
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in CARRIED} == CARRIED
    number = answer.text.split("the number ")[1][:8]
    logged = caplog.text
    assert number in logged
    assert "test_security.py" in logged
    assert "zzcanary" not in logged + answer.text
