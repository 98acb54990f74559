"""What processes that are forked share with one another, left as it is."""

import gc


def leave_alone() -> None:
    """The collector looks no more at what there is now: a page that is written to is shared no more, and to look
    through it takes longer than many a page of the office."""
    gc.collect()
    gc.freeze()
