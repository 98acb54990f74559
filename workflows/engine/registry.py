"""Finds every law file on first use, verifies them together and makes each complete: the folder is the registry."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from pydantic import TypeAdapter

from workflows.engine.authority import Weight
from workflows.engine.faults import deadlines
from workflows.engine.language import Deadline, Event, Unit, Workflow, working_days
from workflows.engine.verify import WrongDefinition, verify_together

_WORKFLOW = TypeAdapter(Workflow)

# A workflow cannot be hashed. Kept with its digest, it lives on, and its id is never another's.
_DIGESTS: dict[int, tuple[Workflow, str]] = {}


@cache
def workflows(*more: Path) -> Mapping[str, Workflow]:
    """Every workflow by name, verified and complete: those of this package, and of any folder given besides.

    A workflow stands after those it hears from, so that they read in the order in which a case goes through them.
    Raises WrongDefinition, in one sentence, if any of them cannot be right.
    """
    found = [_law_of(module) for module in (*_own_modules(), *_modules_in(more)) if hasattr(module, "WORKFLOW")]
    verify_together(found)
    return MappingProxyType({workflow.name: workflow for workflow in complete(_in_order(found))})


@cache
def purposes() -> Mapping[str, str]:
    """What each process of this package is, by its name: the sentence at the head of its file."""
    of_law = (module for module in _own_modules() if hasattr(module, "WORKFLOW"))
    heads = {module.WORKFLOW.name: (module.__doc__ or "").partition("\n")[0] for module in of_law}
    return MappingProxyType({name: head.partition(": ")[2] or head for name, head in heads.items()})


def _in_order(found: list[Workflow]) -> list[Workflow]:
    """By depth: one more than the deepest it hears from, capped so that two which hear each other come to rest."""
    owner = {event.name: workflow.name for workflow in found for event in workflow.events}
    depth = dict.fromkeys(owner.values(), 0)
    for _ in found:
        for workflow in found:
            heard_from = {owner[name] for name in _heard(workflow)} - {workflow.name}
            depth[workflow.name] = min(len(found), max((depth[name] + 1 for name in heard_from), default=0))
    return sorted(found, key=lambda workflow: (depth[workflow.name], workflow.name))


def _own_modules() -> Iterator[ModuleType]:
    package = import_module("workflows")
    for path in _law_files(Path(folder) for folder in package.__path__):
        yield import_module(f"{package.__name__}.{path.stem}")


def _modules_in(folders: Iterable[Path]) -> Iterator[ModuleType]:
    for path in _law_files(folders):
        spec = spec_from_file_location(f"law_{path.stem}", path)
        if spec is None or spec.loader is None:
            raise WrongDefinition(f"{path.name}: Python cannot load this file.")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


def _law_files(folders: Iterable[Path]) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_")]


def _law_of(module: ModuleType) -> Workflow:
    workflow = module.WORKFLOW
    if not isinstance(workflow, Workflow):
        raise WrongDefinition(f"{module.__name__}: its WORKFLOW is not a Workflow.")
    return workflow


def complete(found: Iterable[Workflow]) -> tuple[Workflow, ...]:
    """Each workflow with every event it hears or begins by, so that it can be stored and replayed by itself."""
    together = tuple(found)
    declared = {event.name: event for workflow in together for event in workflow.events}
    return tuple(_completed(workflow, declared) for workflow in together)


def _completed(workflow: Workflow, declared: Mapping[str, Event]) -> Workflow:
    own = {event.name for event in workflow.events}
    others = (declared[name] for name in sorted(_heard(workflow) - own))
    return replace(workflow, events=(*workflow.events, *others))


def _heard(workflow: Workflow) -> frozenset[str]:
    return workflow.heard | set(workflow.begun_by)


def canonical(workflow: Workflow) -> str:
    """The whole definition as one JSON text: the same text for the same law, whatever the order of its sets.

    Everything else keeps its order: that of its states says what lies before what. What is left at its default is left
    out, so that a word added to the language changes the digest of no law that does not use it.
    """
    return json.dumps(plain(workflow, essential=True), separators=(",", ":"), ensure_ascii=False)


def plain(value: Any, *, essential: bool = False) -> Any:
    """A word of the law as JSON holds it, the same in every process: sets are sorted, all else is in its own order.

    `essential` leaves out what stands at its default.
    """
    if is_dataclass(value):
        said = {
            field.name: getattr(value, field.name)
            for field in fields(value)
            if not (essential and _is_left(value, field))
        }
        return {name: plain(one, essential=essential) for name, one in said.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [plain(one, essential=essential) for one in value]
    if isinstance(value, Mapping):
        return {key: plain(one, essential=essential) for key, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value


@lru_cache(maxsize=1024)
def declaration(deadline: Deadline) -> Mapping[str, Any]:
    """The whole deadline `plain`, as it is kept with each that it starts: worked out once for each declared."""
    said: Mapping[str, Any] = plain(deadline)
    return said


def _is_left(value: Any, field: Field[Any]) -> bool:
    """Whether a field stands where it stands when nothing is said of it."""
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    return default is not MISSING and getattr(value, field.name) == default


def from_canonical(text: str) -> Workflow:
    return _WORKFLOW.validate_json(text)


def digest(workflow: Workflow) -> str:
    """SHA-256 of the canonical text, in hexadecimal: the name by which a run knows its law."""
    if id(workflow) not in _DIGESTS:
        _DIGESTS[id(workflow)] = (workflow, sha256(canonical(workflow).encode()).hexdigest())
    return _DIGESTS[id(workflow)][1]


def with_local_days(workflow: Workflow, days: Mapping[str, int]) -> Workflow:
    """The workflow with a partnership's own numbers of working days, by deadline.

    Raises WrongDefinition for a deadline that does not exist, is not local, or whose ladder no longer fits.
    """
    for name in days:
        if name not in {deadline.name for deadline in workflow.deadlines}:
            raise WrongDefinition(f"{workflow.name}: there is no deadline {name} to change.")
    return replace(
        workflow,
        deadlines=tuple(
            _changed(workflow, one, days[one.name]) if one.name in days else one for one in workflow.deadlines
        ),
    )


def _changed(workflow: Workflow, deadline: Deadline, n: int) -> Deadline:
    if not deadline.is_local:
        kind = "an expectation" if deadline.expectation else deadline.weight
        raise WrongDefinition(f"{workflow.name}: {deadline.name} is {kind}, which a partnership may not change.")
    if deadline.within is None or deadline.within.unit is not Unit.WORKING_DAYS:
        raise WrongDefinition(f"{workflow.name}: {deadline.name} is not counted in working days.")
    if n < 1:
        raise WrongDefinition(f"{workflow.name}: {deadline.name} needs at least one working day, not {n}.")
    changed = replace(deadline, within=working_days(n))
    for fault in deadlines.ladder(changed):
        raise WrongDefinition(f"{workflow.name}: {deadline.name} {fault}")
    return changed


def with_review_day(workflow: Workflow, day: int) -> Workflow:
    """The workflow with a partnership's own day of the month for what repeats at a local interval.

    Raises WrongDefinition for a day that no month has.
    """
    if not 1 <= day <= 31:
        raise WrongDefinition(f"{workflow.name}: there is no day {day} in a month.")
    changed = (replace(one, on_day=day) if has_review_day(one) else one for one in workflow.deadlines)
    return replace(workflow, deadlines=tuple(changed))


def has_review_day(deadline: Deadline) -> bool:
    """Whether its day of the month is the partnership's: the duty may be law, the interval is local."""
    return deadline.repeats and deadline.days.weight is Weight.LOCAL
