"""What the people of a simulation say: any day, answer and evidence that the law's declarations ask for."""

from datetime import date, timedelta
from random import Random

from workflows.engine.casework.recording import Report
from workflows.engine.language import Answer, Ask, Event
from workflows.engine.reading.possible import Possible

OPENING = ("authority_became_aware", "panel_notified", "incident_reported", "local_learning_review_agreed")
AGENCIES = ("icb", "police", "education", "housing", "schools", "ambulance")


def opening(random: Random, today: date) -> Report:
    """The event with which a case begins, today or some days ago."""
    name, on = random.choice(OPENING), today - timedelta(days=random.choice((0, 0, 1, 3)))
    dates = {"meet_by": str(today + timedelta(days=60)), "share_by": str(today + timedelta(days=90))}
    return Report(name, on, said=dates if name == "local_learning_review_agreed" else {})


def reported(chosen: Possible, random: Random, today: date, opened: date | None) -> Report:
    """What somebody says of it today: when it happened, of which item, with which answers and evidence."""
    event = chosen.event
    items = sorted(chosen.items)
    item = random.choice(items) if items and (event.item is None or random.random() < 0.8) else None
    if event.item and item is None:
        item = random.choice(AGENCIES)
    back = random.choice((0, 0, 0, 1, 2, 5, 12))
    on = max(today - timedelta(days=back), opened or today)
    return Report(event.name, on, item, _said(event, random, today))


def _said(event: Event, random: Random, today: date) -> dict[str, str]:
    answers = {ask.name: _answer(ask, random, today) for ask in event.asks if ask.required or random.random() < 0.5}
    proofs = {name: "seen" for name in event.evidence if random.random() < 0.8}
    return {name: said for name, said in {**answers, **proofs}.items() if said}


def _answer(ask: Ask, random: Random, today: date) -> str:
    if ask.answer is Answer.CHOICE:
        return random.choice(ask.choices)
    if ask.answer is Answer.DATE:
        return (today + timedelta(days=random.choice((-3, 5, 12, 20, 45, 90)))).isoformat()
    if ask.answer is Answer.KEYS:
        return ",".join(sorted(random.sample(AGENCIES, random.randint(1, 3))))
    return "" if ask.answer is Answer.PARTNERS else "said in a simulation"
