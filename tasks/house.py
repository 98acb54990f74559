"""The base of every task: ids go in, counts come out, nothing waits in the broker for later, errors hold no data."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from traceback import extract_tb
from typing import Any
from uuid import UUID

from celery import Celery, Task
from celery.utils.log import get_task_logger
from kombu.exceptions import OperationalError

from config.logs import in_the_course_of

log = get_task_logger(__name__)

Hint = Callable[[str], object]
"""Says of a task, by its name, that there may be something for it to do."""

A_HINT_IS_OLD = 3600
"""Seconds after which a hint is dropped. Workers judge it by their own clocks, so it is never short."""


class TaskFailed(Exception):
    """A task failed: `code` says how, the worker's log says where, under the same task id."""

    def __init__(self, code: str, id: str) -> None:
        super().__init__(code, id)


class NotAnId(TypeError):
    """A task was given something other than ids: everything in a message can be read in the broker and in Flower."""


class NoDatesInTheBroker(ValueError):
    """A task was sent for later: what is due later is a row, and a message held back is redelivered again and again."""


class HouseTask(Task):  # type: ignore[misc]
    """The base of every task, with the one broad handler of the house."""

    throws = (TaskFailed,)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        refuse_all_but_ids(args, kwargs)
        task_id = str(self.request.id)
        try:
            with in_the_course_of(task=task_id):
                return self.run(*args, **kwargs)
        except Exception as failure:  # noqa: BLE001 - the one broad handler: it raises what may be seen in its place
            code = code_of(failure)
            log.error("%s %s failed: %s at %s", self.name, task_id, code, " < ".join(places(failure)))
            raise TaskFailed(code, task_id) from None


class HouseApp(Celery):  # type: ignore[misc]
    """Every message goes through `send_task`, whoever sends it: here is where the wrong ones are refused."""

    def hint(self, task: str, **options: Any) -> bool:
        """Say that there may be something to do; whether it could be said. Lost, nothing is lost: it is said again.

        So a broker that is away fails nothing that has been done; commit before you call this.
        """
        try:
            self.send_task(task, expires=A_HINT_IS_OLD, retry=False, **options)
        except OperationalError as failure:
            log.warning("%s could not be hinted at: %s", task, type(failure.__cause__ or failure).__name__)
            return False
        return True

    def send_task(self, name: str, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        refuse_all_but_ids(args or (), kwargs or {})
        if options.get("eta") is not None or options.get("countdown") is not None:
            raise NoDatesInTheBroker(f"{name} was sent for later: write a row that falls due then.")
        return super().send_task(name, args, kwargs, **options)


def refuse_all_but_ids(args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Raises NotAnId unless every argument is a whole number or a UUID as text; the value itself is not repeated."""
    for place, value in [*enumerate(args), *kwargs.items()]:
        if not is_id(value):
            raise NotAnId(f"Argument {place} is {type(value).__name__} and no id.")


def is_id(value: Any) -> bool:
    if isinstance(value, str):
        try:
            UUID(value)
        except ValueError:
            return False
        return True
    return isinstance(value, int) and not isinstance(value, bool)


def code_of(failure: BaseException) -> str:
    """The kind of failure, and PostgreSQL's code where there is one; never its text, which may quote a row."""
    state = getattr(getattr(failure, "orig", failure), "sqlstate", None)
    return f"{type(failure).__name__}/{state}" if state else type(failure).__name__


def places(failure: BaseException) -> Iterator[str]:
    """Where it happened, innermost first: file, line and function."""
    for frame in reversed(extract_tb(failure.__traceback__)[-6:]):
        yield f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}"
