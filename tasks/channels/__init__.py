"""Ways of reaching people: one file each, and the folder is the registry.

A file has a function `channel(settings)` that gives a `Channel`, or raises NotConfigured. It must answer within
`ANSWERS_WITHIN` seconds, hold nothing between two messages, and never put an address into an error or a log.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol
from uuid import UUID

from config.settings import Settings, settings

ANSWERS_WITHIN = 55
"""Seconds: less than a claim lasts, so that nobody else takes the message up meanwhile."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message in its words. `perhaps_twice`: an earlier try may have been taken, so look before sending again."""

    id: UUID
    address: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    notices: int
    perhaps_twice: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider took the message; `reference` is what it calls it, or what we called it."""

    reference: str


class Channel(Protocol):
    """One way of reaching people."""

    name: str

    def send(self, message: Outgoing) -> Receipt:
        """Hand the message over once. Raises Refused, Unreachable or Unanswered, and tries nothing again."""
        ...


Ways = Callable[[str], Channel]
"""Gives the channel of a name. Raises NoSuchChannel or NotConfigured."""


class NotSent(Exception):
    """The message has not been taken, or not as far as we know; `code` says why, without address or name."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(NotSent):
    """The provider was asked and said no to this message; `permanent` if asking again is no use."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(code)
        self.permanent = permanent


class Unreachable(NotSent):
    """The provider was not there, or let nobody in: no message of ours can go, and this one did not."""


class Unanswered(NotSent):
    """The message was handed over and no answer came: nobody knows whether it was taken."""


class NotConfigured(Exception):
    """A setting that the channel needs is missing; says which in one sentence."""


class NoSuchChannel(Exception):
    """No file bears this name."""


def names() -> list[str]:
    """Every channel there is."""
    return sorted(module.name for module in iter_modules(__path__))


def channel(name: str = "", given: Settings | None = None) -> Channel:
    """The channel of this name, or the installation's own. Raises NoSuchChannel or NotConfigured."""
    given = given or settings()
    name = name or given.channel
    if name not in names():
        raise NoSuchChannel(f"There is no channel {name}: there is {', '.join(names())}.")
    made: Channel = import_module(f"{__name__}.{name}").channel(given)
    return made
