"""SpiffWorkflow: a BPMN process a case, kept as JSON in a row: read, told, run on and stored for each event."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any
from uuid import uuid4

import psycopg
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks.peers import beside
from benchmarks.talk import Answer, Watch, answer, plainly

TABLE = "create table if not exists process (id text primary key, kept text not null)"
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def process(acts: Sequence[str]) -> bytes:
    """A user task for each act, one after another."""
    places = ["begin", *acts, "end"]
    flows = "".join(
        f'<sequenceFlow id="flow_{n}" sourceRef="{one}" targetRef="{other}"/>'
        for n, (one, other) in enumerate(pairwise(places))
    )
    tasks = "".join(f'<manualTask id="{act}" name="{act}"/>' for act in acts)
    inside = f'<startEvent id="begin"/>{tasks}<endEvent id="end"/>{flows}'
    return (
        f'<definitions xmlns="{BPMN}" id="all" targetNamespace="swan">'
        f'<process id="case" isExecutable="true">{inside}</process></definitions>'
    ).encode()


class Program:
    """Keeps the process and the connection between two questions."""

    def ready(self, database: str, acts: Sequence[Mapping[str, Any]], cases: int) -> None:
        self.acts, self.cases = acts, cases
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(BytesIO(process([act["name"] for act in acts]))))
        self.spec = parser.get_spec("case")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self.connection = psycopg.connect(plainly(database))
        self.connection.execute(beside.TABLES)
        self.connection.execute(TABLE)
        self.connection.commit()

    def round(self) -> Answer:
        watch = Watch()
        for _ in range(self.cases):
            case = str(uuid4())
            for act in self.acts:
                with self.connection.transaction(), self.connection.cursor() as cursor:
                    self.happens(cursor, case, act)
        return {"events": self.cases * len(self.acts) / watch.seconds}

    def happens(self, cursor: psycopg.Cursor[Any], case: str, act: Mapping[str, Any]) -> None:
        cursor.execute("select kept from process where id = %s for no key update", [case])
        row = cursor.fetchone()
        whole = self.serializer.deserialize_json(row[0]) if row else BpmnWorkflow(self.spec)
        whole.do_engine_steps()
        [task] = whole.get_tasks(state=TaskState.READY, manual=True)
        assert task.task_spec.name == act["name"], task.task_spec.name
        task.run()
        whole.do_engine_steps()
        cursor.execute(
            "insert into process (id, kept) values (%s, %s) on conflict (id) do update set kept = excluded.kept",
            [case, self.serializer.serialize_json(whole)],
        )
        beside.write(cursor, case, act)


if __name__ == "__main__":
    program = Program()
    answer(ready=program.ready, round=program.round)
