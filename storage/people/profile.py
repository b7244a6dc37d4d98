"""A person's own settings: consent, name, language, snoozed reminders."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chat.effects import Agree, Rename, Snooze, Speak
from reporting.people.chat import Chat
from storage.database import schema as t
from storage.privacy.restated_names import replace_name
from storage.requested_change import RequestedChange


async def note_agreements(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Agree]], now: datetime
) -> None:
    """Store who agreed to which version of the notice, and who declined."""
    for each in changes:
        if each.person_id is not None:
            await note_agreement(connection, each.chat, each.person_id, each.effect, now)


async def note_agreement(
    connection: AsyncConnection, chat: Chat, person_id: int, effect: Agree, now: datetime
) -> None:
    """Store a consent or a refusal. The account keeps the version of the notice agreed to."""
    await connection.execute(
        t.consents.insert().values(
            person_id=person_id, channel=chat.channel, notice=effect.notice, agreed=effect.agreed, at=now
        )
    )
    if effect.agreed:
        await connection.execute(
            update(t.accounts)
            .where(t.accounts.c.channel == chat.channel, t.accounts.c.address == chat.address)
            .values(notice=effect.notice)
        )


async def rename_people(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Rename]], _: datetime
) -> None:
    """Change people's names, also in texts that quote the old name."""
    for each in changes:
        if each.person_id is None:
            continue
        here = t.people.c.id == each.person_id
        before = (await connection.execute(select(t.people.c.name).where(here))).scalar_one()
        await connection.execute(update(t.people).where(here).values(name=each.effect.name))
        await replace_name(connection, before, each.effect.name)


async def keep_languages(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Speak]], _: datetime
) -> None:
    """Store each person's language."""
    for each in changes:
        await connection.execute(
            update(t.people).where(t.people.c.id == each.person_id).values(language=each.effect.language)
        )


async def snooze_reminders(
    connection: AsyncConnection, changes: Sequence[RequestedChange[Snooze]], _: datetime
) -> None:
    """Store until when each person wants no reminders."""
    for each in changes:
        await connection.execute(
            update(t.people).where(t.people.c.id == each.person_id).values(snoozed_until=each.effect.until)
        )
