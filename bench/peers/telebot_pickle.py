# mypy: ignore-errors
# pyTelegramBotAPI is installed in .venv-peers only: mypy cannot see it
"""The questionnaire with pyTelegramBotAPI's states and pickle storage, as in its documentation.

The storage writes the whole pickle at each change. Run in .venv-peers: `python -m bench.peers.telebot_pickle URL
TOKEN FOLDER`.
"""

import sys
from pathlib import Path

from telebot import TeleBot, apihelper, custom_filters
from telebot.states import State
from telebot.states.sync.context import StateContext
from telebot.states.sync.middleware import StateMiddleware
from telebot.storage import StatePickleStorage
from telebot.types import Message

from bench.questions import DONE, LABELS, NOT_A_NUMBER, question

ASKING = [State() for _ in LABELS]
for place, each in enumerate(ASKING):
    each.name = f"Report:q{place}"
NUMBERS = {state.name: number for number, state in enumerate(ASKING)}


def add_handlers(bot: TeleBot) -> None:
    """Register the handlers."""

    @bot.message_handler(commands=["start"])
    def begin(message: Message, state: StateContext) -> None:
        state.set(ASKING[0])
        bot.send_message(message.chat.id, question(0))

    @bot.message_handler(state=ASKING, is_digit=True)
    def take(message: Message, state: StateContext) -> None:
        number = NUMBERS[state.get()]
        state.add_data(**{f"q{number}": int(message.text)})
        if number + 1 == len(ASKING):
            state.delete()
            bot.send_message(message.chat.id, DONE)
            return
        state.set(ASKING[number + 1])
        bot.send_message(message.chat.id, question(number + 1))

    @bot.message_handler(state=ASKING, is_digit=False)
    def refuse(message: Message) -> None:
        bot.send_message(message.chat.id, NOT_A_NUMBER)


def main(url: str, token: str, folder: str) -> None:
    """Run until interrupted."""
    apihelper.API_URL = url + "/bot{0}/{1}"
    storage = StatePickleStorage(str(Path(folder) / "telebot.pickle"))
    bot = TeleBot(token, parse_mode="HTML", state_storage=storage, use_class_middlewares=True)
    add_handlers(bot)
    bot.add_custom_filter(custom_filters.StateFilter(bot))
    bot.add_custom_filter(custom_filters.IsDigitFilter())
    bot.setup_middleware(StateMiddleware(bot))
    bot.infinity_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
