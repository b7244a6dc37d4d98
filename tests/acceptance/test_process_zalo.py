"""The real program in Zalo: by webhook nothing is lost, by poll what may be lost is said; and no word of ours fails."""

import asyncio
import os
import random
import re
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx

from bot.channels.zalo.webhook import SECRET_HEADER, derived_secret
from demo.district import ISSUED, PERIOD, SamplePerson, sample_district, sample_form
from demo.officers import TEXTS, Message, Officer, OfficerPhone, plain, text_of
from demo.stage import BOT_USERNAME, TOKEN
from forms import World
from reporting.rounds.round_facts import round_facts
from sandbox import Fault, FaultKind, FaultPlan, MovableClock, PhoneOwner, Sandbox
from tests.acceptance.test_dead_letters import dead_letter
from tests.acceptance.test_webhook import by_webhook
from tests.support.accounting import recorded as recorded_by
from tests.support.bot_process import ZALO_TOKEN, Installation, installation, until
from tests.support.officers import FIGURES as ALL_FIGURES
from tests.support.officers import NAM_TUAN
from tests.support.ports import free_port
from tests.support.timeouts import LONGEST
from texts import catalogue

KILLS = 6 if "SOAK_SEED" in os.environ else 4
FIGURES = ALL_FIGURES[NAM_TUAN.unit.id]
WHY = catalogue("vi").plain("chat.missed")


def by_zalo_webhook() -> dict[str, str]:
    settings = by_webhook()
    del settings["telegram_updates"]
    return settings | {"zalo_updates": "webhook"}


def officer(place: Installation) -> Officer:
    """Return an officer who answers every question with the bare figure."""
    form = sample_form()
    filling = form.fill({}, World(now=ISSUED, round=round_facts(PERIOD, TEXTS)))
    language = form.default_language
    return Officer(
        member=NAM_TUAN,
        phone=place.phone(NAM_TUAN),
        figures=FIGURES,
        names={
            (filling.chapter(each.path, language), filling.label(each.path, language)): each.name
            for each in form.questions
        },
        typing=plain,
    )


def recorded(place: Installation) -> list[tuple[str, str]]:
    return list(recorded_by(place, NAM_TUAN))


def shown(place: Installation, member: SamplePerson) -> list[Message]:
    """Return what somebody's phone shows of the bot."""
    return [each for each in place.sandbox.history(member.user_id) if each["from"]["is_bot"]]


def _have_come(place: Installation, member: SamplePerson, number: int) -> bool:
    return len(shown(place, member)) >= number


def said(place: Installation) -> list[str]:
    """Return what the phone shows of the bot."""
    history = place.sandbox.history(NAM_TUAN.user_id)
    return [text_of(message) for message in history if message["from"]["is_bot"]]


async def has_said(place: Installation, number: int) -> None:
    await until(lambda: len(said(place)) >= number, f"{number} messages are said; there are {said(place)}")


async def begun(place: Installation) -> Officer:
    """Return an officer who has joined and is asked the first question."""
    person = officer(place)
    await until(lambda: _polls(place), "a poll is open: after a slow start what comes before is forgotten")
    await person.phone.open_link()
    await has_said(place, 1)
    for number in (2, 3):
        assert await person.act()
        await has_said(place, number)
    await until(
        lambda: place.ask("SELECT count(*) FROM outbox WHERE state = 'queued'") == [(0,)],
        "what was said is written down: killed before that, the program repeats it",
    )
    return person


async def test_killed_at_any_moment_by_webhook_nothing_is_lost(tmp_path: Path) -> None:
    chance = random.Random(439)  # noqa: S311 -- repeatable chance, no secret
    settings = by_zalo_webhook()
    async with installation(tmp_path, in_zalo=True) as place:
        await place.start(**settings)
        person, updates, kills = officer(place), 1, 0
        await person.phone.open_link()
        await place.answered(updates)
        while await person.act():
            updates += 1
            if kills < KILLS:
                kills += 1
                await asyncio.sleep(chance.uniform(0.0, 0.06))
                await place.end(signal.SIGKILL)
                await place.start(**settings)
            await place.answered(updates)
        assert kills == KILLS
        answers = recorded(place)
        assert {name: value for name, value in answers if name in FIGURES} == FIGURES
        assert len(dict(answers)) == len(answers)
        assert place.ask("SELECT number FROM submissions WHERE person_id IS NOT NULL") == [(1,)]
        assert WHY not in "".join(said(place))
        assert await place.end(signal.SIGTERM) == 0
        assert "Traceback" not in place.said


def _polls(place: Installation) -> bool:
    return place.sandbox.zalo is not None and place.sandbox.zalo.network.events.is_waited_on


async def test_an_event_that_a_poll_lost_is_asked_for_again(tmp_path: Path) -> None:
    async with installation(tmp_path, in_zalo=True) as place:
        await place.start()
        person = await begun(place)
        question = said(place)[-1]
        assert place.sandbox.zalo is not None
        lost = Fault(kind=FaultKind.LOST_ANSWER, share=1.0, methods=frozenset({"getUpdates"}))
        await person.phone.type("trợ giúp")  # ends the poll that is open
        await has_said(place, 4)
        await until(lambda: _polls(place), "the next poll is open")
        place.sandbox.zalo.faults.put(FaultPlan(faults=(lost,)))
        await person.phone.type("trợ giúp")  # the poll that was open before
        await has_said(place, 5)
        await person.phone.type("660")
        await until(lambda: "poll_failed" in place.said, "a poll fails")
        place.sandbox.zalo.faults.put(FaultPlan())
        await has_said(place, 6)
        assert recorded(place) == []
        assert said(place)[-1] == f"{WHY}\n\n{question}"
        await person.phone.type("660")
        await has_said(place, 7)
        assert recorded(place) == [("pop_15_25", "660")]


async def test_what_was_written_while_it_was_dead_is_asked_for_again(tmp_path: Path) -> None:
    async with installation(tmp_path, in_zalo=True) as place:
        await place.start()
        person = await begun(place)
        question = said(place)[-1]
        await place.end(signal.SIGKILL)
        await until(lambda: not _polls(place), "the sandbox sees that nobody listens")
        assert place.sandbox.zalo is not None
        place.sandbox.zalo.network.events._listened_at -= 60  # a minute goes by
        await person.phone.type("660")
        await place.start()
        await has_said(place, 4)
        assert recorded(place) == []
        assert said(place)[-1] == f"{WHY}\n\n{question}"
        await person.phone.type("660")
        await has_said(place, 5)
        assert recorded(place) == [("pop_15_25", "660")]
        await place.end(signal.SIGTERM)
        await place.start()
        await has_said(place, 6)
        assert "Traceback" not in place.said


async def test_stickers_voices_files_and_places_are_answered_kindly_and_lose_nothing(tmp_path: Path) -> None:
    async with installation(tmp_path, in_zalo=True) as place:
        await place.start()
        await begun(place)
        phone = place.sandbox.zalo_phone(NAM_TUAN.user_id)
        deeds: tuple[Callable[[], object], ...] = (
            lambda: phone.send_sticker("👍"),
            lambda: phone.send_voice(3),
            lambda: phone.send_location(22.7, 106.1),
        )
        for number, deed in enumerate(deeds, start=4):
            deed()
            await has_said(place, number)
            assert "Tổng số người từ 15 đến 25 tuổi?" in said(place)[-1]
        phone.write_in_group("ai nộp rồi?", mention=True)
        phone.send_text("660")
        await has_said(place, 7)
        assert recorded(place) == [("pop_15_25", "660")]
        assert "Traceback" not in place.said


async def test_a_telegram_out_of_reach_at_the_start_is_no_matter_to_zalo(tmp_path: Path) -> None:
    port = free_port()
    telegram = {"telegram_token": TOKEN, "telegram_base_url": f"http://127.0.0.1:{port}/bot"}
    async with installation(tmp_path, in_zalo=True) as place:
        await place.start(**telegram)
        assert place.said.count("channel.unreached") == 1
        await begun(place)
        late = PhoneOwner(id=1, first_name="Hoa", role_title="", start_code="")
        network = Sandbox([late], bot_username=BOT_USERNAME, token=TOKEN, clock=MovableClock(ISSUED))
        async with (
            network.serve(port=port) as address,
            httpx.AsyncClient(base_url=address.url, timeout=LONGEST) as http,
        ):
            await until(lambda: "channel.reached" in place.said, "Telegram is reached")
            await OfficerPhone(http=http, user_id=1).type("xin chào")
            await until(lambda: bool(_answers(network)), "an answer comes in Telegram")
            assert await place.end(signal.SIGTERM) == 0
        assert place.said.count("channel.unreached") == 1
        assert TOKEN not in place.said


def _answers(network: Sandbox) -> list[Message]:
    return [each for each in network.history(1) if each["from"]["is_bot"]]


async def test_by_webhook_only_who_has_the_secret_is_heard(tmp_path: Path) -> None:
    settings = by_zalo_webhook()
    async with (
        installation(tmp_path, in_zalo=True) as place,
        httpx.AsyncClient(base_url=settings["public_url"], timeout=LONGEST) as anybody,
    ):
        await place.start(**settings)
        message = {"message_id": "1", "chat": {"id": "a1"}, "text": "xin chào"}
        forged = {"ok": True, "result": {"event_name": "message.text.received", "message": message}}
        for headers, status in (
            ({}, 403),
            ({SECRET_HEADER: derived_secret("432:another")}, 403),
            ({SECRET_HEADER: derived_secret(ZALO_TOKEN)}, 200),
        ):
            assert (await anybody.post("/zalo", json=forged, headers=headers)).status_code == status
        good = {SECRET_HEADER: derived_secret(ZALO_TOKEN)}
        for unreadable in ([1], {"events": ["một điều gì mới"]}):
            for _ in range(2):
                assert (await anybody.post("/zalo", json=unreadable, headers=good)).status_code == 200
        assert "điều gì mới" not in place.said
        (_,), (last,) = place.ask("SELECT id FROM dead_letters ORDER BY id")
        assert "điều gì mới" in await dead_letter(place, "show", str(last))
        assert f"{last}: StillUnread" in await dead_letter(place, "replay", str(last), status=1)
        assert place.ask("SELECT count(*) FROM updates") == [(1,)]


async def test_a_supervisor_gets_the_picture_and_the_file_by_link(tmp_path: Path) -> None:
    supervisor = sample_district().supervisor
    async with installation(tmp_path, in_zalo=True) as place, httpx.AsyncClient(timeout=LONGEST) as browser:
        await place.start(**by_zalo_webhook())
        phone = place.phone(supervisor)
        await phone.open_link()
        for answer, number in (("1", 1), ("Tổng hợp (ảnh)", 2), ("Bảng Excel", 3)):
            await until(partial(_have_come, place, supervisor, number), f"message {number} came")
            await phone.type(answer)
        await until(lambda: len(shown(place, supervisor)) >= 4, "the file is there")
        picture, file = shown(place, supervisor)[2:]
        assert picture["photo"][0]["width"] > 500
        assert "Đã nộp 0/21" in text_of(picture)
        (address,) = re.findall(r"http://\S+", text_of(file))
        assert (await browser.post(address)).content.startswith(b"PK")
        assert "Traceback" not in place.said
