"""The parts Swan runs as: one description for `swan up` and for docker-compose.yml, which a test compares with it."""

import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from pkgutil import iter_modules

from kombu.exceptions import OperationalError
from redis import RedisError

import config
from cli.stack.account import Account
from cli.stack.ahead import speak_to_the_broker, speak_to_the_record, tie_a_child
from cli.stack.child import Child
from cli.stack.folders import made_once
from config.settings import Settings
from tasks import channels
from tasks.asking import asker
from tasks.queues import INWARD, OUTWARD

EVERYWHERE = frozenset(
    {"SWAN_ENV", "SWAN_DATA", "SWAN_KEY_FILE", "SWAN_LOG", "SWAN_LOG_LEVEL", "DATABASE_URL", "REDIS_URL"}
)
REACHING_PEOPLE = frozenset({"SWAN_CHANNEL", "SWAN_LINK", "SWAN_MAIL_FROM", "SMTP_URL"})
NOTIFY = frozenset({"NOTIFY_API_KEY", "NOTIFY_BASE_URL", "NOTIFY_TEMPLATE_ID", "NOTIFY_REPLY_TO_ID"})
PAGES = frozenset(
    {
        "SWAN_CONTACT", "SWAN_LINK", "SWAN_OIDC", "SWAN_PROXIES", "SWAN_WEB_ADDRESS", "SWAN_WEB_PORT",
        "SWAN_WEB_PROCESSES",
    }
)  # fmt: skip
MONITORING = frozenset({"SWAN_METRICS_ADDRESS", "SWAN_METRICS_PORT"})
FLOWER = frozenset({"SWAN_FLOWER_ADDRESS", "SWAN_FLOWER_PORT", "SWAN_FLOWER_USER", "SWAN_FLOWER_PASSWORD_FILE"})

CELERY = (
    "celery.app.amqp", "celery.app.control", "celery.app.events", "celery.app.log", "celery.app.routes",
    "celery.bin.celery", "kombu.transport.redis", "tasks.app",
)  # fmt: skip
NODE = (
    *CELERY, "billiard.heap", "billiard.popen_fork", "billiard.synchronize", "celery.apps.worker",
    "celery.concurrency.prefork", "celery.worker.autoscale", "celery.worker.components", "celery.worker.consumer",
    "celery.worker.heartbeat", "celery.worker.loops", "celery.worker.pidbox", "celery.worker.strategy",
    "kombu.asynchronous.semaphore",
)  # fmt: skip
CHANNELS = tuple(f"{channels.__name__}.{one.name}" for one in iter_modules(channels.__path__))
"""`tasks.channels` imports the one that is chosen, and each part chooses for itself."""

ROOT = Path(config.__file__).parent.parent
"""Where our own packages lie, whether they are installed or a checkout."""


def as_soon_as_it_runs(child: Child) -> bool:
    return child.alive


@dataclass(frozen=True)
class Part:
    """One process of the stack: what runs, what it may read, and how it shows that it is ready."""

    name: str
    command: tuple[str, ...]
    variables: frozenset[str] = frozenset()
    prepare: Callable[[], None] | None = None
    """What must be done before its first start."""
    ready: Callable[[Child], bool] = as_soon_as_it_runs
    stop: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    """Seconds it has to end by itself."""
    once: bool = False
    """Runs to its end and must succeed before the next part starts."""
    waited_for: bool = True
    """Whether the next part starts only once this one is ready."""
    port: int | None = None
    account: Account | None = None
    folder: Path = Path("/")
    made_of: tuple[str, ...] = ()
    """The modules it imports, where it is a program of Python: what it is forked from imports them for all."""
    ahead: tuple[Callable[[Settings], None], ...] = ()
    """What it would do first in its life; what it is forked from does it for all, once those before it have started."""


class CannotStart(Exception):
    """A part cannot start; says why in one sentence."""


def program(name: str) -> str:
    """A program of the environment this runs in, whatever the PATH says."""
    return str(Path(sys.executable).parent / name)


def ours(settings: Settings) -> tuple[Part, ...]:
    """The parts that are Swan itself, in the order they start. Another door is one more entry."""
    return migrations(), worker(settings), courier(settings), timekeeper(settings), web(settings), flower(settings)


def migrations() -> Part:
    return Part(
        "migrations",
        (sys.executable, "-m", "models.migrate"),
        EVERYWHERE,
        once=True,
        folder=ROOT,
        made_of=("models.migrate",),
    )


def worker(settings: Settings) -> Part:
    return takes("worker", INWARD, frozenset({"SWAN_WATCH_URL"}), settings)


def courier(settings: Settings) -> Part:
    """A worker of its own: while it waits for a mail server that hangs, climbing goes on."""
    return takes("courier", OUTWARD, REACHING_PEOPLE | NOTIFY, settings)


def takes(name: str, queues: tuple[str, ...], variables: frozenset[str], settings: Settings) -> Part:
    """A node of workers that takes what waits in these queues."""
    options = ("-n", f"{name}@%h", "-Q", ",".join(queues), "--concurrency", str(settings.workers))
    quiet = ("-E", "--without-gossip", "--without-mingle", "--loglevel", settings.log_level)
    return Part(
        name,
        (program("celery"), "--quiet", "-A", "tasks.app", "worker", *options, *quiet),
        EVERYWHERE | variables | {"SWAN_WORKERS"},
        ready=answers_ping(name, settings),
        waited_for=False,
        folder=ROOT,
        made_of=(*NODE, *CHANNELS, "tasks.deadlines", "tasks.notices", "tasks.watch"),
        ahead=(speak_to_the_broker, speak_to_the_record, tie_a_child),
    )


def timekeeper(settings: Settings) -> Part:
    options = ("-n", "timekeeper@%h", "--enable-remote-control", "--loglevel", settings.log_level)
    return Part(
        "timekeeper",
        (program("celery"), "--quiet", "-A", "tasks.app", "beat", "-S", "tasks.timekeeper:Timekeeper", *options),
        EVERYWHERE,
        ready=answers_ping("timekeeper", settings),
        waited_for=False,
        folder=ROOT,
        made_of=(*CELERY, *CHANNELS, "celery.apps.beat", "tasks.timekeeper"),
        ahead=(speak_to_the_broker, speak_to_the_record),
    )


def web(settings: Settings) -> Part:
    def prepare() -> None:
        refuse_if_taken(settings.web_address, settings.web_port, "SWAN_WEB_PORT")
        refuse_if_taken(settings.metrics_address, settings.metrics_port, "SWAN_METRICS_PORT")

    return Part(
        "web",
        (sys.executable, "-m", "web"),
        EVERYWHERE | PAGES | MONITORING,
        prepare=prepare,
        ready=answers_http(settings.web_address, settings.web_port, "/health"),
        waited_for=False,
        port=settings.web_port,
        folder=ROOT,
        made_of=(
            "web.app",
            "web.monitoring",
            "anyio._backends._asyncio",
            "uvicorn.lifespan.off",
            "uvicorn.loops.asyncio",
            "uvicorn.loops.auto",
            "uvicorn.protocols.http.auto",
            "uvicorn.protocols.websockets.auto",
        ),
        ahead=(speak_to_the_record,),
    )


def flower(settings: Settings) -> Part:
    def prepare() -> None:
        if settings.given_flower_password_file is None:
            made_once(settings.flower_password_file)
        refuse_if_taken(settings.flower_address, settings.flower_port, "SWAN_FLOWER_PORT")

    return Part(
        "flower",
        (program("celery"), "--quiet", "-A", "tasks.app", "flower", f"--conf={flower_conf()}"),
        EVERYWHERE | FLOWER,
        prepare=prepare,
        ready=answers_http(settings.flower_address, settings.flower_port, "/healthcheck"),
        port=settings.flower_port,
        folder=ROOT,
        made_of=(*CELERY, "flower.command", "tornado.platform.asyncio"),
        ahead=(speak_to_the_broker,),
    )


def flower_conf() -> Path:
    return Path(config.__file__).parent / "flower.py"


def answers_ping(name: str, settings: Settings) -> Callable[[Child], bool]:
    """Ready when the node of this name on this machine answers over the broker, and our child is alive."""
    node = f"{name}@{socket.gethostname()}"

    def ready(child: Child) -> bool:
        with asker(settings) as app:
            try:
                answers = app.control.ping(destination=[node], timeout=0.5)
            except (OperationalError, RedisError):
                return False
        return bool(answers) and child.alive

    return ready


def answers_http(address: str, port: int, path: str) -> Callable[[Child], bool]:
    def ready(child: Child) -> bool:
        try:
            with urllib.request.urlopen(f"http://{address}:{port}{path}", timeout=1):
                return child.alive
        except (urllib.error.URLError, OSError):
            return False

    return ready


def refuse_if_taken(address: str, port: int, variable: str) -> None:
    """A stranger on the port would answer in our place."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((address, port))
        except OSError as refusal:
            raise CannotStart(f"Port {port} on {address} is taken: set {variable} to another.") from refusal
