"""The real program's logs at their most talkative, after much has gone wrong: no token, phone, answer or name."""

import signal
from pathlib import Path

import httpx

from bot.channels.telegram.webhook import SECRET_HEADER
from bot.web.webhook import derived_secret
from demo.officers import TEXTS, text_of
from demo.stage import TOKEN
from sandbox import Fault, FaultKind, FaultPlan
from tests.acceptance.test_dead_letters import change
from tests.acceptance.test_webhook import by_webhook
from tests.support.bot_process import installation
from tests.support.officers import NAM_TUAN
from tests.support.timeouts import LONGEST

ANSWER, PHONE, STRANGER = "68301", "0912345678", "Hoàng Văn Lạ"
REFUSING = (
    "CREATE TRIGGER refuse BEFORE INSERT ON answers WHEN NEW.value = '68301' "
    "BEGIN SELECT RAISE(ABORT, 'refused: 68301'); END"
)
WEATHER = FaultPlan(
    seed=7,
    faults=(
        Fault(kind=FaultKind.FAILURE, share=0.2, methods=frozenset({"sendMessage"})),
        Fault(kind=FaultKind.LOST_REQUEST, share=0.2, methods=frozenset({"sendMessage"})),
    ),
)


async def test_nothing_of_anybody_is_logged_whatever_goes_wrong(tmp_path: Path) -> None:
    settings, secret = by_webhook(), derived_secret(TOKEN)
    headers = {SECRET_HEADER: secret}
    unread = {"update_id": 1, "message": {"message_id": "?", "text": PHONE, "chat": {"title": STRANGER}}}
    async with (
        installation(tmp_path) as place,
        httpx.AsyncClient(base_url=settings["public_url"], headers=headers, timeout=LONGEST) as http,
    ):
        change(place, REFUSING)
        place.sandbox.inflict(WEATHER)
        await place.start(**settings, log_level="DEBUG", log_format="json")
        phone = place.phone(NAM_TUAN)
        await phone.open_link()
        await place.answered(1)
        for updates, word in enumerate(("đồng ý", "bắt đầu", ANSWER, "đúng", STRANGER), start=2):
            await phone.type(word)
            await place.answered(updates)
        assert (await http.post("/telegram", content=f'{{"{PHONE}"'.encode())).status_code == 200
        assert (await http.post("/telegram", json=unread)).status_code == 200
        texts = [text_of(each) for each in await phone.read() if each["from"]["is_bot"]]
        assert TEXTS.plain("chat.failed") in texts
        assert await place.end(signal.SIGTERM) == 0
        for event in ("turn.refused", "webhook.unreadable", "update.left_out"):
            assert f'"event": "{event}"' in place.said
        for value in (ANSWER, PHONE, STRANGER, TOKEN, secret, NAM_TUAN.name, NAM_TUAN.code, "Traceback"):
            assert value not in place.said, value
