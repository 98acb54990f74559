"""The words of what no ladder says: what somebody now holds, what did not arrive, is to be kept, or was handed over."""

from collections.abc import Iterator, Mapping
from datetime import date

from tasks.phrases import dated, named, titles, written
from workflows.engine.casework.contents import HandedOver, Said
from workflows.engine.casework.telling import NewsKind
from workflows.engine.roles import TITLES

MOST_LISTED = 40

HEADS: Mapping[str, str] = {
    NewsKind.OFFERED: "Offered by another partnership",
    NewsKind.TAKEN_OVER: "Taken over",
    NewsKind.HANDED_OVER: "Handed over",
}

KEEP_THIS = (
    "Nothing is to be done. Please let this lie where whoever runs Swan cannot change it: it says where the record of "
    "each case stood. If it is ever asked whether the record was rewritten, save this message as a file and have it "
    "held against the record (swan audit verify --anchors FILE)."
)


def listed(said: Said, day: date, link: str) -> Iterator[str]:
    """A notice about several steps, or about none."""
    yield heading(said)
    if said.anchor is not None:
        yield from ("", *said.anchor.splitlines())
        return
    for step in said.steps[:MOST_LISTED]:
        yield f"- {named(step)}: {dated(step, day)}"
    if len(said.steps) > MOST_LISTED:
        yield f"- and {len(said.steps) - MOST_LISTED} more"
    yield f"{link.rstrip('/')}/"
    if said.unheld:
        yield f"You are told because nobody holds the role of {TITLES[said.unheld]}."


def headline(said: Said) -> str:
    """The subject of a message that holds this and nothing else."""
    if said.kind == NewsKind.BOUNCE:
        return f"A message did not reach the {titles(said.unreached)}"
    if said.anchor is not None:
        return f"To keep: {said.anchor.splitlines()[0]}"
    if said.handed_over is not None:
        return f"{HEADS[said.kind]}: {said.handed_over.reference}"
    if said.known_until is not None:
        return f"Bank holidays are known only until {written(said.known_until)}"
    opened = f"{len(said.steps)} open"
    return f"Now yours as {TITLES[said.role]}: {opened}" if said.kind == NewsKind.HANDOVER else f"To check: {opened}"


def heading(said: Said) -> str:
    if said.kind == NewsKind.BOUNCE:
        told = " It told of:" if said.steps else ""
        return (
            f"A message did not reach the {titles(said.unreached)}. "
            f"Please tell them another way, and check the address we have for them.{told}"
        )
    if said.anchor is not None:
        return KEEP_THIS
    if said.handed_over is not None:
        return of_handing_over(said, said.handed_over)
    if said.known_until is not None:
        return (
            f"Bank holidays are known only until {written(said.known_until)}, and these dates come near it. Working "
            f"days beyond it cannot be counted. Please ask whoever runs Swan to add the new ones (swan holidays add)."
        )
    if said.kind == NewsKind.HANDOVER:
        return f"You now hold the role of {TITLES[said.role]}. Open at present: {len(said.steps)}."
    return f"Open as the register was taken over: {len(said.steps)}. Nobody has been told of these; check them first."


def of_handing_over(said: Said, case: HandedOver) -> str:
    if said.kind == NewsKind.OFFERED:
        return (
            f"{case.giver} holds that the case {case.reference} is yours, and offers it with its history. It stays "
            f"theirs, and its dates run on, until you have agreed and taken it over (in Swan, under Needs you)."
        )
    if said.kind == NewsKind.TAKEN_OVER:
        return (
            f"{case.giver} has handed a case over: {case.now}, there {case.reference}. Its dates are what they were, "
            f"and you are told of them from now on. Open at present: {len(said.steps)}."
        )
    return (
        f"{case.taker} has taken over the case {case.reference}; there it is {case.now}. You will hear no more of it. "
        f"What is kept here is that it was handed over, who was told of it, and who had looked at it."
    )
