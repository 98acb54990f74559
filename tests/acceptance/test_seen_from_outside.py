"""A word that stands for a child's name, written wherever somebody may write: looked for wherever it must not be."""

import ast
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from cli.stack import postgres
from cli.stack.parts import program
from cli.stack.whole import environment
from config.partnerships import read, shipped
from models.database import session
from tasks.house import is_id
from tests.acceptance.conftest import office_on
from tests.acceptance.journeys import CANARY, PRIVATE, Journeys
from tests.acceptance.live_office import LiveOffice
from tests.acceptance.outside import Flower, Overheard, names
from tests.acceptance.points import Talking, stopped_at
from tests.acceptance.post import Step
from tests.acceptance.stack import Process, Stack, wait_until
from tests.office import moment
from tests.servers import OwnPostgres
from tests.tasks.post_office import NOTIFY_KEY, TEMPLATE, NotifyOffice, notify_office
from tests.web.pages import FOUNDED, Pages
from workflows.engine.casework.acting import Actor
from workflows.engine.casework.founding import found

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("seen-from-outside")]

OPENED, LATER, LATEST = "Mon 3 Mar 2025 10:00", "Mon 31 Mar 2025 08:00", "Mon 30 Jun 2025 08:00"
DAY = ("3", "3", "2025")
COMMANDS = ("due", "cases", "needs", "audit", "doctor", "people list", "retention list", "workflows")


@pytest.fixture(scope="module")
def lived(stack: Stack, flower: Flower) -> Iterator["Lived"]:
    """Everything that the word has been through, once for all that look for it."""
    with pytest.MonkeyPatch.context() as patch, notify_office() as notify, ExitStack() as opened:
        pages, web = opened.enter_context(stack.pages(SWAN_LOG="json"))
        office = opened.enter_context(office_on(stack, patch))
        yield Lived(stack, flower, office, pages, web, notify)


class Lived:
    """Journeys, mails by both ways, and three failures, with everything that was said meanwhile."""

    def __init__(
        self, stack: Stack, flower: Flower, office: LiveOffice, pages: Pages, web: Process, notify: NotifyOffice
    ) -> None:
        self.stack, self.flower, self.office, self.pages, self.web, self.notify = (
            stack, flower, office, pages, web, notify,
        )  # fmt: skip
        overheard = Overheard(stack.valkey)
        with session("swan_app", url=stack.url) as db:
            found(db, read(shipped("westmarch")), Actor("tests"), moment(FOUNDED))
        self.journeys = Journeys(pages, DAY)
        self.goes_everywhere()
        self.is_told_by_mail_and_a_worker_fails()
        self.is_told_by_notify()
        self.breaks_a_page()
        self.terminal = self.says_at_the_terminal()
        self.overheard = overheard.in_the_end()

    def goes_everywhere(self) -> None:
        """One case in which everything that can be recorded is, and one that stays open for people to be told of."""
        self.office.stands(OPENED)
        full = self.journeys.opens()
        self.journeys.agrees(full)
        self.journeys.corrects(full)
        self.recorded = self.journeys.records_whatever_may_be(full)
        self.reference = self.journeys.opens()
        self.journeys.puts_by(self.reference)
        self.shown = self.journeys.shows_the_children(self.reference)
        self.journeys.looks_everywhere(self.reference, "coordinator", "agency_contact")
        self.journeys.looks_at(full)
        self.journeys.subscribes()

    def is_told_by_mail_and_a_worker_fails(self) -> None:
        """A delivery that dies for want of its database, a killed child, and everything told in the end."""
        with stopped_at(Talking(Step.MAIL_TAKEN), self.stack) as point:
            self.office.stands(LATER)
            point.reach()
            self.stack.loses_its_database(OwnPostgres.stop)
            self.asked_without_a_database = self.answered_without_a_database()
        wait_until(lambda: "notices.deliver" in self.stack.courier.failed(), "nothing ever failed")
        self.stack.postgres.start()
        self.office.finds_its_record_again()
        self.stack.courier.loses_its_child()
        self.office.comes_to_rest_in_a_minute()

    def answered_without_a_database(self) -> str:
        with self.pages.reader() as reader:
            return reader.get(f"/cases/{self.reference}?said={CANARY}").text

    def is_told_by_notify(self) -> None:
        way = {"NOTIFY_API_KEY": NOTIFY_KEY, "NOTIFY_BASE_URL": self.notify.url, "NOTIFY_TEMPLATE_ID": TEMPLATE}
        with self.stack.told_otherwise(SWAN_CHANNEL="govuk_notify", **way):
            for process in self.stack.processes:
                process.runs()
            self.office.stands(LATEST)
            self.office.comes_to_rest()

    def breaks_a_page(self) -> None:
        """What is typed meets a table that is not there: the statement that fails has the word in its values."""
        path = f"/cases/{self.reference}/record/letters_sent"
        with self.pages.reader("coordinator") as reader:
            typed = {**reader.form(path, path), "answer-note": CANARY, "action": "save"}
            with psycopg.connect(self.stack.postgres.conninfo(), autocommit=True) as owner:
                owner.execute("alter table draft rename to drafts")
                self.broken = reader.post(path, data=typed)
                owner.execute("alter table drafts rename to draft")

    def says_at_the_terminal(self) -> str:
        told = environment(self.pages.place, self.web.part)
        said = ""
        for command in (*COMMANDS, f"case {self.reference}", f"explain {self.reference} send-rapid-review"):
            ran = subprocess.run(
                [program("swan"), *command.split()], env=told, capture_output=True, text=True, check=False
            )
            said += ran.stdout + ran.stderr
        return said


def test_the_word_was_written_and_can_be_found_where_it_may_be(lived: Lived) -> None:
    assert lived.recorded > 10
    assert CANARY in lived.shown
    done = {one.route for one in lived.journeys.answers if one.status == 303}
    assert {"/cases/{reference}/agree/{kind}", "/cases/{reference}/entries/{seq}/correct"} <= done
    assert any(CANARY in one.said for one in lived.journeys.answers if one.route.endswith("notification-sheet"))
    assert {one.status for one in lived.journeys.answers if one.route in PRIVATE} >= {200, 303, 422}
    assert lived.broken.status_code == 500
    assert names("the last word", lived.overheard)


def test_no_page_list_export_or_calendar_that_is_not_about_one_case_says_it(lived: Lived) -> None:
    wrong = {one.route for one in lived.journeys.answers if one.route not in PRIVATE and said_in(one.said)}
    assert wrong == set()


def test_no_address_and_no_title_says_it(lived: Lived) -> None:
    answers = lived.journeys.answers
    assert [one.route for one in answers if said_in(one.title)] == []
    assert {
        (one.route, link) for one in answers for link in one.addresses if said_in(link) and "said=" not in link
    } == set()


def test_who_may_not_see_the_case_is_told_nothing_of_it(lived: Lived) -> None:
    assert [one.route for one in lived.journeys.answers if one.status in (401, 403, 404) and said_in(one.said)] == []


def test_what_breaks_says_nothing_of_it(lived: Lived) -> None:
    assert not said_in(lived.broken.text)
    assert not said_in(lived.asked_without_a_database)


def test_no_mail_says_it_by_either_way(lived: Lived) -> None:
    post = lived.stack.post.taken
    mails = b"".join(mail.raw + f"{mail.text}{mail.html}{mail.subject}".encode() for mail in post)
    taken = str(lived.notify.taken)
    assert mails
    assert lived.reference in taken
    assert not names(CANARY, mails.lower() + mails)
    assert not said_in(taken)


def test_nothing_that_operators_see_says_it(lived: Lived) -> None:
    stack, flower = lived.stack, lived.flower
    seen = {
        "Flower": "".join(flower.says(page) for page in flower.pages()),
        "the broker": lived.overheard,
        "the broker's disk": b"".join(file.read_bytes() for file in stack.valkey.settings.data.rglob("*.aof")),
        "the numbers": metrics(lived.pages),
        "the terminal": lived.terminal,
        "a dump of the record": dump(stack),
        **{f"the log {file.name}": file.read_bytes() for file in stack.folder.rglob("*.log") if file.stat().st_size},
    }
    assert all(seen.values())
    assert {
        "the log worker.log",
        "the log courier.log",
        "the log web.log",
        "the log timekeeper.log",
        "the log postgres.log",
    } <= seen.keys()
    assert [place for place, said in seen.items() if names(CANARY, said) or said_in(said)] == []


def test_flower_lists_the_tasks_with_ids_only(lived: Lived) -> None:
    flower = lived.flower
    wait_until(lambda: "FAILURE" in {task["state"] for task in flower.tasks().values()}, "Flower missed the failure")

    tasks = flower.tasks().values()
    assert {"deadlines.sweep", "notices.deliver"} <= {task["name"] for task in tasks}
    assert all(re.fullmatch(r"(deadlines|notices|watch)\.[a-z]+", task["name"]) for task in tasks)
    arguments = [ast.literal_eval(task[kind]) for task in tasks for kind in ("args", "kwargs") if task[kind]]
    assert all(is_id(value) for given in arguments for value in (given.values() if isinstance(given, dict) else given))


def said_in(said: str | bytes) -> bool:
    """Whether the word is in it, however it is spelt."""
    plain = said.decode(errors="replace") if isinstance(said, bytes) else said
    return CANARY.lower() in plain.lower()


def metrics(pages: Pages) -> str:
    with pages.reader() as reader:
        return str(reader.get(f"http://127.0.0.1:{pages.place.metrics_port}/metrics").text)


def dump(stack: Stack) -> bytes:
    command = [postgres.binaries() / "pg_dump", "--dbname", stack.postgres.conninfo(), "--no-owner"]
    return subprocess.run(command, capture_output=True, check=True).stdout
