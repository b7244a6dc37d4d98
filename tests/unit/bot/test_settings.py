"""Settings: what cannot be is refused with the name of the setting."""

import pytest
from pydantic import ValidationError

from bot.settings import Listen, Settings


@pytest.mark.parametrize(
    ("address", "listen"),
    [
        ("127.0.0.1:8080", Listen("127.0.0.1", 8080)),
        ("0.0.0.0:80", Listen("0.0.0.0", 80)),  # noqa: S104 -- read, not listened at
        ("[::1]:8443", Listen("::1", 8443)),
        ("baocao.example.vn:443", Listen("baocao.example.vn", 443)),
    ],
)
def test_an_address_to_listen_at(
    monkeypatch: pytest.MonkeyPatch, address: str, listen: tuple[str, int]
) -> None:
    monkeypatch.setenv("BAOCAO_LISTEN", address)
    settings = Settings(_env_file=None)
    assert settings.listen == listen
    assert str(settings.listen) == address


@pytest.mark.parametrize(
    "address",
    ["", "8080", "here", "localhost:http", "localhost:99999", ":80", "http://localhost:80", "h:80/x"],
)
def test_what_is_no_address_to_listen_at(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("BAOCAO_LISTEN", address)
    with pytest.raises(ValidationError, match="host:port is needed"):
        Settings(_env_file=None)


@pytest.mark.parametrize("url", ["baocao.example.vn", "ftp://x", "https://", "https://x/?a=1"])
def test_what_is_no_public_address(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BAOCAO_PUBLIC_URL", url)
    with pytest.raises(ValidationError, match="an address is needed"):
        Settings(_env_file=None)


@pytest.mark.parametrize("missing", ["BAOCAO_LISTEN", "BAOCAO_PUBLIC_URL"])
def test_webhooks_need_to_be_reached(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setenv("BAOCAO_TELEGRAM_UPDATES", "webhook")
    monkeypatch.setenv("BAOCAO_LISTEN", "127.0.0.1:8080")
    monkeypatch.setenv("BAOCAO_PUBLIC_URL", "https://baocao.example.vn/")
    assert Settings(_env_file=None).public_url == "https://baocao.example.vn"
    monkeypatch.delenv(missing)
    with pytest.raises(ValidationError, match="needs BAOCAO_LISTEN and BAOCAO_PUBLIC_URL"):
        Settings(_env_file=None)
