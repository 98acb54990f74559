"""Every page somebody can come to: by its address, or as the answer to the form that stands on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.web.matrix import lines

NOBODY, HALFWAY, IN_TWO, OUTSIDE = "nobody", "half signed in", "in two partnerships", "without a role"
"""Who is no holder of a role: signed out, between password and code, in two partnerships, and signed in as no one."""

NO_PAGE = frozenset(
    {
        "GET /",
        "GET /cases.xlsx",
        "GET /calendar.xlsx",
        "GET /needs-you.xlsx",
        "GET /figures.xlsx",
        "GET /figures.docx",
        "POST /figures/report",
        "GET /audit/record.xlsx",
        "GET /audit/changes.xlsx",
        "GET /audit/who-saw",
        "GET /people.xlsx",
        "GET /plan.xlsx",
        "GET /law.xlsx",
        "GET /requests.xlsx",
        "GET /cases/{reference}/record.xlsx",
        "GET /cases/{reference}/dates.xlsx",
        "GET /cases/{reference}/who-saw.xlsx",
        "GET /register.xlsx",
        "GET /register.csv",
        "GET /register/open.xlsx",
        "GET /cases/{reference}/notification-sheet.docx",
        "GET /cases/{reference}/review-pack.docx",
        "GET /cases/{reference}/dates/{deadline}/calendar.ics",
        "GET /feed/{word}.ics",
        "GET /health",
        "GET /sign-in/from/{key}",
        "POST /sign-in/with/{key}",
        "POST /sign-in/demonstration",
        "POST /sign-in/partnership",
        "POST /sign-out",
        "POST /session/stay",
        "POST /my-sessions/end",
        "POST /sessions/end",
        "POST /drafts/{draft}/throw-away",
        "POST /cases/{reference}/hand-over/withdraw",
        "POST /hand-over/{reference}",
        "POST /calendar/subscribe/end",
        "POST /people/{person}/back",
        "POST /register/take",
    }
)
"""What answers with a document, with nothing to be seen, or leads on to a page that is here by itself."""


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody comes to a page. `sends` is the address of the form that is sent from `path`, with `typed` in it."""

    path: str
    who: str = "coordinator"
    sends: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    leads_to: str = ""
    """For the eye of whoever reads what failed."""
    first: "Way | None" = None
    """What must have been shown before."""

    @property
    def route(self) -> str:
        path = f"POST {self.sends}" if self.sends else f"GET {self.path.partition('?')[0]}"
        for one, other in (("opening", "event"), ("begun", "event"), ("waiting", "deadline"), ("offered", "reference")):
            path = path.replace("{" + one + "}", "{" + other + "}")
        return path

    @property
    def is_refused(self) -> bool:
        """Whether it is the page of a form in which something is wrong."""
        return self.status in (401, 422)

    def __str__(self) -> str:
        return " ".join(filter(None, [self.route, self.leads_to or (str(self.status) if self.status != 200 else "")]))


CASE = "/cases/{reference}"
TODAY = {"on-day": "23", "on-month": "11", "on-year": "2026"}
NO_DAY = {"on-day": "31", "on-month": "feb", "on-year": "2026"}
RECORD, AGREE = f"{CASE}/record/{{event}}", f"{CASE}/agree/{{kind}}"
CORRECT, STRIKE = f"{CASE}/entries/{{seq}}/correct", f"{CASE}/entries/{{seq}}/strike"
OFFER = f"{CASE}/hand-over"
OPEN, GIVE, END = "/open/{opening}", "/roles/give", "/roles/{role}/end"

JOIN = Way("/join/{word}", NOBODY, "/join/{word}", {"password": "kestrel ladder marmalade"}, leads_to="to the code")

BY_ADDRESS = (
    Way("/cases"),
    Way("/cases?tab=closed", leads_to="closed"),
    Way("/cases?q=ZZ&show=overdue", leads_to="nothing found"),
    Way("/cases?page=2", leads_to="second page"),
    Way("/needs-you"),
    Way("/needs-you", "delegated_partner", leads_to="as a partner"),
    Way(CASE),
    Way(CASE, "scrutineer", leads_to="as scrutineer"),
    Way(f"{CASE}?recorded=1", leads_to="just recorded"),
    Way(f"{CASE}?kind=fact", leads_to="one sort of entries"),
    Way(f"{CASE}/sheet"),
    Way(f"{CASE}/notification-sheet"),
    Way(f"{CASE}/review-pack"),
    Way(f"{CASE}/dates/{{deadline}}"),
    Way(f"{CASE}/record"),
    Way(RECORD),
    Way(f"{CASE}/record/{{begun}}", leads_to="begun before"),
    Way(CORRECT),
    Way(STRIKE),
    Way(AGREE),
    Way(f"{AGREE}/myself", "delegated_partner"),
    Way(f"{CASE}/hand-over"),
    Way("/hand-over"),
    Way("/hand-over/{offered}"),
    Way("/requests", "agency_contact"),
    Way("/open"),
    Way(OPEN),
    Way("/calendar"),
    Way("/calendar/month"),
    Way("/calendar/subscribe"),
    Way("/figures"),
    Way("/figures?publish=1", leads_to="fit to publish"),
    Way("/figures?reported={reported}&year=2026", leads_to="as reported"),
    Way("/figures/cases?year=2026&of=The notification was sent to the National Panel"),
    Way("/figures/report"),
    Way("/people"),
    Way("/people/{person}"),
    Way("/people/{person}/link"),
    Way("/people/{person}/change"),
    Way("/add-person"),
    Way(GIVE),
    Way(END),
    Way("/roles/{role}/deputy"),
    Way("/running"),
    Way("/audit"),
    Way("/audit/record"),
    Way(
        "/audit/record?from-day=1&from-month=1&from-year=2020&to-day=2&to-month=1&to-year=2020",
        leads_to="nothing found",
    ),
    Way("/audit/record?from-day=31&from-month=feb&from-year=2026", status=422, leads_to="refused"),
    Way("/audit/changes"),
    Way("/audit/changes?from-day=31&from-month=feb&from-year=2026", status=422, leads_to="refused"),
    Way(f"{CASE}/who-saw"),
    Way(f"{CASE}/who-saw?from-day=31&from-month=feb&from-year=2026", status=422, leads_to="refused"),
    Way("/register"),
    Way("/register/open"),
    Way("/plan"),
    Way("/plan?aware-day=18&aware-month=12&aware-year=2026", leads_to="planned"),
    Way("/plan?aware-day=31&aware-month=2&aware-year=2026", status=422, leads_to="refused"),
    Way("/law"),
    Way("/law/counting"),
    Way("/law/{name}"),
    Way("/words"),
    Way("/help"),
    Way("/help", NOBODY, leads_to="as nobody"),
    Way("/accessibility"),
    Way("/my-sessions"),
    Way("/sessions"),
    Way("/prove-again"),
    Way("/sign-in", NOBODY),
    Way("/sign-in/code", HALFWAY),
    Way("/sign-in/partnership", IN_TWO),
    Way("/signed-out", NOBODY),
    Way("/join/{word}", NOBODY),
    Way("/join/{word}/code", NOBODY, first=JOIN),
    Way("/people", "agency_contact", status=403, leads_to="not for this role"),
    Way("/cases", OUTSIDE, status=403, leads_to="without a role"),
    Way("/cases/WSCP-1999-001", status=404, leads_to="not there"),
)

BY_A_FORM = (
    Way("/sign-in", NOBODY, "/sign-in", {"name": "nobody"}, 401),
    Way("/sign-in/code", HALFWAY, "/sign-in/code", {"code": "1"}, 401),
    Way("/join/{word}", NOBODY, "/join/{word}", {"name": ""}, 422),
    JOIN,
    Way("/join/{word}/code", NOBODY, "/join/{word}/code", {"code": "1"}, 422, first=JOIN),
    Way("/prove-again", "coordinator", "/prove-again", {"code": "1"}, 401),
    Way("/needs-you", "coordinator", "/needs-you/have/{waiting}", {"look_on": "soon"}, 422),
    Way(CASE, "coordinator", f"{CASE}/children"),
    Way(RECORD, "coordinator", RECORD, {**NO_DAY, "action": "check"}, 422),
    Way(RECORD, "coordinator", RECORD, {**TODAY, "action": "check"}, leads_to="to be checked"),
    Way(CORRECT, "coordinator", CORRECT, {"reason": "", "action": "check"}, 422),
    Way(CORRECT, "coordinator", CORRECT, {"reason": "a slip", "action": "check"}, leads_to="to be checked"),
    Way(STRIKE, "coordinator", STRIKE, {"reason": "", "action": "check"}, 422),
    Way(STRIKE, "coordinator", STRIKE, {"reason": "a slip", "action": "check"}, leads_to="to be checked"),
    Way(AGREE, "coordinator", AGREE, {**TODAY, "action": "check"}, 422),
    Way(AGREE, "coordinator", AGREE, {**TODAY, "who": "police", "action": "check"}, leads_to="to be checked"),
    Way(AGREE, "delegated_partner", f"{AGREE}/myself", {"action": "check"}, 422),
    Way(
        AGREE, "delegated_partner", f"{AGREE}/myself", {"answer": "agreed", "action": "check"}, leads_to="to be checked"
    ),
    Way(OFFER, "coordinator", OFFER, {"action": "check"}, 422),
    Way(
        OFFER, "coordinator", OFFER, {"to": "eastmarch", "because": "It was there", "action": "check"},
        leads_to="to be checked",
    ),
    Way(OPEN, "coordinator", OPEN, {**NO_DAY, "action": "check"}, 422),
    Way(OPEN, "coordinator", OPEN, {**TODAY, "case-harm": "death", "action": "check"}, leads_to="to be checked"),
    Way("/audit", "coordinator", "/audit"),
    Way("/calendar/subscribe", "coordinator", "/calendar/subscribe"),
    Way("/people/{person}", "coordinator", "/people/{person}/away", {}, 422),
    Way("/people/{person}/link", "coordinator", "/people/{person}/link"),
    Way("/people/{person}/change", "coordinator", "/people/{person}/change", {"name": ""}, 422),
    Way("/add-person", "coordinator", "/add-person", {}, 422),
    Way(GIVE, "coordinator", GIVE, {"action": "check"}, 422),
    Way(
        GIVE, "coordinator", GIVE,
        {
            "role": "coordinator", "person": "{person}", "since-day": "23", "since-month": "11", "since-year": "2026",
            "action": "check",
        }, leads_to="to be checked",
    ),
    Way(END, "coordinator", END, {**NO_DAY, "action": "check"}, 422),
    Way(END, "coordinator", END, {"action": "check"}, leads_to="to be checked"),
    Way("/roles/{role}/deputy", "coordinator", "/roles/{role}/deputy", {"deputy": "a stranger"}, 422),
    Way("/register", "coordinator", "/register", {"file": "wrong"}, 422),
    Way("/register", "coordinator", "/register", {"file": "right"}, leads_to="to be checked"),
)  # fmt: skip

WAYS = (*BY_ADDRESS, *BY_A_FORM)


def not_listed() -> set[str]:
    """Routes that are neither among these ways nor no page; and those here that nothing answers any more."""
    there = {str(line) for line in lines()}
    here = {way.route for way in WAYS if way.status not in (403, 404)}
    return there ^ (here | NO_PAGE)
