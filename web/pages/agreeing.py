"""The partners' agreement as a step of its own: what is agreed, who has, and one's own word or another's with proof."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from models.columns import new_id
from web.agreeing import MYSELF, ON, Given, Giving, for_myself, for_others, give, mine_in, read, suggested, who_gives
from web.agreements import Agreement, agreement
from web.changes import previewed
from web.desk import AtDesk, Desk, Typed
from web.drafting import keep, keeps, put_by
from web.fields import said
from web.meanwhile import recorded_since, since
from web.plainly import plain_refusal
from web.refusing import NotAllowed
from web.rendering import page
from workflows.engine.casework.once import once
from workflows.engine.refusals import Code, Refused
from workflows.engine.roles import RECORD_FOR_ANYBODY

router = APIRouter()
PATH = "/cases/{reference}/agree/{kind}"
KEPT = ("key", "seen", "action")
Wrong = Mapping[str, str]


@router.get(PATH)
@router.get(PATH + MYSELF)
def to_agree(
    request: Request, desk: AtDesk, reference: str, kind: str, recorded: Annotated[str, Query()] = ""
) -> Response:
    found = agreement(desk, desk.case(reference), kind)
    desk.saw(found.case, "agreement-viewed")
    return _shown(request, desk, found, recorded=recorded)


@router.post(PATH)
@keeps("Agreements of the partners")
def for_them(request: Request, desk: AtDesk, reference: str, kind: str, form: Typed) -> Response:
    """On behalf of partners who agreed elsewhere: the e-mail or the minute shows it."""
    found = agreement(desk, desk.case(reference), kind)
    if not desk.roles & RECORD_FOR_ANYBODY:
        raise NotAllowed(case_id=found.case.id, needs=" ".join(sorted(RECORD_FOR_ANYBODY)))
    return _typed_into(request, desk, for_others(found, sent=True), form)


@router.post(PATH + MYSELF)
@keeps("Your own agreement")
def in_person(request: Request, desk: AtDesk, reference: str, kind: str, form: Typed) -> Response:
    """One's own word: whoever gives it has proved a moment ago who they are."""
    found = agreement(desk, desk.case(reference), kind)
    giving = for_myself(desk, found, sent=True)
    if not giving.partners:
        raise NotAllowed(case_id=found.case.id, needs="a partner whose answer is awaited, and another's draft")
    return _typed_into(request, desk, giving, form)


def _typed_into(request: Request, desk: Desk, giving: Giving, form: Typed) -> Response:
    typed, action = form.only(*giving.inputs, *KEPT).texts(), form["action"]
    onward = f"/cases/{giving.agreement.case.reference}?kept=yes#begun"
    if later := put_by(request, desk.db, desk.session, typed, onward):
        return later
    if giving.myself:
        desk.must_have_proved()
    answer = _answered(request, desk, giving, typed, action)
    if answer.status_code != 303:
        keep(request, desk.db, desk.session, typed)
    return answer


def _answered(request: Request, desk: Desk, giving: Giving, typed: Mapping[str, Any], action: str) -> Response:
    given = read(desk, giving, typed)
    if given.wrong or action == "change":
        return _again(request, desk, giving, typed, given.wrong if action != "change" else {})
    try:
        if action == "confirm":
            return _done(request, desk, giving, given, typed)
        return _checked(request, desk, giving, given, typed)
    except Refused as refused:
        return _again(request, desk, giving, typed, {_beside(giving, refused): plain_refusal(str(refused))})


def _beside(giving: Giving, refused: Refused) -> str:
    """The field beside which the engine's refusal is said."""
    return ON if refused.code in (Code.FUTURE, Code.TOO_EARLY) and not giving.myself else giving.who


def _checked(request: Request, desk: Desk, giving: Giving, given: Given, typed: Mapping[str, Any]) -> Response:
    preview = previewed(desk, giving.agreement.case.id, lambda: give(desk, giving, given))
    return page(
        request, "agree/check.html", form=giving, case=giving.agreement.case, found=giving.agreement, typed=typed,
        preview=preview, report=given.acts[0][0], who=who_gives(giving, given), seen=giving.agreement.read.seq,
        key=said(typed, "key") or str(new_id()),
    )  # fmt: skip


def _done(request: Request, desk: Desk, giving: Giving, given: Given, typed: Mapping[str, Any]) -> Response:
    seen, key = said(typed, "seen"), said(typed, "key") or str(new_id())
    last_seen = int(seen) if seen.isdecimal() else -1
    words = [giving.path, *(f"{name}={value}" for name in giving.inputs for value in typed.get(name, ()))]
    tried = desk.db.begin_nested()
    try:
        once(desk.db, desk.partnership.id, key, words, desk.at, lambda: give(desk, giving, given, last_seen))
    except Refused as refused:
        tried.rollback()
        if refused.code is not Code.CONFLICT:
            raise
        return _conflict(request, desk, giving, typed, last_seen)
    tried.commit()
    return RedirectResponse(f"{giving.agreement.path}?recorded=yes", 303)


def _conflict(request: Request, desk: Desk, giving: Giving, typed: Mapping[str, Any], seen: int) -> Response:
    case = giving.agreement.case
    return page(
        request, "record/conflict.html", status=409, form=giving, case=case, event=giving.agreement.asked.agrees,
        typed=typed, since=recorded_since(desk, case, seen), key=str(new_id()),
    )  # fmt: skip


def _again(request: Request, desk: Desk, giving: Giving, typed: Mapping[str, Any], wrong: Wrong) -> Response:
    return _shown(request, desk, giving.agreement, giving.myself, typed, wrong)


def _shown(
    request: Request,
    desk: Desk,
    found: Agreement,
    myself: bool | None = None,
    typed: Mapping[str, Any] | None = None,
    wrong: Wrong | None = None,
    *,
    recorded: str = "",
) -> Response:
    """The page with its forms; what was typed stands in the one it was typed into (`myself`), a draft in its own."""
    forms = []
    for giving in (for_myself(desk, found), for_others(found)):
        begun = desk.begun(giving.path) if typed is None else None
        stands = typed if typed is not None and giving.myself is myself else begun.typed if begun else None
        forms.append(
            {
                "giving": giving, "begun": begun, "since": since(desk, found.case, begun),
                "typed": stands or suggested(giving), "wrong": wrong or {} if giving.myself is myself else {},
                "key": said(stands or {}, "key") or str(new_id()),
            }
        )  # fmt: skip
    return page(
        request, "agree/page.html", status=422 if wrong else 200, found=found, case=found.case, mine=forms[0],
        theirs=forms[1], recorded=recorded, wrong=wrong or {}, may_for_others=bool(desk.roles & RECORD_FOR_ANYBODY),
        is_author=desk.person.id in found.authors, answers_for=mine_in(desk, found),
        back=(f"/cases/{found.case.reference}", found.case.reference),
    )  # fmt: skip
