"""Whatever state a conversation is in: what is offered can be typed as it is shown, and no answer is taken for it."""

from string import ascii_lowercase

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from conversations.answering.choices import CHOSEN, typable_at
from conversations.answering.report_sheet import ReportSheet
from conversations.chat.effects import Effect
from conversations.chat.events import Event, Pressed, Typed
from conversations.chat.messages import Message
from conversations.chat.orders import Acknowledge, Rewrite
from conversations.chat.plain_text import as_text
from conversations.chat.session import Asking, Deciding, Erasing, Reminding, Session
from conversations.chat.typed_choices import WORDED, spoken
from reporting.people.chat import Chat
from tests.properties.test_conversations import AN_OFFICER, ANYBODY, FIGURES, PHONES, SOAK_ROUNDS, Chatting
from texts import catalogue
from texts.normalize import fold

MEANT = {
    catalogue("vi").plain(f"key.{name}", argument=""): catalogue("vi").plain(f"word.{name}")
    for name in WORDED - {"fix"}
}
KEYS = (
    "b",
    "s",
    "d",
    "c",
    "g",
    "l",
    "t",
    "v",
    "a",
    "e",
    "1",
    "2",
    "nt",
    "bq",
    "ok",
    "s1",
    "xong",
    "xóa",
    "nộp",
    "0",
)
LETTERS = st.one_of(st.sampled_from(KEYS), st.text(ascii_lowercase + "đ ", min_size=1, max_size=3))
NUMBERS = st.one_of(st.integers(0, 30).map(str), st.sampled_from(FIGURES))


def _awaits_a_yes(session: Session) -> bool:
    """Tell whether an answer, a row to take away, an erasure or a decision waits to be confirmed."""
    match session.place:
        case Asking(candidates=candidates):
            return bool(candidates) or any(button.action.endswith(".really") for button in session.offered)
        case Erasing(confirmed=confirmed):
            return confirmed
        case _:
            return isinstance(session.place, Deciding | Reminding)


class Typing(Chatting):
    """The same phones, on a channel that has no buttons."""

    @invariant()
    def a_letter_means_the_same_on_every_screen(self) -> None:
        for phone in PHONES:
            session = self.office.session(phone)
            keyed = [button for button in session.offered if button.key]
            assert len({fold(button.key) for button in keyed}) == len(keyed)
            for button in keyed:
                letter = button.key.removeprefix("/")
                if button.listed:
                    assert letter.isdigit()
                else:
                    assert MEANT[letter.rstrip("0123456789") or letter] == button.word
            assert _awaits_a_yes(session) or not any(button.word == "đúng" for button in keyed)

    @rule(phone=ANYBODY, which=st.integers(0, 200))
    def type_the_key_of_what_is_offered(self, phone: Chat, which: int) -> None:
        offered = self.office.session(phone).offered
        if not offered:
            return
        button = offered[which % len(offered)]
        assert f"<b>{button.key}" in as_text(self.newest_with_buttons(phone), "vi")
        typed = self.outcome(phone, Typed(button.key))
        if ".tick." not in button.action:  # typed alone it is the whole answer, pressed it is one tick
            assert typed == self.outcome(phone, Pressed(action=button.action, press="1"))
        self.happen(phone, Typed(button.key))

    @rule(phone=AN_OFFICER, number=st.integers(1, 17), which=st.integers(0, 30))
    def type_the_key_of_what_is_offered_at_a_question(self, phone: Chat, number: int, which: int) -> None:
        self.go_back_to_a_question(phone, number)
        self.type_the_key_of_what_is_offered(phone, which)

    @rule(phone=AN_OFFICER, number=st.integers(1, 17), text=st.sampled_from(("ko", "1,234", "12,5", "không")))
    def type_the_key_of_what_is_offered_at_a_doubt(self, phone: Chat, number: int, text: str) -> None:
        self.go_back_to_a_question(phone, number)
        self.happen(phone, Typed(text))
        self.type_the_key_of_what_is_offered(phone, number)

    @rule(phone=ANYBODY, back=st.integers(0, 10), which=st.integers(0, 30))
    def type_a_command_as_a_reminder_shows_it(self, phone: Chat, back: int, which: int) -> None:
        buttons = [button for message in self.shown[phone] for button in message.buttons]
        commands = [button.action for button in buttons if button.action.startswith("do.")]
        if commands and self.office.person_in(phone):
            action = commands[(back * 31 + which) % len(commands)]
            assert self.outcome(phone, Typed(spoken(action))) == self.outcome(
                phone, Pressed(action=action, press="1")
            )

    @rule(phone=AN_OFFICER, number=st.sampled_from((1, 2, 3, 5, 6, 7, 8, 16)), data=st.data())
    def type_an_answer(self, phone: Chat, number: int, data: st.DataObject) -> None:
        """What can be an answer leads where it would lead if nothing but answers could be typed."""
        self.go_back_to_a_question(phone, number)
        session = self.office.session(phone)
        if not isinstance(session.place, Asking):
            return
        bare = session.model_copy(update={"offered": ()})
        for text in data.draw(st.lists(self.answers_at(session.place), min_size=4, max_size=8)):
            assert self.outcome(phone, Typed(text)) == self.outcome(phone, Typed(text), bare), text
        self.happen(phone, Typed(text))

    def answers_at(self, place: Asking) -> st.SearchStrategy[str]:
        """Return what can be typed as an answer to a question, understood or not."""
        sheet = ReportSheet(view=self.office.view(place.report_id), language="vi", now=self.now)
        typable = typable_at(sheet, place.path)
        if typable.texts:
            return LETTERS
        if sheet.kind(place.path) not in CHOSEN:
            return NUMBERS
        places = st.lists(st.integers(1, len(typable.labels)), min_size=1, unique=True)
        numbers = places.map(lambda chosen: " ".join(map(str, chosen)))
        return st.one_of(st.sampled_from(typable.labels), numbers)

    def outcome(
        self, phone: Chat, event: Event, session: Session | None = None
    ) -> tuple[Session, tuple[Effect, ...]]:
        """Return where an event would lead, and with what effects, but for what only a press has; do nothing."""
        step = self.office.talk(phone, event, self.now, session)
        return step.session, tuple(
            each for each in step.effects if not isinstance(each, Acknowledge | Rewrite)
        )

    def newest_with_buttons(self, phone: Chat) -> Message:
        return next(message for message in reversed(self.shown[phone]) if message.buttons or message.besides)


TestTyping = Typing.TestCase
TestTyping.settings = settings(max_examples=6 * SOAK_ROUNDS, stateful_step_count=40)
