"""An id that is not one's own, in every address that takes one: as if it were not there, and written down each time."""

import pytest

from tests.web.matrix import ELSEWHERE, LETTERS, OTHER, Line, lines
from tests.web.pages import Pages, Reader
from tests.web.test_permission_matrix import of_case, of_elsewhere

COORDINATOR, REVIEWER = LETTERS.index("C"), LETTERS.index("V")
OF_ELSEWHERE = [line for line in lines() if line.answers.get(ELSEWHERE, "")[COORDINATOR : COORDINATOR + 1] == "0"]
OF_ANOTHER_CASE = [line for line in lines() if line.answers.get(OTHER, "")[REVIEWER : REVIEWER + 1] == "0"]
FIXED = {
    "{event}": "review_meeting_held", "{kind}": "partner-agreement", "{seq}": "1",
    "{absence}": "01a22be3-6a88-7060-80bf-1441eb268e2e",
}  # fmt: skip
TYPED = {"/my-sessions/end", "/sessions/end", "/people/{person}/back"}
"""They are told in a field what they are about: the matrix asks them."""


def asks(reader: Reader, line: Line, names: dict[str, str]) -> int:
    path = line.path
    for name, value in {**FIXED, **{f"{{{name}}}": value for name, value in names.items()}}.items():
        path = path.replace(name, value)
    assert "{" not in path, path
    if line.method == "GET":
        return reader.get(path).status_code
    return reader.post(path, data={"csrf": reader.form("/my-sessions")["csrf"]}).status_code


def refused(pages: Pages) -> list[tuple[str, bool]]:
    """The routes that were refused, and whether it is written down of which case."""
    rows = pages.rows("select said, case_id from access where act = 'refused' order by at, id")
    return [(row.said["route"], row.case_id is not None) for row in rows]


def test_of_another_partnership_each_is_not_there_and_is_written_down(pages: Pages) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00", partnership="eastmarch")
    names = of_case(pages, reference) | of_elsewhere(pages)
    pages.it_is("Mon 23 Nov 2026 10:00")
    asked = [line for line in OF_ELSEWHERE if line.path not in TYPED]
    assert len(asked) > 25
    with pages.reader("coordinator") as reader:
        answers = {str(line): asks(reader, line, names) for line in asked}
    assert set(answers.values()) == {404}, answers
    assert [route for route, _ in refused(pages)] == [line.path for line in asked]


def test_of_a_case_that_is_not_ones_own_each_is_not_there_and_is_written_down_with_the_case(pages: Pages) -> None:
    pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    own = pages.case
    assert own is not None
    other = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    names = of_case(pages, other)
    pages.it_is("Mon 23 Nov 2026 10:00")
    pages.rows(
        "update holding set case_id = :case where role = 'reviewer' and partnership_id = :there returning id",
        case=own.id, there=own.partnership_id,
    )  # fmt: skip
    asked = [line for line in OF_ANOTHER_CASE if "{reference}" in line.path]
    assert len(asked) > 15
    with pages.reader("reviewer") as reader:
        assert reader.get(f"/cases/{own.reference}").status_code == 200
        answers = {str(line): asks(reader, line, names) for line in asked}
    assert set(answers.values()) == {404}, answers
    assert refused(pages) == [(line.path, True) for line in asked]


@pytest.mark.parametrize(
    "more", [{"role": "operator"}, {"partnership_id": "x"}, {"done_by": "x"}, {"at": "2020-01-01"}]
)
def test_no_form_takes_a_field_that_its_page_does_not_ask_for(pages: Pages, more: dict[str, str]) -> None:
    reference = pages.opens_case("panel_notified", when="Mon 9 Nov 2026 10:00")
    names = of_case(pages, reference)
    (scrutineer,) = pages.rows("select h.id, person_id from holding h join partnership p on p.id = h.partnership_id "
                               "where p.slug = 'westmarch' and role = 'scrutineer'")  # fmt: skip
    names |= {
        "role": str(scrutineer.id),
        "person": str(scrutineer.person_id),
        "draft": names["deadline"],
        "key": "nobody",
    }
    pages.it_is("Mon 23 Nov 2026 10:00")
    before = pages.rows("select count(*) as events, (select count(*) from office_event) as office from event")
    with pages.reader("coordinator") as reader:
        csrf = reader.form("/my-sessions")["csrf"]
        for line in lines():
            if line.method != "POST" or "{word}" in line.path or line.path.startswith("/sign-in"):
                continue
            path = (
                line.path.replace("{event}", "authority_became_aware") if line.path.startswith("/open") else line.path
            )
            for name, value in {**FIXED, **{f"{{{name}}}": value for name, value in names.items()}}.items():
                path = path.replace(name, value)
            status = reader.post(path, data={"csrf": csrf, **more}).status_code
            assert status in (403, 404, 422), f"{line}: {status}"
    assert pages.rows("select count(*) as events, (select count(*) from office_event) as office from event") == before
