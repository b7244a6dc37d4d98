import pytest
from click.testing import CliRunner

import cli.demo
from cli.main import application
from texts import catalogue


@pytest.mark.parametrize("command", ["demo", "replay"])
def test_without_its_extra_the_demo_says_what_to_install(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.demo, "find_spec", lambda name: None if name == "websockets" else object())
    refused = CliRunner().invoke(application(catalogue("vi")), [command])
    assert refused.exit_code == 1
    assert "thiếu websockets" in refused.output
    assert "make demo" in refused.output
