"""The table of changes: the handler of each kind, and the order in which changes are written.

Erase has no row in the table: people are erased last, and the turn keeps nothing of their chats afterwards.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import (
    Agree,
    AllowGroup,
    Change,
    Decide,
    DigestsHere,
    Disconnect,
    EndGroup,
    Erase,
    Join,
    JoinByPhone,
    Keep,
    LinkAccount,
    MoveGroup,
    NoteWrongCode,
    Record,
    Rename,
    Snooze,
    Speak,
    Submit,
)
from reporting.people.chat import Chat
from storage.people.accounts import choose_digest_channels, disconnect_accounts, link_accounts
from storage.people.groups import allow_groups, end_groups, move_groups
from storage.people.join import join_by_phone, join_with_codes, note_wrong_codes
from storage.people.profile import keep_languages, note_agreements, rename_people, snooze_reminders
from storage.privacy.erasure import erase_on_request
from storage.requested_change import RequestedChange
from storage.rounds.answers import keep_files, record_answers, submit_reports
from storage.turns.decisions import carry_out_decisions

Handler = Callable[[AsyncConnection, Sequence[Any], datetime], Awaitable[None]]
"""Writes one or more changes of one kind; the last argument is the turn's time."""

HANDLERS: Mapping[type[Change], Handler] = {
    Join: join_with_codes,
    JoinByPhone: join_by_phone,
    Record: record_answers,
    Keep: keep_files,
    Submit: submit_reports,
    Snooze: snooze_reminders,
    Agree: note_agreements,
    Rename: rename_people,
    Speak: keep_languages,
    Decide: carry_out_decisions,
    LinkAccount: link_accounts,
    Disconnect: disconnect_accounts,
    DigestsHere: choose_digest_channels,
    AllowGroup: allow_groups,
    EndGroup: end_groups,
    MoveGroup: move_groups,
    NoteWrongCode: note_wrong_codes,
}

_TOGETHER = (Join, JoinByPhone, Record, Keep, Submit, Snooze, NoteWrongCode)
"""Written first, in this order, each kind for all chats at once: a submission includes the answers of its wave."""

_PLACES: Mapping[type[Change], int] = {kind: place for place, kind in enumerate(_TOGETHER)}


async def write_changes(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Change]], now: datetime
) -> frozenset[Chat]:
    """Write one wave's changes; return the chats of erased people, whose sessions and messages are not stored.

    Kinds without a place of their own are written in the order of the requests, erasures last.
    """
    lasting = (each for each in changes if not isinstance(each.effect, Erase))
    ordered = sorted(lasting, key=lambda each: _PLACES.get(type(each.effect), len(_TOGETHER)))
    for kind, same in groupby(ordered, key=lambda each: type(each.effect)):
        await HANDLERS[kind](connection, list(same), now)
    return await erase_on_request(connection, changes, now)
