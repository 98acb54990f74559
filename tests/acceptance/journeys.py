"""A coordinator's days on the real pages, in which whoever may write freely has written the word that is looked for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import httpx2

from tests.web.pages import Pages, Reader
from tests.web.pressing import confirms
from web.app import routes
from web.ics import ICS

CANARY = "ZZCANARY"

PRIVATE = frozenset(
    {
        "/cases/{reference}", "/cases/{reference}/sheet", "/cases/{reference}/children",
        "/cases/{reference}/notification-sheet", "/cases/{reference}/notification-sheet.docx",
        "/cases/{reference}/review-pack", "/cases/{reference}/review-pack.docx",
        "/cases/{reference}/record/{event}", "/cases/{reference}/entries/{seq}/correct",
        "/cases/{reference}/entries/{seq}/strike", "/cases/{reference}/agree/{kind}",
        "/cases/{reference}/agree/{kind}/myself", "/open/{event}", "/register.xlsx", "/register.csv",
    }
)  # fmt: skip
"""What shows somebody with the right to it what was written in a case, or gives them back what they typed."""

ENDS = frozenset({"/sign-in/from/{key}", "/signed-out"})
"""Asked for by nobody who is signed in and wants to stay so."""


@dataclass
class Fields(HTMLParser):
    """The fields of the form that is sent to `action`, and what each holds."""

    action: str
    held: dict[str, list[str]] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)
    offered: dict[str, list[str]] = field(default_factory=dict)
    inside: bool = False
    select: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self.inside = said.get("action") == self.action
        name, value = said.get("name") or "", said.get("value") or ""
        if not self.inside or (not name and tag != "option"):
            return
        if tag == "select":
            self.select = name
        elif tag == "option" and value:
            self.offered.setdefault(self.select, []).append(value)
        elif tag == "textarea":
            self.free.add(name)
        elif tag == "input":
            self.input(said.get("type") or "text", name, value)

    def input(self, kind: str, name: str, value: str) -> None:
        if kind in ("radio", "checkbox"):
            self.offered.setdefault(name, []).append(value)
        elif value or kind == "hidden":
            held = self.held.setdefault(name, [])
            held += [value] if value not in held else []
        elif not re.search(r"-(day|month|year|other)$|^at$", name):
            self.free.add(name)

    def filled(self, word: str, instead: Mapping[str, str]) -> dict[str, Any]:
        """As a thoughtless person fills it in: the word wherever there is room, and the first of each choice."""
        chosen = {name: values[:1] for name, values in self.offered.items()}
        return {**chosen, **{name: f"{word} {name}" for name in self.free}, **self.held, **instead}


@dataclass(frozen=True)
class Answer:
    """What was answered at a route, as words: whatever is packed is unpacked."""

    route: str
    status: int
    location: str
    kind: str
    said: str

    @property
    def title(self) -> str:
        return "".join(re.findall(r"<title>(.*?)</title>", self.said, re.DOTALL))

    @property
    def addresses(self) -> list[str]:
        """Every address a browser would be sent to from here."""
        return [self.location, *re.findall(r'(?:href|src|action)="([^"]*)"', self.said)]


def heard(route: str, answer: httpx2.Response) -> Answer:
    headers = answer.headers
    said = f"{headers.get('content-disposition', '')}\n{unpacked(answer.content)}"
    return Answer(route, answer.status_code, headers.get("location", ""), headers.get("content-type", ""), said)


def unpacked(content: bytes) -> str:
    """The words of a page, or of every file inside a workbook or a document."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    except BadZipFile:
        return content.decode(errors="replace")


class Journeys:
    """Done by the coordinator unless it says otherwise; every answer is kept."""

    def __init__(self, pages: Pages, day: tuple[str, str, str]) -> None:
        self.pages, self.answers = pages, list[Answer]()
        self.day = dict(zip(("on-day", "on-month", "on-year"), day, strict=True))

    def asks(self, reader: Reader, route: str, path: str) -> str:
        self.answers.append(heard(route, reader.get(path)))
        return self.answers[-1].said

    def fills(self, reader: Reader, route: str, path: str, **instead: str) -> httpx2.Response:
        """Fills in the form at a path, has it checked and confirms what is shown."""
        fields = Fields(path)
        shown = self.asks(reader, route, path)
        fields.feed(shown)
        typed = fields.filled(CANARY, {**(self.day if 'name="on-day"' in shown else {}), **instead})
        checked = reader.post(path, data={**typed, "action": "check"})
        self.answers.append(heard(route, checked))
        if checked.status_code != 200 or f'action="{path}"' not in checked.text:
            return checked
        answer = confirms(reader, path, checked)
        self.answers.append(heard(route, answer))
        return answer

    def opens(self) -> str:
        with self.pages.reader("coordinator") as reader:
            answer = self.fills(reader, "/open/{event}", "/open/panel_notified")
            assert answer.status_code == 303, answer.text
            return answer.headers["location"].rpartition("/")[2].partition("?")[0]

    def records_whatever_may_be(self, reference: str) -> int:
        """One event after another, each that is offered once; how many were recorded."""
        recorded, route = 0, "/cases/{reference}/record/{event}"
        with self.pages.reader("coordinator") as reader:
            offered = self.asks(reader, "/cases/{reference}/record", f"/cases/{reference}/record")
            for path in dict.fromkeys(re.findall(rf'href="(/cases/{reference}/record/[a-z_]+)[?"]', offered)):
                recorded += self.fills(reader, route, path).status_code == 303
        return recorded

    def corrects(self, reference: str) -> None:
        with self.pages.reader("coordinator") as reader:
            for act in ("correct", "strike"):
                route = f"/cases/{{reference}}/entries/{{seq}}/{act}"
                self.fills(reader, route, f"/cases/{reference}/entries/2/{act}")

    def agrees(self, reference: str) -> None:
        """To a draft that went round after a meeting."""
        route = "/cases/{reference}/agree/{kind}"
        with self.pages.reader("coordinator") as reader:
            for event in ("review_meeting_held", "draft_circulated"):
                self.fills(reader, "/cases/{reference}/record/{event}", f"/cases/{reference}/record/{event}")
            self.fills(reader, route, f"/cases/{reference}/agree/partner-agreement")

    def puts_by(self, reference: str) -> None:
        """Typed and left; then a form that is refused, with everything in it."""
        path = f"/cases/{reference}/record/letters_sent"
        with self.pages.reader("coordinator") as reader:
            typed = {**reader.form(path, path), "answer-note": CANARY}
            for action in ("save", "check"):
                answer = reader.post(path, data={**typed, "on-day": CANARY, "action": action})
                self.answers.append(heard("/cases/{reference}/record/{event}", answer))
            self.answers.append(heard("/cases/{reference}/record/{event}", reader.post(path, data={CANARY: CANARY})))

    def looks_everywhere(self, reference: str, *roles: str) -> None:
        """Every address there is, as each of these."""
        for role in roles:
            with self.pages.reader(role) as reader:
                for route, path in self.paths(reference):
                    self.asks(reader, route, path)
        with self.pages.reader("coordinator") as reader:
            self.asks(reader, "/cases", f"/cases?said={CANARY}")
            self.asks(reader, "/cases/{reference}", f"/cases/{CANARY}")

    def looks_at(self, reference: str) -> None:
        """Every address of one case."""
        with self.pages.reader("coordinator") as reader:
            for route, path in self.paths(reference):
                if reference in path:
                    self.asks(reader, route, path)

    def shows_the_children(self, reference: str) -> str:
        """What somebody sees who asks for it and may."""
        path = f"/cases/{reference}/children"
        with self.pages.reader("coordinator") as reader:
            answer = reader.sends(path, from_page=f"/cases/{reference}")
        self.answers.append(heard("/cases/{reference}/children", answer))
        return self.answers[-1].said

    def subscribes(self) -> None:
        with self.pages.reader("coordinator") as reader:
            made = reader.sends("/calendar/subscribe", action="make").text
        [path] = set(re.findall(r'value="http[^"]*?(/feed/[^"]+\.ics)"', made))
        with self.pages.reader() as stranger:
            self.asks(stranger, "/feed/{word}.ics", path)
            assert self.answers[-1].kind.startswith(ICS.partition(";")[0])

    def paths(self, reference: str) -> Iterator[tuple[str, str]]:
        """Every address that is asked for, for this case."""
        for route in routes():
            if "GET" not in route.methods or route.path in ENDS:
                continue
            for values in self.named(reference):
                path = route.path
                for name, value in values.items():
                    path = path.replace("{" + name + "}", value)
                if "{" not in path:
                    yield route.path, path
                    break

    def named(self, reference: str) -> Iterator[dict[str, str]]:
        """What may stand in an address."""
        dates = """select deadline.id from deadline join "case" on "case".id = case_id
          where reference = :reference and status = 'open' order by due_on"""
        everybody = "select person.id as person, holding.id as role from person join holding on person_id = person.id"
        (held, *_), deadlines = self.pages.rows(everybody), self.pages.rows(dates, reference=reference)
        owed = {"deadline": str(deadlines[0].id)} if deadlines else {}
        own = {"reference": reference, **owed, "seq": "1", "kind": "partner-agreement"}
        yield {
            **own,
            "person": str(held.person),
            "role": str(held.role),
            "event": "letters_sent",
            "name": "rapid-review",
        }
        yield {"event": "panel_notified"}
