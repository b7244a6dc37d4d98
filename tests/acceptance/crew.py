"""Officers of the sample district who answer side by side, their phones in hand: in the sandbox's own process."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.demo.district import ISSUED, Member, sample_district, sample_form
from bot.demo.officers import Message, Officer, Phone, plain, text_of
from forms import World
from sandbox import Sandbox
from tests.acceptance.bot_process import Installation

FIGURES = sample_district().figures(2019)
SUBMITTED = "✅ Đã nộp"
_PLACE = re.compile(r"[▓░]+ (\d+)/\d+")


@dataclass(kw_only=True)
class HeldPhone(Phone):
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

    def __init__(self, place: Installation, members: Sequence[Member]) -> None:
        self.members = members
        self.acts = 0
        self._sandbox = place.sandbox
        self._officers = [_officer(place, member) for member in members]
        self._network = place.sandbox.phone(members[0].user_id).network

    async def report(self) -> None:
        """Have all of them join, answer every question and submit."""
        async with asyncio.TaskGroup() as work:
            for officer in self._officers:
                work.create_task(self._report(officer))

    async def acted(self, count: int) -> None:
        """Return when they have sent so much, all of them together."""
        await self._until(lambda: self.acts >= count)

    def said_to(self, member: Member) -> list[Message]:
        """Return what the bot said to somebody, in order."""
        return [each for each in self._sandbox.history(member.user_id) if each["from"]["is_bot"]]

    def shown_as_taken(self, member: Member) -> int:
        """Return how many answers a phone shows as taken: the questions before the furthest one asked."""
        places = [int(found[1]) for each in self.said_to(member) if (found := _PLACE.search(text_of(each)))]
        return max(places, default=1) - 1

    async def _report(self, officer: Officer) -> None:
        await officer.phone.open_link()
        self.acts += 1
        seen = ""
        while not seen.startswith(SUBMITTED):
            await self._until(lambda: self._newest(officer.member) not in ("", seen))
            seen = self._newest(officer.member)
            if await officer.act():
                self.acts += 1

    def _newest(self, member: Member) -> str:
        said = self.said_to(member)
        return text_of(said[-1]) if said else ""

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            await self._network.feed.changed()


def _officer(place: Installation, member: Member) -> Officer:
    form = sample_form()
    filling = form.fill({}, World(now=ISSUED))
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
