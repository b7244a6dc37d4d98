"""What people change about themselves: the consent, the name, the language."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.chats import Chat
from conversations.effects import Agree, Change, Rename, Speak
from storage import schema as t
from storage.restating import restate_name


async def change_personal_data(
    connection: AsyncConnection, chat: Chat, person_id: int | None, effect: Change, now: datetime
) -> None:
    """Write down what a person changed about themselves; any other effect is left to others."""
    if person_id is None:
        return
    match effect:
        case Agree():
            await _agree(connection, chat, person_id, effect, now)
        case Rename(name=name):
            here = t.people.c.id == person_id
            before = (await connection.execute(select(t.people.c.name).where(here))).scalar_one()
            await connection.execute(update(t.people).where(here).values(name=name))
            await restate_name(connection, before, name)
        case Speak(language=language):
            await connection.execute(
                update(t.people).where(t.people.c.id == person_id).values(language=language)
            )
        case _:
            pass


async def _agree(
    connection: AsyncConnection, chat: Chat, person_id: int, effect: Agree, now: datetime
) -> None:
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
