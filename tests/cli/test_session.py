"""How a command ends: in one sentence and the exit code of its kind, whatever was refused."""

import pytest
import typer

from cli.session import CONFLICT, FAILED, NOT_FOUND, REFUSED, USAGE, NotFound, plainly_refused
from cli.words import Usage
from workflows.engine.refusals import Code, Refused
from workflows.engine.verify import WrongDefinition


@pytest.mark.parametrize(
    ("raised", "code", "sentence"),
    [
        (Usage("Say when."), USAGE, "Say when."),
        (NotFound("There is no such case."), NOT_FOUND, "There is no such case."),
        (Refused(Code.UNKNOWN, "Nobody knows it."), NOT_FOUND, "Nobody knows it."),
        (Refused(Code.CONFLICT, "Somebody was first."), CONFLICT, "Somebody was first."),
        (Refused(Code.FUTURE, "That is to come."), REFUSED, "That is to come."),
        (
            WrongDefinition("letters: nothing leads to read."),
            FAILED,
            "The law cannot be right as it stands in workflows/: letters: nothing leads to read.",
        ),
    ],
)
def test_what_was_refused_is_one_sentence_and_an_exit_code(
    raised: Exception, code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended, plainly_refused():
        raise raised

    assert ended.value.exit_code == code
    assert capsys.readouterr() == ("", f"{sentence}\n")


def test_what_is_our_own_mistake_is_not_dressed_up_as_a_refusal() -> None:
    with pytest.raises(ZeroDivisionError), plainly_refused():
        raise ZeroDivisionError
