"""The broker dies and a sentinel puts another in its place; or it is reached encrypted, from beginning to end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.stack import given, parts, valkey
from cli.stack.parts import CannotStart
from tests.acceptance.accounts import account_of
from tests.acceptance.conftest import office_on
from tests.acceptance.live_office import LiveOffice
from tests.acceptance.sentinels import Guarded, guarded
from tests.acceptance.stack import Process, Stack, wait_until
from tests.acceptance.stories import OPENED, SWEPT
from tests.encrypted import Certificate, certificate, encrypting
from tests.servers import settings_in

pytestmark = pytest.mark.acceptance


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Guarded]:
    with guarded(tmp_path / "brokers") as brokers:
        wait_until(brokers.knows_of_both, "the sentinel never found the second broker")
        yield brokers


def test_one_broker_dies_and_the_other_takes_its_place(
    stack: Stack, watched: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What falls due while there is none is told once, by the very worker and timekeeper that knew the first."""
    with stack.told_otherwise(REDIS_URL=watched.url), office_on(stack, monkeypatch) as office:
        office.opens_case(standing_in="rapid-review", when=OPENED)
        watched.first.kill()
        office.stands(SWEPT)
        wait_until(lambda: watched.serving() == watched.second.port, "nobody was put in its place")
        office.comes_to_rest()

        tells_everything_once(office)


def test_flower_finds_the_broker_by_its_sentinel(stack: Stack, watched: Guarded) -> None:
    with stack.told_otherwise(REDIS_URL=watched.url) as settings:
        shown = Process(parts.flower(settings), settings)
        assert shown.part.prepare is not None
        shown.part.prepare()
        shown.runs()
        shown.stops()


@pytest.fixture
def shown(tmp_path: Path) -> Certificate:
    return certificate(tmp_path)


def test_a_broker_behind_encryption_is_worked_with_as_any_other(
    stack: Stack, shown: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with encrypting(valkey.socket_file(stack.valkey.settings), shown) as port:
        url = f"rediss://:{password(stack)}@127.0.0.1:{port}/0?ssl_ca_certs={shown.trusted}"
        with stack.told_otherwise(REDIS_URL=url), office_on(stack, monkeypatch) as office:
            office.opens_case(standing_in="rapid-review", when=OPENED)
            office.stands(SWEPT)
            office.comes_to_rest()

            tells_everything_once(office)


def test_a_broker_that_cannot_prove_who_it_is_is_not_talked_to(stack: Stack, shown: Certificate) -> None:
    with encrypting(valkey.socket_file(stack.valkey.settings), shown) as port:
        place = settings_in(stack.folder, REDIS_URL=f"rediss://:{password(stack)}@127.0.0.1:{port}/0")
        with pytest.raises(CannotStart, match="REDIS_URL does not answer"):
            given.check_broker(place)


def password(stack: Stack) -> str:
    return (stack.valkey.settings.data / "valkey.password").read_text().strip()


def tells_everything_once(office: LiveOffice) -> None:
    account = account_of(office)
    assert account.notices > 0
    assert (account.lost, account.doubled, account.perhaps_twice) == (0, 0, 0)
