# mypy: ignore-errors
# aiogram is installed in .venv-peers only: mypy cannot see it
"""The questionnaire with aiogram's finite state machine, as in its documentation, stored in SQLite.

Run in .venv-peers: `python -m bench.peers.aiogram_sqlite URL TOKEN FOLDER`.
"""

import asyncio
import sys
from pathlib import Path

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import Message

from bench.peers.sqlite_storage import SQLiteStorage
from bench.questions import DONE, LABELS, NOT_A_NUMBER, question

ASKING = [State(f"q{number}", group_name="Report") for number in range(len(LABELS))]
NUMBERS = {state.state: number for number, state in enumerate(ASKING)}

router = Router()


@router.message(CommandStart())
async def begin(message: Message, state: FSMContext) -> None:
    """Ask the first question."""
    await state.set_data({})
    await state.set_state(ASKING[0])
    await message.answer(question(0))


@router.message(StateFilter(*ASKING), F.text.isdecimal())
async def take(message: Message, state: FSMContext, raw_state: str) -> None:
    """Store the answer and ask the next question."""
    number = NUMBERS[raw_state]
    await state.update_data({f"q{number}": int(message.text)})
    if number + 1 == len(ASKING):
        await state.set_state(None)
        await message.answer(DONE)
        return
    await state.set_state(ASKING[number + 1])
    await message.answer(question(number + 1))


@router.message(StateFilter(*ASKING))
async def refuse(message: Message) -> None:
    """Say that the answer must be a number."""
    await message.answer(NOT_A_NUMBER)


async def main(url: str, token: str, folder: str) -> None:
    """Run until interrupted."""
    storage = await SQLiteStorage.open(Path(folder) / "aiogram.sqlite")
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    dispatcher = Dispatcher(storage=storage)
    dispatcher.include_router(router)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
