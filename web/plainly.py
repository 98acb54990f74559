"""A refusal of the engine as a page says it: names of events, dates and states give way to their words."""

from functools import cache
from re import compile as pattern

from web.dates import plainly
from workflows.engine.reading import titles
from workflows.engine.registry import workflows

_NAME = pattern(r"\b[a-z]+(?:[_-][a-z0-9]+)+\b|^published(?= )")


@cache
def _titles() -> dict[str, str]:
    deadlines = {one.name: one.title for workflow in workflows().values() for one in workflow.deadlines}
    return {**deadlines, **{name: event.title for name, event in titles.events().items()}}


def plain_refusal(sentence: str) -> str:
    """ "panel_notified on …" becomes "“The notification was sent to the National Panel” on …"."""
    known = _titles()
    return _NAME.sub(lambda found: f"“{known[found[0]]}”" if found[0] in known else plainly(found[0]), sentence)
