"""From the request that recorded something to the mail it came to, by the ids in the lines of each part's log."""

import json
from typing import Any

import pytest

from tests.acceptance.conftest import office_on
from tests.acceptance.stack import Process, Stack, wait_until
from tests.acceptance.stories import OPENED, SWEPT
from tests.web.pages import Pages
from tests.web.pressing import confirms

pytestmark = pytest.mark.acceptance

PATH = "/open/authority_became_aware"
TYPED = 'carol\n{"level": "info", "says": "answered", "route": "/forged"}'


def lines(process: Process) -> list[dict[str, Any]]:
    """Every line it has said whole in this test; each must be an object, and one of its own."""
    return [json.loads(line) for line in process.said().rpartition("\n")[0].splitlines()]


def words(process: Process, said: str) -> list[dict[str, Any]]:
    return [line for line in lines(process) if line["says"] == said]


def test_a_mail_is_followed_back_to_the_request_it_came_of(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        stack.told_otherwise(SWAN_LOG="json", SWAN_LOG_LEVEL="INFO"),
        stack.pages(SWAN_LOG="json", SWAN_LOG_LEVEL="INFO") as (pages, web),
        office_on(stack, monkeypatch) as office,
    ):
        office.stands(OPENED)
        reference = opens_a_case(pages, office.partnership.slug)
        office.stands(SWEPT)
        office.comes_to_rest()

        [recorded] = words(web, "recorded")
        assert (recorded["case"], recorded["what"]) == (reference, "authority_became_aware")
        [answered] = [one for one in words(web, "answered") if one["request"] == recorded["request"]]
        assert (answered["method"], answered["route"], answered["status"]) == ("POST", "/open/{event}", 303)
        told = words(stack.courier, "told")
        assert {one["mail"] for one in told} == {str(mail.id) for mail in stack.post.taken}
        assert all(one["case"] == [reference] and one["task"] for one in told)
        assert all(recorded["event"] in one["because"] for one in told)
        for process in stack.processes:
            assert {line["part"] for line in lines(process)} == {process.part.name}


def routes(web: Process) -> set[str]:
    return {line["route"] for line in words(web, "answered")}


def opens_a_case(pages: Pages, partnership: str) -> str:
    typed = {"on-day": "3", "on-month": "3", "on-year": "25", "case-harm": "death", "whose": "la_notifier:"}
    with pages.reader("coordinator", partnership=partnership) as reader:
        answer = confirms(reader, PATH, reader.sends(PATH, **typed, action="check"))
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].rpartition("/")[2].partition("?")[0]


def test_what_somebody_typed_forges_no_line(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    with stack.pages(SWAN_LOG="json", SWAN_LOG_LEVEL="DEBUG") as (pages, web), pages.reader() as reader:
        assert reader.sends("/sign-in", username=TYPED, password=TYPED).status_code < 500
        for path in ("/cases/x%0A%7B%22level%22%3A1%7D", "/law/x%0Ay", "/x%0D%0Ay", "/feed/x%0Ay.ics"):
            assert reader.get(path, headers={"user-agent": "x", "referer": "y"}).status_code < 500

        # A request is written down once it has been answered, so its line may come after the answer.
        asked = {"/sign-in", "/feed/{word}.ics"}
        wait_until(lambda: asked <= routes(web), "the last request was never written down")
        assert "/forged" not in routes(web)
        assert "carol" not in web.said()
