"""The command line: `baocao`. Every error is one clear line that says what is wrong and what to do."""

import sys
import warnings
from typing import Annotated

import structlog
import typer
from pydantic import ValidationError
from telegram.error import InvalidToken, NetworkError

from bot.channels.telegram.webhook import WebhookRefused
from bot.channels.zalo.api import ZaloForbidden, ZaloNotFound, ZaloTokenRefused, ZaloUnreached
from bot.settings import UnreadableToken
from bot.web.server import AddressTaken
from bot.wiring.accounts import MissingToken
from cli.audit import audit_commands
from cli.channels import channel_commands
from cli.database import add_backup_commands, database_commands
from cli.dead_letters import LettersFailed, NoSuchLetter, dead_letter_commands
from cli.enrol import add_enrolling
from cli.erase import NobodyOfThatName, SeveralOfThatName, add_erase
from cli.form import form_commands
from cli.group import Commands
from cli.invite import add_invite
from cli.links import link_commands
from cli.people import add_people
from cli.rounds import round_commands
from cli.run import run
from cli.setting_faults import setting_fault
from cli.status import show_status
from cli.terminal import console_texts, problems
from cli.undelivered import NoSuchMessage, undelivered_commands
from cli.unforeseen import unforeseen
from cli.units import unit_commands
from cli.workbooks import UnusableFile
from demo.replay import ReplayFailed
from sandbox.http.server import NotLoopback, PortTaken
from storage.database.database import (
    OUTAGES,
    DamagedDatabase,
    NewerDatabase,
    NoDatabase,
    UnknownAddress,
    UnreachableServer,
    UnusableDatabase,
)
from storage.database.file_lock import DatabaseInUse
from storage.maintenance.backup import BackupFailed, FileTaken, NeverFinished, NoSuchFile, UnusableBackup
from storage.maintenance.copy import CopyDiffers, NotEmpty
from storage.rounds.forms import OtherLists
from storage.turns.decisions import DecisionClash
from texts import Catalogue

_MESSAGES: dict[type[Exception], str] = {
    MissingToken: "no_token",
    UnreadableToken: "unreadable_token",
    UnusableFile: "unusable_file",
    ValidationError: "bad_setting",
    InvalidToken: "wrong_token",
    ZaloTokenRefused: "wrong_zalo_token",
    ZaloForbidden: "wrong_zalo_token",
    ZaloNotFound: "wrong_zalo_token",
    NewerDatabase: "newer_database",
    NoDatabase: "no_database",
    UnknownAddress: "unknown_address",
    UnusableDatabase: "unusable_database",
    WebhookRefused: "webhook_refused",
    AddressTaken: "address_taken",
    UnreachableServer: "unreachable_server",
    DamagedDatabase: "damaged_database",
    NoSuchFile: "no_such_file",
    NeverFinished: "never_finished",
    UnusableBackup: "unusable_backup",
    FileTaken: "file_taken",
    DatabaseInUse: "database_in_use",
    BackupFailed: "backup_failed",
    NotEmpty: "not_empty",
    CopyDiffers: "copy_differs",
    NoSuchLetter: "no_such_letter",
    LettersFailed: "letters_failed",
    NoSuchMessage: "no_such_message",
    NobodyOfThatName: "nobody_of_that_name",
    SeveralOfThatName: "several_of_that_name",
    OtherLists: "other_lists",
    DecisionClash: "decision_clash",
    PortTaken: "port_taken",
    NotLoopback: "not_loopback",
    ReplayFailed: "replay_failed",
    NetworkError: "telegram_unreached",
    ZaloUnreached: "zalo_unreached",
    **dict.fromkeys(OUTAGES, "outage"),
}


def application(texts: Catalogue) -> typer.Typer:
    """Return the command line in one language."""
    app = Commands(texts, texts.plain("cli.help"))
    host = typer.Option(help=texts.plain("cli.demo.host"))
    port = typer.Option(help=texts.plain("cli.demo.port"), min=0, max=65535)

    @app.command("run", help=texts.plain("cli.run.help"))
    def _run() -> None:
        run()

    @app.command("demo", help=texts.plain("cli.demo.help"))
    def _demo(host: Annotated[str, host] = "127.0.0.1", port: Annotated[int | None, port] = None) -> None:
        from cli.demo import run_demo  # noqa: PLC0415 -- the demo's own, which would slow every other command's start

        run_demo(host, port)

    @app.command("status", help=texts.plain("status.help"))
    def _status() -> None:
        show_status()

    @app.command("replay", help=texts.plain("cli.replay.help"))
    def _replay() -> None:
        from cli.demo import run_replay  # noqa: PLC0415 -- the same

        run_replay()

    app.add_typer(dead_letter_commands(texts), name="dead-letter", help=texts.plain("dead_letter.help"))
    app.add_typer(undelivered_commands(texts), name="undelivered", help=texts.plain("undelivered.help"))
    add_invite(app, texts)
    add_backup_commands(app, texts)
    app.add_typer(database_commands(texts), name="database", help=texts.plain("database.help.group"))
    people = Commands(texts)
    add_enrolling(people, texts)
    add_people(people, texts)
    add_erase(people, texts)
    app.add_typer(people, name="people", help=texts.plain("erase.help_people"))
    app.add_typer(channel_commands(texts), name="channels", help=texts.plain("channels.help.group"))
    app.add_typer(link_commands(texts), name="links", help=texts.plain("links.help.group"))
    app.add_typer(round_commands(texts), name="round", help=texts.plain("office.help_rounds"))
    app.add_typer(audit_commands(texts), name="audit", help=texts.plain("office.help_audit"))
    app.add_typer(form_commands(texts), name="form", help=texts.plain("cli.form.help"))
    app.add_typer(unit_commands(texts), name="units", help=texts.plain("register.help.units_group"))
    return app


def main() -> None:
    """Run the command line and exit with its status."""
    texts = console_texts()
    warnings.filterwarnings("ignore", module="openpyxl")  # what it passes over is no concern of the reader's
    try:
        application(texts)()
    except Exception as error:
        said = explained(error, texts)
        if said is None and structlog.is_configured():
            structlog.get_logger().critical(
                "program.failed", exc_info=error
            )  # a traceback would quote values
            sys.exit(1)
        said = said or unforeseen(error, texts)
        problems().print(said, markup=False)
        sys.exit(1)


def explained(error: Exception, texts: Catalogue) -> str | None:
    """Return the sentence for an error that is no fault of ours; None for one that is."""
    for kind, message in _MESSAGES.items():
        if isinstance(error, kind):
            return texts.plain(f"cli.error.{message}", reason=_reason(error, texts))
    return None


def _reason(error: Exception, texts: Catalogue) -> str:
    """Return what is wrong in a few words: of settings, which of them."""
    if isinstance(error, ValidationError):
        return setting_fault(error, texts)
    return str(getattr(error, "orig", None) or error)


if __name__ == "__main__":
    main()
