"""Counts fit to be published, worked by hand: no number under five, and none that tells one by taking away."""

from web.publishing import FEWER, NOT_SHOWN, fit


def test_where_no_number_is_small_every_number_is_shown() -> None:
    assert fit([[7, 5], [12]], [12]) == ([[7, 5], [12]], [12])


def test_a_total_is_not_shown_beside_a_hidden_number() -> None:
    # 12 less 8 would be 4.
    assert fit([[8, 4]], [12]) == ([[8, FEWER]], [NOT_SHOWN])


def test_another_breakdown_of_the_same_total_does_not_tell_it_either() -> None:
    # 7 and 5 would be 12, and 12 less 8 would be 4.
    assert fit([[8, 4], [7, 5]], [12]) == ([[8, FEWER], [7, NOT_SHOWN]], [NOT_SHOWN])


def test_a_small_total_is_itself_hidden_and_nought_is_small() -> None:
    assert fit([[0, 3]], [3, 9]) == ([[FEWER, FEWER]], [FEWER, NOT_SHOWN])


def test_of_nothing_nothing_is_shown() -> None:
    assert fit([[]], []) == ([[]], [])
