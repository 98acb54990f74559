"""What can be seen from outside: Flower by its real interface, and every word that is said to the broker."""

import json
import re
from base64 import b64decode, b64encode
from threading import Event, Thread
from typing import Any

import httpx2
from flower.urls import handlers

from tests.acceptance.stack import Process
from tests.servers import ValkeyServer


class Flower:
    """Asked as a browser asks, with the password."""

    def __init__(self, process: Process) -> None:
        self.process, settings = process, process.settings
        self.address = f"http://{settings.flower_address}:{settings.flower_port}"
        password = settings.flower_password_file.read_text().strip()
        self.who = (settings.flower_user, password)

    def says(self, path: str) -> str:
        """What it answers to this."""
        return httpx2.get(self.address + path, auth=self.who, timeout=10).text

    def tasks(self) -> dict[str, dict[str, Any]]:
        """Every task it has heard of."""
        found: dict[str, dict[str, Any]] = json.loads(self.says("/api/tasks?limit=10000"))
        return found

    def pages(self) -> list[str]:
        """Everything it shows."""
        of_tasks = [f"{page}/{id_}" for id_ in self.tasks() for page in ("/task", "/api/task/info")]
        return ["/", "/tasks", "/broker", "/metrics", "/api/tasks", "/api/workers", "/api/queues/length", *of_tasks]

    def takes(self, order: str) -> int:
        """The code it answers an order with."""
        return httpx2.post(self.address + order, auth=self.who, json={}, timeout=10).status_code


def orders() -> list[str]:
    """Every address at which Flower can be told to do something, by its own table, as if for a task of ours."""
    api = [(entry[0], entry[1]) for entry in handlers if isinstance(entry, tuple) and entry[0].startswith("/api/")]
    return [re.sub(r"\(.*\)", "deadlines.sweep", path) for path, handler in api if "post" in vars(handler)]


class Overheard:
    """Everything that anybody says to the broker, queues and events alike."""

    LAST = b64encode(b"the last word").decode()

    def __init__(self, broker: ValkeyServer) -> None:
        self.broker, self.said = broker, list[str]()
        self.listening = Event()
        self.thread = Thread(target=self._listen, daemon=True)
        self.thread.start()
        assert self.listening.wait(30)

    def _listen(self) -> None:
        with self.broker.client(patience=None) as client, client.monitor() as monitor:
            self.listening.set()
            for heard in monitor.listen():
                self.said.append(heard["command"])
                if self.LAST in heard["command"]:
                    return

    def in_the_end(self) -> str:
        """All of it, up to a last word of ours."""
        with self.broker.client() as client:
            client.publish("the test", self.LAST)
        self.thread.join(30)
        assert not self.thread.is_alive(), "the broker never said it back"
        return "\n".join(self.said)


def names(word: str, said: str | bytes) -> bool:
    """Whether the word is in it, plainly or in base64, in which Celery wraps what its messages say."""
    plain = said.encode() if isinstance(said, str) else said
    wrapped = (unwrapped(found) for found in re.findall(rb"[A-Za-z0-9+/]{8,}={0,2}", plain))
    return word.encode() in plain or any(word.encode() in inside for inside in wrapped)


def unwrapped(wrapped: bytes) -> bytes:
    try:
        return b64decode(wrapped, validate=True)
    except ValueError:
        return b""
