"""Makes the secrets docker-compose.yml asks for, once: `python -m cli.stack.secrets`."""

import os
import secrets
from base64 import b64encode
from pathlib import Path

from rich.console import Console

CONTAINERS_USER = 10001
"""Who the containers run as when root makes the secrets; otherwise they run as who makes them, who alone can read."""

WHAT_TO_DO = """Made in [bold]{folder}[/]: keep it out of every backup the database is in, and keep a copy of case_key.
Write your mail server's address into {folder}/smtp_url; if messages go through GOV.UK Notify, its key into
{folder}/notify_api_key; if people sign in by identity providers, those into {folder}/oidc.
Each day's anchors will lie in {anchors}: copies belong where whoever runs Swan cannot change them.
Then: docker compose up --detach --wait"""

ANCHORS = "anchors"


def contents() -> dict[str, str]:
    """Each secret and what it holds; the two that are two sides of one password agree."""
    database, broker = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    return {
        "database_password": database,
        "database_url": f"postgresql://swan:{database}@database:5432/swan",
        "broker_conf": f"requirepass {broker}",
        "redis_url": f"redis://:{broker}@broker:6379/0",
        "flower_password": secrets.token_urlsafe(24),
        "case_key": b64encode(secrets.token_bytes(32)).decode(),
        "smtp_url": "smtp://mail.invalid:25",
        "notify_api_key": "",
        "oidc": "",
    }


SERVERS_OWN = {"database_password", "broker_conf"}
"""Read by the servers' own images, under users of theirs; the folder keeps everybody else out."""


def make(root: Path) -> Path:
    """Writes every secret into `secrets/` and the user they are for into `.env`; FileExistsError if they are there.

    Makes the folder for the anchors too, which is that user's.
    """
    user = (os.getuid(), os.getgid()) if os.getuid() != 0 else (CONTAINERS_USER, CONTAINERS_USER)
    folder = root / "secrets"
    folder.mkdir(mode=0o700)
    (root / ANCHORS).mkdir(mode=0o700, exist_ok=True)
    os.chown(root / ANCHORS, *user)
    for name, held in contents().items():
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(held + "\n" if held else "")
            os.fchmod(file.fileno(), 0o644 if name in SERVERS_OWN else 0o600)
            os.fchown(file.fileno(), *user)
    with (root / ".env").open("a") as file:
        file.write(f"SWAN_UID={user[0]}\nSWAN_GID={user[1]}\n")
    return folder


def main() -> None:
    console = Console()
    try:
        folder = make(Path.cwd())
    except FileExistsError as there:
        raise SystemExit("secrets/ is there already, and is not made a second time.") from there
    console.print(WHAT_TO_DO.format(folder=folder.name, anchors=ANCHORS))


if __name__ == "__main__":
    main()
