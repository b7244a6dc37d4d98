"""The questionnaire with python-telegram-bot's ConversationHandler and PicklePersistence, as in its documentation.

The pickle is written every 60 seconds and at the end, not at each step. Run in .venv-peers: `python -m
bench.peers.ptb_pickle URL TOKEN FOLDER`.
"""

import sys
from pathlib import Path

from telegram import Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    BaseHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from bench.questions import DONE, LABELS, NOT_A_NUMBER, question

NUMBER = filters.Regex(r"^\d+$")


async def begin(update: Update, _: ContextTypes.DEFAULT_TYPE) -> int:
    """Ask the first question."""
    return await ask(update, 0)


async def ask(update: Update, number: int) -> int:
    """Ask a question, or say that there are no more."""
    message = update.message
    if message is None:
        raise TypeError("the handlers let messages in only")
    if number == len(LABELS):
        await message.reply_text(DONE)
        return ConversationHandler.END
    await message.reply_text(question(number), parse_mode=ParseMode.HTML)
    return number


def taking(number: int) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, object]]:
    """Return the handlers of a question's state."""

    async def take(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        if update.message is None or update.message.text is None or context.user_data is None:
            raise TypeError("the filters let texts of users in only")
        context.user_data[f"q{number}"] = int(update.message.text)
        return await ask(update, number + 1)

    async def refuse(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None:
            await update.message.reply_text(NOT_A_NUMBER)

    return [MessageHandler(NUMBER, take), MessageHandler(filters.TEXT & ~filters.COMMAND, refuse)]


def main(url: str, token: str, folder: str) -> None:
    """Run until interrupted."""
    persistence = PicklePersistence(filepath=Path(folder) / "ptb.pickle")
    application = Application.builder().token(token).base_url(f"{url}/bot").persistence(persistence).build()
    application.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("start", begin)],
            states={number: taking(number) for number in range(len(LABELS))},
            fallbacks=[CommandHandler("start", begin)],
            name="report",
            persistent=True,
        )
    )
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main(*sys.argv[1:])
