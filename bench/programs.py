"""The benchmarked programs, each in its own process; the peers use a separate virtual environment."""

import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bench import ours

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-peers"
LOCK = ROOT / "bench" / "peers" / "requirements.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program with the questionnaire: its label, its command, and how officers open the questionnaire.

    `prepare` sets up its folder for a number of officers before it runs.
    """

    title: str
    module: str
    python: Path
    opening: str = "/start"
    prepare: Callable[[Path, int], Awaitable[None]] | None = None
    stores_each_step: bool = True

    def command(self, url: str, token: str, folder: Path) -> list[str]:
        """Return the command that runs it against a sandbox."""
        return [str(self.python), "-m", self.module, url, token, str(folder)]


_PEER = PEERS / "bin" / "python"
PROGRAMS = {
    "baocao": Program(
        title="Baocao, SQLite",
        module="bench.ours",
        python=Path(sys.executable),
        opening=ours.OPENING,
        prepare=ours.prepare,
    ),
    "aiogram": Program(title="aiogram, SQLite", module="bench.peers.aiogram_sqlite", python=_PEER),
    "ptb": Program(
        title="python-telegram-bot, pickle/60 s",
        module="bench.peers.ptb_pickle",
        python=_PEER,
        stores_each_step=False,
    ),
    "telebot": Program(title="pyTelegramBotAPI, pickle", module="bench.peers.telebot_pickle", python=_PEER),
}


def install_peers() -> None:
    """Create the peers' virtual environment from its lock file, unless it exists."""
    done = PEERS / "installed.lock"
    if done.exists() and done.read_bytes() == LOCK.read_bytes():
        return
    print(f"Installing the peers into {PEERS.name} (once) ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", PEERS], check=True)  # noqa: S603 -- our own interpreter
    (PEERS / ".gitignore").write_text("*\n")
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
    subprocess.run([_PEER, *install, LOCK], check=True)  # noqa: S603 -- the peers' own interpreter
    done.write_bytes(LOCK.read_bytes())
