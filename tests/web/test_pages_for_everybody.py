"""What is true of every page: read by axe, at 320 px, and asking nobody else for anything."""

import pytest

from tests.web.windows import Windows, faults, overflow


@pytest.mark.parametrize("small", [False, True], ids=["1280", "320"])
def test_the_sign_in_is_for_everybody(windows: Windows, small: bool) -> None:
    page = windows.open("/sign-in", small=small)

    assert faults(page) == []
    assert overflow(page) == 0
    assert windows.said == []
    assert {address.startswith(windows.pages.link) for address in windows.asked} == {True}
