"""Every page, in every state of the office and however somebody comes to it: read, used and understood by everybody."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from config.settings import settings
from tests.web.every_page import BY_ADDRESS, WAYS, Way, not_listed
from tests.web.looking import badly_refused, seen, sends
from tests.web.pages import PUT_BACK, Pages, done
from tests.web.scenes import SCENES, Scene, comes_in
from tests.web.windows import LARGE, SMALL, Windows, faults

FILES = {"wrong": "grief,31/02/2022", "right": "death,22/08/2022"}
PREFIXES = {"westmarch": "WSCP", "eastmarch": "ESCP"}


@dataclass
class Shown:
    """One office in one state, with a window for each who looks at it."""

    pages: Pages
    scene: Scene
    windows: Windows
    at: dict[str, Page] = field(default_factory=dict)

    def comes_to(self, way: Way, size: dict[str, int]) -> Page:
        """The page, as somebody comes to it by this way in a window of this size."""
        page = self.window(way)
        page.set_viewport_size(size)
        self.goes(page, way)
        return page

    def window(self, way: Way) -> Page:
        about = "".join((way.path, way.sends, *way.typed.values()))
        home = self.scene.home if "{" not in about else "westmarch"
        key = f"{way.who} of {home}"
        if key not in self.at:
            self.at[key] = self.windows.open("/help")
            if word := comes_in(self.pages, way.who, home):
                self.at[key].context.add_cookies([{"name": "swan", "value": word, "url": self.pages.link}])
        return self.at[key]

    def register(self, row: str) -> FilePayload:
        """Of one case, in the partnership whose lists are looked at."""
        text = f"Reference,Harm,LA aware\n{PREFIXES[self.scene.home]}-2022-001,{row}\n"
        return {"name": "register.csv", "mimeType": "text/csv", "buffer": text.encode()}

    def goes(self, page: Page, way: Way) -> None:
        if way.first:
            self.goes(page, way.first)
        answer = page.goto(self.scene.address(way.path))
        if way.sends:
            if "file" in way.typed:
                page.set_input_files("#file", self.register(FILES[way.typed["file"]]))
            typed = {name: self.scene.address(value) for name, value in way.typed.items() if name != "file"}
            with page.expect_navigation() as came:
                sends(page, self.scene.address(way.sends), typed)
            answer = came.value
        assert answer is not None
        assert answer.status == way.status, page.content()


@pytest.fixture(scope="module")
def shown(request: pytest.FixtureRequest, served_pages: Pages, chrome: Browser) -> Iterator[Shown]:
    """The office in the state that is asked for, for every page that is looked at in it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SWAN_DATA", str(served_pages.place.data))
        settings.cache_clear()
        windows = Windows(chrome, served_pages)
        yield Shown(served_pages, SCENES[request.param](served_pages), windows)
        windows.close()
    served_pages.case = None
    done(served_pages.url, PUT_BACK)
    settings.cache_clear()


@pytest.fixture
def quiet(shown: Shown) -> Iterator[Shown]:
    """Nothing was said on the console, nobody else was asked for anything, and what was typed is thrown away."""
    shown.windows.said.clear()
    shown.windows.asked.clear()
    yield shown
    shown.pages.rows("delete from draft where path not like '%panel_told_of_delay' returning id")
    assert [said for said in shown.windows.said if "status of 4" not in said] == []
    assert {asked for asked in shown.windows.asked if not asked.startswith(shown.pages.link)} == set()


def grouped(*names: str) -> list[object]:
    return [pytest.param(name, marks=pytest.mark.xdist_group(f"every-page-{name}")) for name in names]


def test_none_is_missing() -> None:
    """Whoever adds a page or a form says here how somebody comes to it."""
    assert not_listed() == set()


@pytest.mark.parametrize("shown", grouped("full"), indirect=True)
def test_every_title_is_another(shown: Shown) -> None:
    """Two addresses of one page aside; what is refused says so first, and is looked at by itself."""
    pages: dict[str, set[str]] = {}
    for way in BY_ADDRESS:
        if way.status == 200 and way.first is None:
            answer = shown.window(way).context.request.get(shown.scene.address(way.path))
            title = answer.text().partition("<title>")[2].partition("</title>")[0]
            pages.setdefault(title, set()).add(way.path.partition("?")[0].removesuffix("/myself"))
    assert {title: paths for title, paths in pages.items() if len(paths) > 1 or not title.endswith(" – Swan")} == {}


@pytest.mark.parametrize("shown", grouped("full"), indirect=True)
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_nothing_sticks_out_or_is_left_unsaid_at_320_pixels(quiet: Shown, way: Way) -> None:
    page = quiet.comes_to(way, SMALL)
    assert (badly_refused(page) if way.is_refused else []) + seen(page) == []


@pytest.mark.soak
@pytest.mark.parametrize("shown", grouped("empty", "full", "overdue"), indirect=True)
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_everybody_can_use_it_in_every_state(quiet: Shown, way: Way) -> None:
    for size in (SMALL, LARGE):
        page = quiet.comes_to(way, size)
        assert (badly_refused(page) if way.is_refused else []) + seen(page) + faults(page) == []
