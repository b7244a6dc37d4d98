"""Scripted rounds of the sample district: the whole round for the replay, the first morning for the demo."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import cache, partial

from demo.district import PERIOD, SamplePerson, as_answers, sample_form
from demo.officers import TEXTS, Lost, Officer
from demo.schedule import (
    BETWEEN_ACTS,
    END,
    HABITS,
    ONE_UNIT_READ,
    REMINDED_BY_HAND,
    START,
    Habit,
    moment,
    sittings,
)
from demo.stage import Stage
from forms import World
from reporting.rounds.round_facts import round_facts

MOST_ACTS = 80
"""The maximum number of actions in one sitting. An officer who needs more is taken to be stuck."""

Progress = Callable[[datetime, str], None]
"""Receives the time of each action and the name of the unit or person that performs it."""


async def play(stage: Stage, told: Progress) -> None:
    """Play the round from the letter's date to the Monday after the deadline."""
    officers = {member.unit.name: _officer(stage, member) for member in stage.district.officers}
    await _join(stage, officers, told)
    for at, deed in sorted(_scheduled_actions(stage, officers, told), key=lambda each: each[0]):
        await stage.wait_until(at)
        await deed()
    await stage.wait_until(END)
    told(END, stage.district.supervisor.name)
    await stage.phone(stage.district.supervisor).press(TEXTS.plain("button.workbook"))
    await stage.settled()


def _scheduled_actions(
    stage: Stage, officers: dict[str, Officer], told: Progress
) -> list[tuple[datetime, Callable[[], Awaitable[None]]]]:
    """Return all scheduled actions after joining, each with its time."""
    deeds: list[tuple[datetime, Callable[[], Awaitable[None]]]] = []

    def add(at: datetime, who: str, deed: Callable[[], Awaitable[None]]) -> None:
        async def announced() -> None:
            told(at, who)
            await deed()

        deeds.append((at, announced))

    for at, name, number in sittings():
        add(at, name, partial(_sit, stage, officers[name], HABITS[name], number))
    for name, habit in HABITS.items():
        if habit.corrected is not None:
            add(moment(habit.corrected), name, partial(_correct, stage, officers[name], habit))
    supervisor = stage.phone(stage.district.supervisor)

    async def remind() -> None:
        await supervisor.press(TEXTS.plain("button.remind_missing", n=1).split("1")[0])
        await _read_reply(stage)
        await supervisor.press(TEXTS.plain("button.remind_now", n=1).split("1")[0])
        await stage.settled()

    async def read_one() -> None:
        await supervisor.press(TEXTS.plain("button.units"))
        await _read_reply(stage)
        await supervisor.press("✅ Nam Tuấn")
        await stage.settled()

    add(REMINDED_BY_HAND, stage.district.supervisor.name, remind)
    add(ONE_UNIT_READ, stage.district.supervisor.name, read_one)
    return deeds


def _officer(stage: Stage, member: SamplePerson) -> Officer:
    habit = HABITS[member.unit.name]
    return Officer(
        member=member,
        phone=stage.phone(member),
        figures={**stage.district.figures(2019)[member.unit.id], **habit.mistaken},
        names=_questions(),
        typing=habit.typing,
        slips=habit.slips,
    )


@cache
def _questions() -> dict[tuple[str, str], str]:
    """Return the question names by chapter and label, as the bot shows them."""
    form = sample_form()
    filling = form.fill({}, World(now=START, round=round_facts(PERIOD, TEXTS)))
    return {
        (
            filling.chapter(question.path, form.default_language),
            filling.label(question.path, form.default_language),
        ): question.name
        for question in form.questions
    }


def _number_of(name: str, figures: Mapping[str, str]) -> int:
    """Return a question's number in the review."""
    form = sample_form()
    values = {path: answer.value for path, answer in as_answers(form, figures).items()}
    asked = form.fill(values, World(now=START)).questions
    return [path.rpartition("/")[2] for path in asked].index(name) + 1


async def _join(stage: Stage, officers: dict[str, Officer], told: Progress) -> None:
    phones = [*(officer.phone for officer in officers.values()), stage.phone(stage.district.supervisor)]
    for phone in phones:
        told(stage.clock.now(), str(phone.user_id))
        await phone.open_link()
        await _read_reply(stage)
        await phone.press(TEXTS.plain("button.agree"))
        await _read_reply(stage)


async def _sit(stage: Stage, officer: Officer, habit: Habit, number: int) -> None:
    """Answer until the report is submitted. A sitting before the last ends after `first_acts` actions instead.

    Raises Lost after MOST_ACTS actions.
    """
    last = number == len(habit.sittings) - 1
    for act in range(MOST_ACTS):
        if not last and act == habit.first_acts:
            await officer.phone.type("dừng")
            await _read_reply(stage)
            return
        if habit.stickers and act == habit.first_acts + 5:
            await officer.phone.sticker()
            await _read_reply(stage)
        if not await officer.act():
            return
        await _read_reply(stage)
    raise Lost(f"{officer.member.unit.name} never comes to an end")


async def _correct(stage: Stage, officer: Officer, habit: Habit) -> None:
    """Correct a submitted figure: /sua, the question's number, the figure, submit."""
    figures = stage.district.figures(2019)[officer.member.unit.id]
    await officer.phone.type("/sua")
    await _read_reply(stage)
    for name in habit.mistaken:
        await officer.phone.type(str(_number_of(name, figures)))
        await _read_reply(stage)
        await officer.phone.type(figures[name])
        await _read_reply(stage)
    await officer.phone.press(TEXTS.plain("button.submit"))
    await _read_reply(stage)


async def _read_reply(stage: Stage) -> None:
    """Wait until the bot has replied, and add some reading time."""
    await stage.settled()
    await stage.clock.move_to(stage.clock.now() + BETWEEN_ACTS)


EARLY = ("Hoàng Tung", "Bình Long", "Trưng Vương")
"""The communes that submit in the demo's first morning."""

BEGUN = ("Đại Tiến", "Lê Chung")
"""The communes that begin their report in the demo's first morning."""


async def play_morning(stage: Stage) -> None:
    """Play the demo's first morning: officers join, three submit their report, two begin it.

    The first officer and the supervisor are left to the demo's user.
    """
    waiting = stage.first_officer.unit.name
    officers = {
        member.unit.name: _officer(stage, member)
        for member in stage.district.officers
        if member.unit.name != waiting
    }
    for officer in officers.values():
        await officer.phone.open_link()
    await _read_reply(stage)
    for officer in officers.values():
        await officer.phone.press(TEXTS.plain("button.agree"))
    await _read_reply(stage)
    for name in EARLY:
        await _sit(stage, officers[name], HABITS[name], 0)
    for name in BEGUN:
        await _sit(stage, officers[name], HABITS["Đại Tiến"], 0)


class ReplayFailed(Exception):
    """A check of the replay's results failed."""
