"""From the rows of a register to histories: every cell is checked, and every day is what happened on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from workflows.engine.casework.importing import Entry, Fault, History
from workflows.engine.casework.opening import Incident
from workflows.engine.casework.recording import Report
from workflows.engine.reading.speaking import day
from workflows.engine.reading.titles import events
from workflows.engine.register.cells import Unreadable, value
from workflows.engine.register.columns import BY_TITLE, HAPPENED, LEGACY, PANEL_SAYS, Happened, Kind
from workflows.engine.register.table import Row, Table

GIVEN = "from the register"
"""What stands for evidence the register does not hold: nobody is chased for the past."""

_ASKED_AGAIN = ("disagrees", "local review better")

Said = Mapping[str, str]
Days = Mapping[str, tuple[date, ...]]


@dataclass(frozen=True, slots=True)
class Span:
    """`until` which day a register is taken in, and `today`, after which nothing can have happened."""

    until: date
    today: date


@dataclass(slots=True)
class Register:
    """The histories of a register, its faults, and the days left out because they come after the day asked for."""

    histories: list[History] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[tuple[str, str, date]] = field(default_factory=list)


def histories(table: Table, prefix: str, own_area: str, span: Span) -> Register:
    """Every row as a history, or its faults. `own_area` is the partnership's name, however much of it is written."""
    register, seen = Register(), dict[str, int]()
    for row in table.rows:
        said, dated, faults = _read(table, row, prefix, span)
        name = said.get("Reference", "")
        if name in seen:
            faults.append(Fault(row.line, table.place("Reference"), f"{name} stands in line {seen[name]} already."))
        seen.setdefault(name, row.line)
        register.faults += faults
        if not faults:
            _take_up(register, table, _Case(row.line, said, dated, own_area), span.until)
    return register


def _read(
    table: Table, row: Row, prefix: str, span: Span
) -> tuple[dict[str, str], dict[str, tuple[date, ...]], list[Fault]]:
    """The words and the days of a row, by title, and what is wrong with it."""
    said, dated, faults = dict[str, str](), dict[str, tuple[date, ...]](), list[Fault]()
    for title, cell in row.cells.items():
        try:
            read = value(cell, BY_TITLE[title], prefix)
            _refuse_alone(row, title)
            _refuse_ahead(read, title, span)
        except Unreadable as wrong:
            faults.append(Fault(row.line, table.place(title), str(wrong)))
            continue
        if isinstance(read, str):
            said[title] = read
        else:
            dated[title] = read
    missing = [title for title in ("Reference", "Harm") if title not in row.cells]
    return said, dated, faults + [Fault(row.line, table.place(title), "it is empty.") for title in missing]


def _refuse_alone(row: Row, title: str) -> None:
    for needed in BY_TITLE[title].needs:
        if needed not in row.cells:
            raise Unreadable(f"it says something, and {needed} is empty.")


def _refuse_ahead(read: str | tuple[date, ...], title: str, span: Span) -> None:
    if isinstance(read, str) or BY_TITLE[title].kind is Kind.DAY_AHEAD:
        return
    if read[-1] > span.today:
        raise Unreadable(f"{day(read[-1])} is still ahead, and only what happened is recorded.")


@dataclass(frozen=True, slots=True)
class _Case:
    """One row that can be read."""

    line: int
    said: Said
    dated: Days
    own_area: str

    @property
    def reference(self) -> str:
        return self.said["Reference"]

    def happened(self, one: Happened) -> tuple[str, Said]:
        """Which event it was, and what this row answers beyond the columns that `one` names."""
        if one.column == "Panel letter":
            return PANEL_SAYS[self.said["Panel says"]], {}
        if one.column == "Lead agreed":
            return self.lead()
        if one.column == "Review decided":
            kind = "legacy_scr" if self.said.get("Type") == LEGACY else "review"
            return "review_initiated", {"kind": kind, "route": self.route()}
        override = {"override_reason": GIVEN} if one.event == "publication_planned" else {}
        return str(one.event), override

    def lead(self) -> tuple[str, Said]:
        theirs = self.said.get("Lead area", "")
        if theirs and not self.own_area.casefold().startswith(theirs.casefold()):
            return "incident_found_in_another_area", {"which_area": theirs}
        return "other_area_joined", {"which_area": self.said.get("Other area", "")}

    def route(self) -> str:
        """Where the review came from, as far as the days before it tell."""
        decided = self.dated["Review decided"][0]
        before = {title for title, found in self.dated.items() if found[0] <= decided}
        if "Panel letter" in before and self.said.get("Panel says") in _ASKED_AGAIN:
            return "panel_letter"
        return "rapid_review" if "Rapid Review sent" in before else "partners_own_decision"

    def answers(self, one: Happened, event: str, more: Said) -> dict[str, str]:
        """Every answer and evidence: what the row has of it, and for the rest of the evidence that it is not here."""
        found = dict.fromkeys(events()[event].evidence, GIVEN) | dict(more)
        for name, title in one.said.items():
            if title in self.dated:
                found[name] = self.dated[title][0].isoformat()
            elif title in self.said:
                chosen = BY_TITLE[title].kind is Kind.ONE_OF
                found[name] = self.said[title].replace(" ", "_") if chosen else self.said[title]
        return found

    def items(self, one: Happened, event: str) -> tuple[str | None, ...]:
        if events()[event].item is None:
            return (None,)
        return (self.said[one.item_in].replace(" ", "-"),) if one.item_in else one.items

    def entries(self) -> Iterator[tuple[date, Entry]]:
        """What happened, and from which day on that could be recorded."""
        for one in HAPPENED:
            for on in self.dated.get(one.column, ()):
                event, more = self.happened(one)
                said = self.answers(one, event, more)
                known = max(on, self.dated[one.after][0]) if one.after else on
                for item in self.items(one, event):
                    yield known, Entry(Report(event, on, item, said), one.column, one.again)

    def incident(self) -> Incident:
        on = self.dated.get("Incident", (None,))[0]
        return Incident(self.said["Harm"], on, circumstances=self.said.get("Notes", ""))


def _take_up(register: Register, table: Table, case: _Case, until: date) -> None:
    told = sorted(case.entries(), key=lambda found: found[0])
    placed = [Entry(one.report, table.place(one.column), one.again) for known, one in told if known <= until]
    left_out = [(case.reference, one.column, known) for known, one in told if known > until]
    register.left_out += dict.fromkeys(left_out)
    if placed:
        register.histories.append(History(case.line, case.reference, case.incident(), tuple(placed)))
    elif not told:
        sentence = "nothing has happened in this case: it has no day from which anything begins."
        register.faults.append(Fault(case.line, table.place("Reference"), sentence))
