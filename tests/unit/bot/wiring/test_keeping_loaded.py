"""What the garbage collector leaves alone: the program as it was loaded, not what comes afterwards."""

import gc

from bot.wiring.app import keep_what_is_loaded


class Link:
    """Something that only the collector can take away: it holds itself."""

    def __init__(self, gone: list[str]) -> None:
        self.itself, self._gone = self, gone

    def __del__(self) -> None:
        self._gone.append("gone")


def test_what_is_loaded_is_left_alone_and_what_comes_later_is_not() -> None:
    gone: list[str] = []
    try:
        keep_what_is_loaded()
        assert gc.get_freeze_count() > 10_000
        Link(gone)
        gc.collect()
        assert gone == ["gone"]
    finally:
        gc.unfreeze()
