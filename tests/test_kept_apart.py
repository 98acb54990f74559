"""What lets somebody in stands in no file that is kept, and nothing of ours talks to anybody it need not."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("cli", "config", "models", "tasks", "web", "workflows")

SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}"),
    "what opens backups": re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{40,}"),
    "a key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of a code host": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20})\b"),
    "a token of a chat": re.compile(r"\bxox[abprs]-[\w-]{20,}"),
    "a key of GOV.UK Notify": re.compile(r"\b\w+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{8}-[0-9a-f]{4}-"),
    "a password in an address": re.compile(
        r"\b(?:postgresql|postgres|rediss?|smtps?)://[^\s:/@{}<>\"']*:[A-Za-z0-9_-]{16,}@"
    ),
}

NETWORK = frozenset({"urllib.request", "http.client", "httpx2", "requests", "smtplib", "socket", "aiosmtpd", "authlib"})
TALKS = {
    "cli/stack/parts.py": "this machine: whether a part answers, whether a port is free",
    "cli/stack/voices.py": "itself: signals",
    "cli/demo/mailbox.py": "this machine: the demonstration's own mail server",
    "tasks/channels/email.py": "SMTP_URL",
    "tasks/channels/govuk_notify.py": "NOTIFY_BASE_URL",
    "tasks/heartbeat.py": "nobody: the name of the machine",
    "tasks/watch.py": "SWAN_WATCH_URL",
    "web/serving.py": "nobody: it listens at the pages' own door",
    "web/oidc.py": "the identity providers of SWAN_OIDC",
}
"""Whoever may open a connection besides PostgreSQL and the broker, and to whom: what a firewall must let out."""


def kept() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (path := ROOT / name).suffix not in {".woff2", ".png", ".xlsx", ".docx"} and path.is_file():
            yield path


def test_no_secret_is_kept_with_the_source() -> None:
    found = [
        (str(path.relative_to(ROOT)), what)
        for path in kept()
        for what, pattern in SECRETS.items()
        if pattern.search(path.read_text(errors="replace"))
    ]
    assert found == []


def test_what_would_be_found_is_found() -> None:
    """Each as it would stand there, put together here so that it does not."""
    uuid = "11111111-2222-4333-8444-555555555555"
    shown = {
        "a private key": "-----BEGIN " + "PRIVATE KEY-----\n" + "A" * 60,
        "what opens backups": "AGE-SECRET-KEY-1" + "Q" * 50,
        "a key of a cloud": "AKIA" + "A" * 16,
        "a token of a code host": "ghp_" + "a" * 36,
        "a token of a chat": "xoxb-" + "1" * 20,
        "a key of GOV.UK Notify": f"swan-{uuid}-{uuid}",
        "a password in an address": "redis://:" + "a" * 20 + "@host",
    }
    assert [what for what, said in shown.items() if not SECRETS[what].search(said)] == []


def test_the_places_of_secrets_are_kept_out_of_source_and_images() -> None:
    assert {"/secrets/", "/.env"} <= set((ROOT / ".gitignore").read_text().split())
    first, *allowed = (ROOT / ".dockerignore").read_text().split()
    assert (first, {"!secrets", "!.env", "!docs"} & set(allowed)) == ("*", set())


def test_nothing_of_ours_talks_to_anybody_it_need_not() -> None:
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    found = {str(file.relative_to(ROOT)) for file in files if imported(file) & NETWORK}
    assert found == TALKS.keys()


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, node.module.split(".")[0]}
    return names
