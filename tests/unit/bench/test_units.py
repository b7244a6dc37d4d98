from pathlib import Path

import pytest

from bench import units


def test_the_country_in_small_is_loaded_and_everything_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "COMMUNES", 204)
    monkeypatch.setattr(units, "RUNS", 3)
    figures = units.measure(tmp_path)
    assert figures.keys() == units.AIMS.keys()
    assert all(seconds > 0 for seconds in figures.values())


def test_names_occur_more_than_once_but_not_all_the_time() -> None:
    names = [units.name_of(commune) for commune in range(units.COMMUNES)]
    assert 1 < len(names) / len(set(names)) < 3
