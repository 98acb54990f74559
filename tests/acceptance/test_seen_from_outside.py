"""What Flower shows and takes, and where a child's name may be read: nowhere, whatever fails."""

import ast
import re
import subprocess
from collections.abc import Iterator

import pytest

from cli.stack import parts, postgres
from tasks.house import is_id
from tests.acceptance.live_office import LiveOffice
from tests.acceptance.outside import Flower, Overheard, names, orders
from tests.acceptance.points import Talking, stopped_at
from tests.acceptance.post import Step
from tests.acceptance.stack import Process, Stack, wait_until
from tests.acceptance.stories import OPENED, SWEPT
from tests.office import moment
from tests.servers import OwnPostgres
from workflows.engine.casework.opening import Incident, open_case
from workflows.engine.casework.recording import Report

pytestmark = pytest.mark.acceptance

CHILD = "ZZCANARY"


@pytest.fixture(scope="module")
def flower(stack: Stack) -> Iterator[Flower]:
    process = Process(parts.flower(stack.settings), stack.settings)
    assert process.part.prepare is not None
    process.part.prepare()
    process.runs()
    yield Flower(process)
    process.stops()


def opens_a_case_that_names_a_child(office: LiveOffice) -> None:
    """Wherever somebody may write freely, they have written the child's name."""
    office.stands(OPENED)
    told = {"portal_reference": f"{CHILD} 1", "note": f"{CHILD} was seen by a neighbour"}
    known = Incident(
        "serious harm", place=f"{CHILD} Lane", circumstances=f"{CHILD} fell", children=[{"name": f"{CHILD} Fell"}]
    )
    first = Report("panel_notified", moment(OPENED).date(), said=office._filled("panel_notified", {}) | told)
    office.case, _ = open_case(office.db, office.partnership, known, first, office.actor, office.now)
    office.db.commit()


def lives_through_a_failure(stack: Stack, office: LiveOffice) -> None:
    """A sweep, a delivery that dies for want of its database, a killed child, and everything told in the end."""
    with stopped_at(Talking(Step.MAIL_TAKEN), stack) as point:
        office.stands(SWEPT)
        point.reach()
        stack.loses_its_database(OwnPostgres.stop)
    wait_until(lambda: "notices.deliver" in stack.courier.failed(), "nothing ever failed")
    stack.postgres.start()
    office.finds_its_record_again()
    stack.courier.loses_its_child()
    office.comes_to_rest_in_a_minute()


def test_flower_lists_the_tasks_with_ids_only(stack: Stack, office: LiveOffice, flower: Flower) -> None:
    opens_a_case_that_names_a_child(office)
    lives_through_a_failure(stack, office)
    wait_until(lambda: "FAILURE" in {task["state"] for task in flower.tasks().values()}, "Flower missed the failure")

    tasks = flower.tasks().values()
    assert {"deadlines.sweep", "notices.deliver"} <= {task["name"] for task in tasks}
    assert all(re.fullmatch(r"(deadlines|notices|watch)\.[a-z]+", task["name"]) for task in tasks)
    arguments = [ast.literal_eval(task[kind]) for task in tasks for kind in ("args", "kwargs") if task[kind]]
    assert all(is_id(value) for given in arguments for value in (given.values() if isinstance(given, dict) else given))


@pytest.mark.parametrize("order", orders())
def test_flower_takes_no_order(flower: Flower, order: str) -> None:
    assert flower.takes(order) == 403


def test_no_childs_name_is_anywhere(stack: Stack, office: LiveOffice, flower: Flower) -> None:
    overheard = Overheard(stack.valkey)
    opens_a_case_that_names_a_child(office)
    lives_through_a_failure(stack, office)

    seen = {
        "Flower": "".join(flower.says(page) for page in pages(flower)),
        "the broker": overheard.in_the_end(),
        "the broker's disk": b"".join(file.read_bytes() for file in stack.valkey.settings.data.rglob("*.aof")),
        "mails": b"".join(mail.raw + mail.text.encode() + mail.subject.encode() for mail in stack.post.taken),
        "logs": b"".join(file.read_bytes() for file in stack.folder.rglob("*.log")),
        "a dump of the record": dump(stack),
    }
    assert all(seen.values())
    assert names("the last word", seen["the broker"])
    assert [place for place, said in seen.items() if names(CHILD, said)] == []


def pages(flower: Flower) -> list[str]:
    """Everything Flower shows."""
    of_tasks = [f"{page}/{id_}" for id_ in flower.tasks() for page in ("/task", "/api/task/info")]
    return ["/", "/tasks", "/broker", "/metrics", "/api/tasks", "/api/workers", "/api/queues/length", *of_tasks]


def dump(stack: Stack) -> bytes:
    command = [postgres.binaries() / "pg_dump", "--dbname", stack.postgres.conninfo(), "--no-owner"]
    return subprocess.run(command, capture_output=True, check=True).stdout
