"""Why a page is not shown: each kind of refusal, and how it is said, in our own words and with nothing given away."""

from uuid import UUID


class Turned(Exception):
    """A request that is turned away. `status` is HTTP's; `heading` and `sentence` are for people."""

    status = 400
    heading = "That did not work"
    sentence = "The page you asked for cannot be shown."

    def __init__(self, sentence: str = "", *, case_id: UUID | None = None, **said: str) -> None:
        super().__init__(sentence or self.sentence)
        self.case_id = case_id
        self.said = said


class NotSignedIn(Turned):
    """Nobody is signed in, or no longer."""

    status = 401
    heading = "Sign in"
    sentence = "Sign in to go on."


class AskForAccess(Turned):
    """Signed in, and holding no role today."""

    status = 403
    heading = "You are signed in, and have no role here yet"
    sentence = "Ask your partnership's business manager to give you one. Nothing can be shown until then."


class NotAllowed(Turned):
    """Signed in, with roles that this is not for."""

    status = 403
    heading = "This page is not for your role"
    sentence = "If you need it for your work, ask your partnership's business manager."


class NotHere(Turned):
    """There is no such thing, or none that this person may know of: the two cannot be told apart."""

    status = 404
    heading = "There is nothing here"
    sentence = "Check the address or the reference. If it is a case that is not yours to see, this page says the same."


class ProveAgain(Turned):
    """What is asked for needs somebody who proved a moment ago who they are."""

    status = 401
    heading = "Say again that it is you"
    sentence = "Before this step Swan asks again for your password and code."


class Occupied(Turned):
    """Somebody else has been writing in the same place for longer than a page waits."""

    status = 503
    heading = "Somebody else is writing here"
    sentence = "Nothing was recorded. Go back and send it again in a minute."


class Stale(Turned):
    """A form without the word its page carried, or with another's."""

    status = 403
    heading = "This form is out of date"
    sentence = (
        "It did not come from a page of yours that is still open. Go back, load the page again and send it again."
    )


class WrongForm(Turned):
    """A form with fields its page does not have."""

    status = 422
    heading = "This form is not one of ours"
    sentence = "It carries something its page does not ask for. Nothing was changed."


class TooManyGuesses(Turned):
    """Too many wrong passwords or codes in a short time, for this name from this place."""

    status = 429
    heading = "Too many attempts"
    sentence = "Wait five minutes, then try again. Nobody else is held up by this."
