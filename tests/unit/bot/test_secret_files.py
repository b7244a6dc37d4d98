"""Files with secrets that others on the machine can read are told of."""

from pathlib import Path

import pytest

from bot.settings import Settings


@pytest.mark.parametrize(("mode", "told"), [(0o600, False), (0o640, False), (0o644, True), (0o604, True)])
def test_a_token_that_others_can_read_is_told_of(tmp_path: Path, mode: int, *, told: bool) -> None:
    file = tmp_path / "token"
    file.write_text("7700:secret", encoding="utf-8")
    file.chmod(mode)
    settings = Settings(telegram_token_file=file, _env_file=None)
    assert settings.open_secrets() == ((file,) if told else ())
    assert settings.token() == "7700:secret"


def test_a_file_that_is_not_there_is_not(tmp_path: Path) -> None:
    assert Settings(telegram_token_file=tmp_path / "none", _env_file=None).open_secrets() == ()
