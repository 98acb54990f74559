"""A case goes to another partnership by two forms: one offers it, the other takes it over, and each is its own act."""

import pytest

from tests.web.pages import Pages
from tests.web.pressing import confirms, words

WHY = "The child lived in Eastmarch"


@pytest.fixture
def case(pages: Pages) -> str:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    pages.it_is("Mon 23 Nov 2026 10:00")
    return reference


def offers(pages: Pages, reference: str, role: str = "coordinator") -> str:
    """Offers the case to Eastmarch; what the check page says."""
    where = f"/cases/{reference}/hand-over"
    with pages.reader(role) as reader:
        checked = reader.sends(where, to="eastmarch", because=WHY, action="check")
        assert confirms(reader, where, checked).status_code == 303
    return words(checked.text)


def reads(pages: Pages, path: str, **who: str) -> str:
    with pages.reader("coordinator", **who) as reader:
        return words(reader.get(path).text)


def takes(pages: Pages, reference: str) -> tuple[str, str]:
    """Eastmarch takes it over, pressing twice; where each press leads."""
    with pages.reader("coordinator", partnership="eastmarch") as reader:
        form = reader.form(f"/hand-over/{reference}")
        first, second = (reader.post(f"/hand-over/{reference}", data=form) for _ in range(2))
    return first.headers["location"], second.headers["location"]


def test_nothing_changes_before_it_is_confirmed(pages: Pages, case: str) -> None:
    with pages.reader("coordinator") as reader:
        checked = reader.sends(f"/cases/{case}/hand-over", to="eastmarch", because=WHY, action="check")
    assert "nothing changes until they take it over" in words(checked.text)
    assert WHY in words(checked.text)
    assert pages.rows("select 1 from event where act = 'offered'") == []


def test_an_offer_is_on_the_desk_of_the_other_and_says_only_its_reference(pages: Pages, case: str) -> None:
    offers(pages, case)
    needs, listed, one = (
        reads(pages, path, partnership="eastmarch") for path in ("/needs-you", "/hand-over", f"/hand-over/{case}")
    )
    assert "Offered by another partnership 1 They hold that it is yours. Its dates run on with them" in needs
    assert "Offered to you 1 It stays theirs" in listed
    assert f"{case} By Westmarch Safeguarding Children Partnership, since Mon 23 Nov 2026" in listed
    assert "We have agreed: take it over" in one
    assert WHY not in needs + listed + one
    assert "serious harm" not in (needs + listed + one).lower()


def test_taken_over_it_is_theirs_under_a_reference_of_their_own_once_however_often_it_is_pressed(
    pages: Pages, case: str
) -> None:
    offers(pages, case)
    first, second = takes(pages, case)
    assert first == second == "/cases/ESCP-2026-001"
    assert len(pages.rows("select 1 from event where act = 'handed over'")) == 1
    assert "Handed over to us by" in reads(pages, first, partnership="eastmarch")
    assert f"{case} was handed over to Eastmarch Safeguarding Children Partnership" in reads(pages, f"/cases/{case}")
    assert "there ESCP-2026-001" in reads(pages, "/hand-over")


def test_an_offer_can_be_taken_back_until_then(pages: Pages, case: str) -> None:
    offers(pages, case)
    assert "It is on offer: take the offer back" in reads(pages, f"/cases/{case}")
    with pages.reader("coordinator") as reader:
        where = f"/cases/{case}/hand-over/withdraw"
        form = reader.form("/hand-over", where)
        assert [reader.post(where, data=form).status_code for _ in range(2)] == [303, 303]
    assert "No case is between two partnerships." in reads(pages, "/hand-over", partnership="eastmarch")
    with pages.reader("coordinator", partnership="eastmarch") as reader:
        assert reader.get(f"/hand-over/{case}").status_code == 404


def test_offering_it_twice_is_one_offer(pages: Pages, case: str) -> None:
    offers(pages, case)
    offers(pages, case)
    assert len(pages.rows("select 1 from event where act = 'offered'")) == 1


def test_a_partner_may_offer_it_and_it_is_recorded_as_the_partners_act(pages: Pages, case: str) -> None:
    offers(pages, case, "delegated_partner")
    (event,) = pages.rows("select done_by_role, sealed is not null as is_sealed from event where act = 'offered'")
    assert (event.done_by_role, event.is_sealed) == ("delegated_partner", True)


def test_whoever_has_not_just_proved_who_they_are_is_asked_before_they_type(pages: Pages, case: str) -> None:
    with pages.reader("coordinator", proved=False) as reader:
        answer = reader.get(f"/cases/{case}/hand-over")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/prove-again")


def test_only_whoever_may_say_whose_it_is_finds_the_way_there(pages: Pages, case: str) -> None:
    with pages.reader("coordinator") as coordinator, pages.reader("scrutineer") as scrutineer:
        way = f'href="/cases/{case}/hand-over"'
        assert way in coordinator.get(f"/cases/{case}").text
        assert way not in scrutineer.get(f"/cases/{case}").text


def test_it_must_be_said_to_whom_and_why(pages: Pages, case: str) -> None:
    with pages.reader("coordinator") as reader:
        answer = reader.sends(f"/cases/{case}/hand-over", action="check")
        odd = reader.sends(f"/cases/{case}/hand-over", to="nowhere", because=WHY, action="check")
    assert (answer.status_code, odd.status_code) == (422, 422)
    assert "Choose the partnership whose case it is" in answer.text
    assert "Say why the case is the other area’s" in answer.text
