"""What must hold at the end of a demonstration: each thing in a sentence, and whether it does."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from cli.demo.account import Account
from cli.demo.mailbox import Mailbox
from workflows.engine.finding import Finding


@dataclass(frozen=True, slots=True)
class Check:
    """`said` is what must hold; `against` is what was found that does not fit, or empty."""

    said: str
    against: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.against

    def __str__(self) -> str:
        return self.said if self.holds else f"{self.said}: no. {'; '.join(self.against)}"


def of_mail(account: Account, mailbox: Mailbox) -> Iterator[Check]:
    """Every message once, every notice in one of them, and its case named in what arrived."""
    times = mailbox.times()
    yield Check("every message was delivered once", tuple(_not_once(account.messages, times)))
    strange = times.keys() - {str(id_) for id_ in account.messages}
    yield Check("no other mail was sent", tuple(f"{len(strange)} came" for _ in [1] if strange))
    texts = {mail.id: f"{mail.subject}\n{mail.text}" for mail in mailbox.mails}
    missing = [
        f"{one.reference} ({one.kind}, {one.role})"
        for one in account.told
        if str(one.message) not in texts or (one.reference or "") not in texts[str(one.message)]
    ]
    yield Check("every notice stands in one delivered message", _some(missing))
    yield Check("no message went perhaps twice", (str(account.perhaps_twice),) if account.perhaps_twice else ())


def _not_once(messages: Mapping[UUID, str], times: Counter[str]) -> Iterator[str]:
    wrong = Counter(f"{status}, {times[str(id_)]} times" for id_, status in messages.items() if times[str(id_)] != 1)
    yield from (f"{n} are {how}" for how, n in sorted(wrong.items()))


def _some(found: Sequence[str], most: int = 5) -> tuple[str, ...]:
    more = (f"and {len(found) - most} more",) if len(found) > most else ()
    return (*found[:most], *more)


def of_audit(findings: Sequence[Finding]) -> Check:
    wrong = [f"{one.rule}, {one.about}: {one.sentence}" for one in findings if one.wrong]
    return Check("the audit is clean", _some(wrong))


def of_counts(counted: Mapping[str, int], wanted: Mapping[str, int]) -> Check:
    differing = [f"{name}: {counted[name]}, not {n}" for name, n in wanted.items() if counted[name] != n]
    return Check("the year has the counts it was given", tuple(differing))


def of_processes(leaders: Iterable[int]) -> Check:
    """The process groups of the stack, once it has ended."""
    left = [str(leader) for leader in leaders if _is_there(leader)]
    return Check("no process is left", (f"groups {', '.join(left)}",) if left else ())


def _is_there(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True
