"""The law as people read it: docs/deadlines.md, the README's table and whole workflows, made from the declarations."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from workflows.engine import AllItems, Ask, Deadline, Event, Item, Transition, Weight, Workflow
from workflows.engine.language import Answer
from workflows.engine.reading.declared import counts, counts_from, every_one, may_be_changed, only_if, settled_by
from workflows.engine.reading.speaking import spoken
from workflows.engine.registry import workflows
from workflows.engine.roles import TITLES

README = Path(__file__).resolve().parent.parent / "README.md"
DOCS = README.parent / "docs"
_BEGINS = "<!-- deadlines: made by `make docs` -->\n"
_ENDS = "\n<!-- end of deadlines -->"
_ANY = "any_open_state"
_COLUMNS = ("deadline", "counts", "from", "settled by", "duty", "days", "read against 2026", "may be changed", "told")
_HEAD = """# Deadlines

Made from the declarations in `workflows/` by `python -m cli.law`; a test fails when it is stale.

A count has a day zero: the day it starts from is not counted. A working day is not a Saturday, Sunday or bank holiday
in England and Wales (WT 2023, footnote 209). *WT 2023* is *Working Together to Safeguard Children 2023*. Offsets under
*told* are working days. Only what is said to be statute is called statutory. *Read against 2026* says whether both
sources were compared with the 2026 edition; what is local or given by others does not wait for that."""


def write_docs(folder: Path = DOCS) -> None:
    (folder / "deadlines.md").write_text(deadlines_page(), encoding="utf-8")


def write_readme(place: Path = README) -> None:
    place.write_text(with_deadlines(place.read_text(encoding="utf-8")), encoding="utf-8")


def with_deadlines(readme: str) -> str:
    """The README with the short table of deadlines between its two marks, made anew."""
    above, rest = readme.split(_BEGINS)
    return above + _BEGINS + short_table() + rest[rest.index(_ENDS) :]


def short_table() -> str:
    """What is law or guidance, one line each: its name, what it counts and from when, and what that rests on."""
    rows: list[tuple[str, ...]] = [
        (f"`{one.name}`", counts(one), counts_from(workflow, one), f"{one.duty.weight}; days: {one.days.weight}")
        for workflow in workflows().values()
        for one in workflow.deadlines
        if one.duty.weight is not Weight.LOCAL
    ]
    return table(("deadline", "counts", "from", "duty"), rows)


def deadlines_page() -> str:
    parts = [_HEAD, deadlines_table()]
    for workflow in workflows().values():
        parts += [f"## {workflow.title}", state_diagram(workflow)]
    return "\n\n".join(parts) + "\n"


def deadlines_table() -> str:
    """Every deadline of every workflow, one a line, in Markdown."""
    rows = [_deadline_row(workflow, one) for workflow in workflows().values() for one in workflow.deadlines]
    return table(_COLUMNS, rows)


def table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |" for line in lines)


def _deadline_row(workflow: Workflow, deadline: Deadline) -> tuple[str, ...]:
    return (
        f"`{deadline.name}`",
        counts(deadline),
        counts_from(workflow, deadline),
        settled_by(workflow, deadline),
        str(deadline.duty),
        str(deadline.days),
        _yes(deadline.duty.read_against_2026 and deadline.days.read_against_2026),
        may_be_changed(deadline),
        "; ".join(f"{rung}: {', '.join(TITLES[role] for role in rung.roles)}" for rung in deadline.ladder) or "nobody",
    )


def _yes(true: bool) -> str:
    return "yes" if true else "no"


def state_diagram(workflow: Workflow) -> str:
    """The drawing of a workflow as a fenced mermaid state diagram; a fact that moves from everywhere is drawn once."""
    return "\n".join(["```mermaid", "stateDiagram-v2", *_drawn(workflow), "```"])


def _drawn(workflow: Workflow) -> Iterator[str]:
    for state in workflow.states:
        yield f'  state "{spoken(state)}" as {state}'
    if any(not transition.sources for transition in workflow.transitions):
        yield f'  state "(any open state)" as {_ANY}'
    begun = " / ".join(workflow.event(name).title for name in workflow.begun_by)
    yield f"  [*] --> {workflow.begins}: {_label(begun)}"
    for transition in workflow.transitions:
        for state in transition.sources or (_ANY,):
            yield f"  {state} --> {transition.to}: {_label(_on(workflow, transition))}"
    for state in workflow.states:
        if state in workflow.ends:
            yield f"  {state} --> [*]"


def _on(workflow: Workflow, transition: Transition) -> str:
    if isinstance(transition.on, AllItems):
        return every_one(workflow, transition.on)
    return workflow.event(transition.on).title


def _label(words: str) -> str:
    """Mermaid reads a colon, a semicolon or a hash in a label as its own."""
    return words.replace(":", ",").replace(";", ",").replace("#", "")


def law_in_full(workflow: Workflow) -> str:
    """Everything a workflow declares, as Markdown tables: states, moves, items, events and deadlines."""
    parts: Mapping[str, str] = {
        f"# {workflow.title}": " ".join([f"Begins when: {' / '.join(workflow.begun_by)}.", *_again(workflow)]),
        "## States": table(("state", "means", "end"), [_state_row(workflow, state) for state in workflow.states]),
        "## Moves": table(("on", "from", "to"), [_move_row(workflow, move) for move in workflow.transitions]),
        "## Items": table(("item", "opened by", "moves", "ends"), [_item_row(item) for item in workflow.items]),
        "## Events": table(
            ("event", "title", "kind", "may be done by", "evidence", "says", "about"),
            [_event_row(event) for event in workflow.events],
        ),
        "## Deadlines": table(_COLUMNS, [_deadline_row(workflow, deadline) for deadline in workflow.deadlines]),
    }
    return "\n\n".join(f"{heading}\n\n{body}" for heading, body in parts.items()) + "\n"


def _again(workflow: Workflow) -> Iterator[str]:
    for event, ends in workflow.again.items():
        yield f"Once more with {event}, after {', '.join(ends)}."


def _state_row(workflow: Workflow, state: str) -> tuple[str, ...]:
    return f"`{state}`", workflow.states[state], _yes(state in workflow.ends)


def _move_row(workflow: Workflow, transition: Transition) -> tuple[str, ...]:
    on = every_one(workflow, transition.on) if isinstance(transition.on, AllItems) else f"`{transition.on}`"
    return on, ", ".join(transition.sources) or "any open state", transition.to


def _item_row(item: Item) -> tuple[str, ...]:
    opened = [
        f"{one.event} ({one.listed or ', '.join(one.keys) or 'named'}){only_if(one.when)}" for one in item.opened_by
    ]
    moves = [
        f"{move.event}{f' ({move.key})' if move.key else ''}: {' or '.join(move.source) or 'any'} → {move.to}"
        for move in item.moves
    ]
    return f"`{item.kind}`: {item.title}", "; ".join(opened), "; ".join(moves), ", ".join(sorted(item.ends))


def _event_row(event: Event) -> tuple[str, ...]:
    by = ", ".join(TITLES[role] for role in event.by)
    many = f"{event.kind}, again and again" if event.many else str(event.kind)
    return f"`{event.name}`", event.title, many, by, ", ".join(event.evidence), _asked(event.asks), event.item or ""


def _asked(asks: tuple[Ask, ...]) -> str:
    return "; ".join(f"{ask.name}{'' if ask.required else '?'}: {_answers(ask)}" for ask in asks)


def _answers(ask: Ask) -> str:
    return ", ".join(ask.choices) if ask.answer is Answer.CHOICE else str(ask.answer)


if __name__ == "__main__":
    write_docs()
    write_readme()
