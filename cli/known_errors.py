"""Expected errors and their messages.

Classes are given by name and not imported: only a loaded module can have raised its errors.
"""

import sys

from texts import Catalogue

MESSAGES = {
    "bot.wiring.accounts:MissingToken": "no_token",
    "bot.settings:UnreadableToken": "unreadable_token",
    "cli.files:UnusableFile": "unusable_file",
    "pydantic:ValidationError": "bad_setting",
    "telegram.error:InvalidToken": "wrong_token",
    "bot.channels.zalo.api:ZaloTokenRefused": "wrong_zalo_token",
    "bot.channels.zalo.api:ZaloForbidden": "wrong_zalo_token",
    "bot.channels.zalo.api:ZaloNotFound": "wrong_zalo_token",
    "storage.database.database:NewerDatabase": "newer_database",
    "storage.database.database:NoDatabase": "no_database",
    "storage.database.database:UnknownAddress": "unknown_address",
    "storage.database.database:UnusableDatabase": "unusable_database",
    "bot.channels.telegram.webhook:WebhookRefused": "webhook_refused",
    "bot.web.server:AddressTaken": "address_taken",
    "storage.database.database:UnreachableServer": "unreachable_server",
    "storage.database.database:DamagedDatabase": "damaged_database",
    "storage.maintenance.backup:NoSuchFile": "no_such_file",
    "storage.maintenance.backup:NeverFinished": "never_finished",
    "storage.maintenance.backup:UnusableBackup": "unusable_backup",
    "storage.maintenance.backup:FileTaken": "file_taken",
    "storage.database.file_lock:DatabaseInUse": "database_in_use",
    "storage.maintenance.backup:BackupFailed": "backup_failed",
    "storage.maintenance.copy:NotEmpty": "not_empty",
    "storage.maintenance.copy:CopyDiffers": "copy_differs",
    "cli.dead_letters:NoSuchLetter": "no_such_letter",
    "cli.dead_letters:LettersFailed": "letters_failed",
    "cli.undelivered:NoSuchUndelivered": "no_such_message",
    "cli.erase:NobodyOfThatName": "nobody_of_that_name",
    "cli.erase:SeveralOfThatName": "several_of_that_name",
    "storage.rounds.forms:OtherLists": "other_lists",
    "storage.decisions.decision_kind:DecisionClash": "decision_clash",
    "sandbox.http.server:PortTaken": "port_taken",
    "sandbox.http.server:NotLoopback": "not_loopback",
    "demo.replay:ReplayFailed": "replay_failed",
    "telegram.error:NetworkError": "telegram_unreached",
    "bot.channels.zalo.api:ZaloUnreached": "zalo_unreached",
    "storage.database.database:OUTAGES": "outage",
}
"""By 'module:name' of a class or a tuple of classes; the first match counts."""


def explained(error: Exception, texts: Catalogue) -> str | None:
    """Return the message about an expected error; None for any other."""
    for place, message in MESSAGES.items():
        module, _, name = place.partition(":")
        if module in sys.modules and isinstance(error, getattr(sys.modules[module], name)):
            return texts.plain(f"cli.error.{message}", reason=_reason(error, texts))
    return None


def _reason(error: Exception, texts: Catalogue) -> str:
    """Return the cause; for an invalid setting its name and why."""
    if "pydantic" in sys.modules:
        from pydantic import ValidationError  # noqa: PLC0415 -- loaded already; other errors do not need it

        from cli.setting_faults import setting_fault  # noqa: PLC0415 -- the same

        if isinstance(error, ValidationError):
            return setting_fault(error, texts)
    return str(getattr(error, "orig", None) or error)
