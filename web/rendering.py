"""Pages from templates: one environment, the words for dates, and what every page says at its edges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from jinja2 import pass_context as of_this_page
from jinja2.runtime import Context
from markupsafe import Markup

from models.columns import new_id
from web import assent, dates
from web.fields import Field, Wrong, read, said
from workflows.engine.calendar import london_date
from workflows.engine.reading import speaking, titles
from workflows.engine.roles import TITLES

HERE = Path(__file__).parent
STATIC = HERE / "static"
Count = Callable[[Any], tuple[str, str]]
"""From a desk to a number in the navigation, and the words that go with it."""


class NotBuilt(SystemExit):
    """The styles are not there."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page's link in the navigation, in the order of `order`, for who holds one of `roles` (empty: everybody).

    A file of `web/pages` that sets `PLACE` to one is in the navigation.
    """

    text: str
    path: str
    order: int
    roles: frozenset[str] = frozenset()
    count: Count | None = None


@dataclass(slots=True)
class Frame:
    """What stands around a page: whose office, who is signed in, which day it is."""

    partnership: str = ""
    person: str = ""
    roles: tuple[str, ...] = ()
    today: date | None = None
    demonstration: bool = False
    lasts: tuple[int, int] | None = None
    """Seconds until the session is over if nobody uses it, and however busy; none where nobody sits at a desk."""
    counts: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def holds(self) -> str:
        return speaking.listed([TITLES[role] for role in self.roles])


PLACES: dict[str, Place] = {}
"""The navigation, by the name of the page's file; filled when the pages are found."""

AT_THE_FOOT: dict[str, Place] = {}
"""The links at the foot of every page, Help first: of files that set `FOOT`."""


@cache
def environment() -> Environment:
    port = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    made = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=ChainableUndefined,
        loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), port]),
    )  # fmt: skip
    made.filters |= {
        "day": speaking.day, "short_day": speaking.short_day, "near_day": dates.near_day, "moment": speaking.moment,
        "clock_time": speaking.clock_time, "named": dates.named, "role": dates.a_role, "plainly": dates.plainly,
        "first_up": speaking.first_up, "first_down": speaking.first_down,
        "listed": lambda words: speaking.listed(list(words)),
        "said_in": lambda name, typed: next(iter(typed.get(name, ())), ""), "title_of_date": titles.of_deadline,
        "title_of_event": titles.of_event, "form_of": assent.form_of, "day_said": day_said,
        "spoken": speaking.spoken, "iso": lambda day: day.isoformat(), "london": london_date,
    }  # fmt: skip
    made.globals |= {"csrf": csrf, "once": once, "asset": asset, "scripts": scripts, "date": date_in_words}
    made.globals |= {"TITLES": TITLES, "AGREEMENTS": assent.asked_by_law()}
    return made


def day_said(field: Field, typed: Mapping[str, Any], today: date) -> str:
    """A day that was typed, with its weekday; as it was typed where it is none."""
    try:
        found = read(field, typed, today)
    except Wrong:
        return " ".join(said(typed, name) for name in field.inputs)
    return speaking.short_day(found) if found else ""


def page(request: Request, template: str, *, status: int = 200, **words: Any) -> HTMLResponse:
    """A whole page. `words` are the template's; what stands around it comes from the desk of this request."""
    return HTMLResponse(render(request, template, **words), status)


def render(request: Request, template: str, **words: Any) -> str:
    frame = framed(request)
    around = {
        "request": request, "frame": frame, "TODAY": frame.today, "places": places(frame), "path": request.url.path,
        "foot": sorted(AT_THE_FOOT.values(), key=lambda place: place.order),
    }  # fmt: skip
    return environment().get_template(template).render(around | words)


def framed(request: Request) -> Frame:
    """What stands around the page, its counts worked out once a request."""
    desk = getattr(request.state, "desk", None)
    frame: Frame = getattr(request.state, "frame", None) or Frame()
    # Where a page has broken, the desk's transaction is over and there is nothing to count with.
    if desk is not None and not frame.counts and desk.db.in_transaction():
        frame.counts = {place.path: place.count(desk) for place in places(frame) if place.count}
    return frame


def places(frame: Frame) -> list[Place]:
    if not frame.roles:
        return []
    mine = (place for place in PLACES.values() if not place.roles or place.roles & set(frame.roles))
    return sorted(mine, key=lambda place: place.order)


@of_this_page
def csrf(context: Context) -> Markup:
    """The hidden field every form carries: `{{ csrf() }}`."""
    word = getattr(context["request"].state, "csrf", "")
    return Markup('<input type="hidden" name="csrf" value="{}">').format(word)


@of_this_page
def date_in_words(context: Context, one: dates.Dated, local: bool = False) -> Markup:
    """A deadline's date: `{{ date(d) }}`, or of one that is the partnership's own `{{ date(d, local=true) }}`."""
    falls_on = one.falls_on if one.aim else ""
    return _date_in_words(one.on, one.state, one.words, one.aim, falls_on, local, context["TODAY"])


@lru_cache(maxsize=4096)
def _date_in_words(
    on: date | None, state: str, words: str, aim: date | None, falls_on: str, local: bool, today: date
) -> Markup:
    """A page has hundreds of dates, and most of them fall on the same few days: each is written once."""
    said = {"on": on, "state": state, "words": words, "aim": aim, "falls_on": falls_on, "local": local, "today": today}
    return Markup(environment().get_template("partials/date.html").render(said).strip())


def once(name: str = "key") -> Markup:
    """The hidden field that makes a double press one event: `{{ once() }}`."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, new_id())


def asset(name: str) -> str:
    """The address of a built file; another content is another address, so that browsers may keep it for good."""
    return f"/static/{name}?{_mark(name)}"


@cache
def _mark(name: str) -> str:
    try:
        return sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    except FileNotFoundError as missing:
        raise NotBuilt("The styles of the pages are not built: run 'make setup'.") from missing


@cache
def scripts() -> list[str]:
    """The addresses of our own scripts; the folder is the registry."""
    return [asset(f"scripts/{one.name}") for one in sorted((STATIC / "scripts").glob("*.js"))]
