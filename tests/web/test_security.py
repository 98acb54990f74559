"""What every answer carries, and what is refused whatever page it was for."""

from tests.web.pages import Pages


def test_a_stranger_is_sent_to_the_sign_in(pages: Pages) -> None:
    with pages.reader() as stranger:
        answer = stranger.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/")
