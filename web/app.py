"""The application: every page of `web/pages`, behind one guard, on one database."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from config.servers import is_loopback
from config.settings import Settings, WrongSettings, settings
from web import pages, rendering
from web.security import Guard, headers
from web.turning import from_elsewhere, say_so


class Application(FastAPI):
    """FastAPI with the guard around all of it, its own errors included."""

    guard: dict[str, object]

    def build_middleware_stack(self) -> ASGIApp:
        return Guard(super().build_middleware_stack(), refused=from_elsewhere, **self.guard)  # type: ignore[arg-type]


def create_app(place: Settings | None = None, database: str = "") -> Application:
    """The pages for these settings, on this database (the settings' own where none is named).

    Raises `WrongSettings` where people would send passwords over a network in the clear.
    """
    found = place or settings()
    https = secure(found.link)
    made = Application(title="Swan", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    made.state.database, made.state.settings = database, found
    made.state.cookie = "__Host-swan" if https else "swan"
    for module in found_pages():
        made.include_router(module.router)
    made.mount("/static", StaticFiles(directory=rendering.STATIC, check_dir=False), "static")
    say_so(made)
    base = rendering.environment().get_template("turned.html").render(frame=rendering.Frame(), places=[])
    made.guard = {"carried": headers(base, https=https), "cookie": made.state.cookie, "origin": origin(found.link)}
    return made


def found_pages() -> list[ModuleType]:
    """Every page, imported. A `PLACE` in one is in the navigation from here on, a `FOOT` at the foot."""
    modules = {name: import_module(f"{pages.__name__}.{name}") for _, name, _ in iter_modules(pages.__path__)}
    for name, module in modules.items():
        for said, where in (("PLACE", rendering.PLACES), ("FOOT", rendering.AT_THE_FOOT)):
            if hasattr(module, said):
                where[name] = getattr(module, said)
    return list(modules.values())


def routes() -> list[APIRoute]:
    """Every page's route: what the matrix of permissions must know."""
    return [route for module in found_pages() for route in module.router.routes if isinstance(route, APIRoute)]


def origin(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}"


def secure(link: str) -> bool:
    """Whether people reach Swan over https. Raises `WrongSettings` where they do not, on another machine."""
    parts = urlsplit(link)
    if parts.scheme == "https":
        return True
    if not is_loopback(parts.hostname or ""):
        raise WrongSettings("SWAN_LINK must begin with https:// unless it is this machine itself, such as 127.0.0.1.")
    return False


app = create_app()
