"""Signing in by an identity provider: there, and back."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from config.oidc import Provider
from models.database import session
from web import accounts, oidc
from web.arriving import arrive
from web.desk import Typed, caller_of, visit
from web.oidc import NotVouched
from web.refusing import NotHere, NotSignedIn
from workflows.engine.casework import witnessing
from workflows.engine.casework.witnessing import Who

router = APIRouter()

ASIDE = "oidc"


def provider(request: Request, key: str) -> Provider:
    """Raises `NotHere` where no such provider is configured."""
    found: list[Provider] = [one for one in request.app.state.settings.oidc if one.key == key]
    if not found:
        raise NotHere
    return found[0]


def back(request: Request, key: str) -> str:
    """Where the provider sends people back to: as we are reached from outside, not as this request says."""
    return f"{request.app.state.settings.link.rstrip('/')}/sign-in/from/{key}"


@router.post("/sign-in/with/{key}")
def there(request: Request, form: Typed, key: str) -> Response:
    """No transaction is held while the provider is asked what it is."""
    chosen = provider(request, key)
    with session("swan_app", url=request.app.state.database) as db:
        if visit(request, db, form.only("again")) is None:
            raise NotSignedIn
    address, remembered = oidc.begin(chosen, back(request, key), again=bool(form["again"]))
    with session("swan_app", url=request.app.state.database) as db:
        found = visit(request, db, form)
        if found is None:
            raise NotSignedIn
        found.aside = {**found.aside, ASIDE: remembered}
        db.add(found)
    return RedirectResponse(address, 303)


@router.get("/sign-in/from/{key}")
def again_here(request: Request, form: Typed, key: str) -> Response:
    """What was remembered is used once, whatever comes of it; then the provider is asked, then somebody arrives."""
    chosen = provider(request, key)
    with session("swan_app", url=request.app.state.database) as db:
        found = visit(request, db, form)
        remembered = found.aside.get(ASIDE) if found else None
        if found is None or remembered is None:
            raise NotVouched(why="nothing remembered")
        found.aside = {name: value for name, value in found.aside.items() if name != ASIDE}
        db.add(found)
    identity = oidc.finish(chosen, back(request, key), remembered, dict(request.query_params))
    with session("swan_app", url=request.app.state.database) as db:
        found = visit(request, db, form)
        if found is None:
            raise NotSignedIn
        account = accounts.find_or_make(db, identity.issuer, identity.subject)
        if account.disabled_at is not None:
            witnessing.write(
                db, Who(caller_of(request).address, account_id=account.id), "sign-in-refused", {"wrong": "disabled"}
            )
            raise NotVouched(why="disabled")
        return arrive(request, db, found, account, f"provider {key}")
