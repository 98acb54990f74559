"""The words of an anchor come through a mail, and can be read out of it again."""

from email.message import EmailMessage

import pytest

from tests.written_dates import on
from workflows.engine.anchor_lines import Line, NoAnchor, Stood, read_from, words_of

LINES = Line("anchor", 1, "ab" * 32), Line("reads", 0, "cd" * 32), Line("WSCP-2025-001", 7, "ef" * 32)
STOOD = Stood(2, "westmarch", on("Mon 17 Mar 2025"), LINES)


def test_no_line_is_so_long_that_a_mail_would_fold_it() -> None:
    assert max(map(len, STOOD.text.splitlines())) < 72


@pytest.mark.parametrize("around", ["{}", "Dear Bill,\n\n{}\n\nSwan, for Westmarch\n", "> {}"])
def test_it_is_read_out_of_whatever_stands_around_it(around: str) -> None:
    text = "\n> ".join(STOOD.text.splitlines()) if ">" in around else STOOD.text
    assert read_from(around.format(text)) == [STOOD]


def test_several_are_read_from_one_text() -> None:
    assert len(read_from(f"{STOOD.text}\n\n{STOOD.text}")) == 2


def test_a_saved_message_is_opened_first() -> None:
    mail = EmailMessage()
    mail["Subject"] = "To keep"
    mail.set_content(f"Bitte aufheben – wörtlich:\n\n{STOOD.text}\n", cte="quoted-printable")
    assert read_from(words_of(mail.as_bytes())) == [STOOD]
    assert read_from(words_of(f"{STOOD.text}\n".encode())) == [STOOD]


@pytest.mark.parametrize("text", ["", "nothing", "Swan anchor 2 of westmarch at the end of 2025-02-30"])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(NoAnchor):
        read_from(text)
