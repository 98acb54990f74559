"""A year's figures as a paper: the tables of the page, with its notes, to be written on."""

from web.figuring import Asked, notes
from web.papers import Paper, Part, Table
from web.yearly import OUTCOMES, Line, Told
from workflows.engine.reading.speaking import day, first_up


def paper(asks: Asked, whose: str) -> Paper:
    title = "Figures fit to publish" if asks.publish else "Figures of the year"
    on = f"As reported on {day(asks.report.on)}" if asks.report else f"As of {day(asks.desk.today)}"
    shown = asks.shown
    parts = (_kept(shown), _happened(shown), _took(shown), Part("How this is reckoned", points=tuple(notes(asks))))
    return Paper(title, (whose, asks.title, f"{on}."), parts)


def _kept(shown: Told) -> Part:
    title = "How dates by law and guidance were kept"
    if not shown.kept:
        return Part(title, "No date by law or guidance falls due in this year.")
    columns = ("Date", *map(first_up, OUTCOMES), "In time %")
    return Part(title, table=Table(columns, (30, 10, 10, 10, 10, 10, 10, 10), tuple(map(_row, shown.kept))))


def _row(one: Line) -> tuple[str, ...]:
    late = ""
    if one.late_by:
        least, most = one.late_by
        late = f"\nLate by {least}{f' to {most}' if most != least else ''} working {'day' if most == 1 else 'days'}"
    rate = "None due" if one.rate is None else str(one.rate)
    return (f"{one.title}{late}", *map(str, one.counts), rate)


def _happened(shown: Told) -> Part:
    rows = tuple((f"{one.title} {one.when}".strip(), str(one.n)) for one in shown.happened)
    return Part("What happened", table=Table(("What", "Cases"), (80, 20), rows))


def _took(shown: Told) -> Part:
    rows = tuple((what, "None" if n is None else str(n)) for what, n in shown.took.items())
    return Part("How long it took", table=Table(("What", "Number"), (80, 20), rows))
