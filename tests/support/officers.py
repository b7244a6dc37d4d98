"""Officers of the sample district who answer side by side, their phones in hand: in the sandbox's own process."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from demo.district import ISSUED, PERIOD, SamplePerson, sample_district, sample_form
from demo.officers import TEXTS, Message, Officer, OfficerPhone, plain, text_of
from forms import World
from reporting.rounds.round_facts import round_facts
from sandbox import Sandbox
from tests.support.bot_process import Installation

FIGURES = sample_district().figures(2019)
NAM_TUAN = sample_district().officers[15]
SUBMITTED = "✅ Đã nộp"
_PLACE = re.compile(r"[▓░]+ (\d+)/\d+")


@dataclass(kw_only=True)
class HeldPhone(OfficerPhone):
    """A phone that is looked at and pressed without HTTP in between."""

    sandbox: Sandbox

    async def read(self) -> list[Message]:
        return self.sandbox.history(self.user_id)

    async def _post(self, deed: str, content: dict[str, object]) -> None:
        phone = self.sandbox.phone(self.user_id)
        match deed, content:
            case "text", {"text": str(text)}:
                phone.send_text(text)
            case "press", {"message_id": int(message), "data": str(data)}:
                phone.press(message, data)
            case "start", _:
                phone.start()
            case _:
                raise NotImplementedError(deed)


class Crew:
    """So many officers of the district; each answers what the phone shows, as soon as it shows something new."""

    def __init__(self, place: Installation, members: Sequence[SamplePerson]) -> None:
        self.members = members
        self.acts = 0
        self._sandbox = place.sandbox
        self.officers = [_officer(place, member) for member in members]
        self._network = place.sandbox.phone(members[0].user_id).network

    async def report(self) -> None:
        """Have all of them join, answer every question and submit."""
        async with asyncio.TaskGroup() as work:
            for officer in self.officers:
                work.create_task(self._report(officer))

    async def acted(self, count: int) -> None:
        """Return when they have sent so much, all of them together."""
        while self.acts < count:
            await self._network.feed.changed()

    def said_to(self, member: SamplePerson) -> list[Message]:
        """Return what the bot said to somebody, in order."""
        return [each for each in self._sandbox.history(member.user_id) if each["from"]["is_bot"]]

    @property
    def last_message(self) -> int:
        """The number of the newest message in all chats."""
        return self._network.next_message_id - 1

    def sent_to(self, member: SamplePerson) -> dict[int, str]:
        """Return what was sent to somebody, as it was before buttons were pressed: text by message, in order."""
        return {
            request.answer["result"]["message_id"]: request.parameters["text"]
            for request in self._sandbox.requests
            if request.method == "sendMessage"
            and request.ok
            and request.parameters["chat_id"] == str(member.user_id)
        }

    def shown_as_taken(self, member: SamplePerson) -> int:
        """Return how many answers a phone shows as taken: the questions before the furthest one asked."""
        places = [int(found[1]) for each in self.said_to(member) if (found := _PLACE.search(text_of(each)))]
        return max(places, default=1) - 1

    async def _report(self, officer: Officer) -> None:
        await officer.phone.open_link()
        self.acts += 1
        seen, text = 0, ""
        while not text.startswith(SUBMITTED):
            newest = await self._news(officer.member, seen, text)
            seen, text = newest["message_id"], text_of(newest)
            if await officer.act():
                self.acts += 1

    async def _news(self, member: SamplePerson, seen: int, text: str) -> Message:
        """Return the last message when it is one to act on: neither the last one edited nor that repeated."""
        while True:
            said = self.said_to(member)
            if said and said[-1]["message_id"] > seen and text_of(said[-1]) != text:
                return said[-1]
            await self._network.feed.changed()


def _officer(place: Installation, member: SamplePerson) -> Officer:
    form = sample_form()
    filling = form.fill({}, World(now=ISSUED, round=round_facts(PERIOD, TEXTS)))
    language = form.default_language
    return Officer(
        member=member,
        phone=HeldPhone(http=place.http, user_id=member.user_id, sandbox=place.sandbox),
        figures=FIGURES[member.unit.id],
        names={
            (filling.chapter(each.path, language), filling.label(each.path, language)): each.name
            for each in form.questions
        },
        typing=plain,
    )
