"""The whole sandbox: one bot, its people, a clock, an application, and a page."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from sandbox.http.clock_api import BUILT_IN, ClockApi, Jump
from sandbox.http.faults_api import FaultsApi
from sandbox.http.origin_check import OriginCheck
from sandbox.http.page import PhonePage
from sandbox.http.people_api import PeopleApi, Standings
from sandbox.http.server import Address, check_host, serving
from sandbox.telegram.bot_api import ApiRequest, BotApi
from sandbox.telegram.chats import BotAccount
from sandbox.telegram.limits import FloodControl, TelegramLimits
from sandbox.telegram.network import Network
from sandbox.telegram.phone import Phone, UnknownChat
from sandbox.telegram.updates import UpdateQueue
from sandbox.telegram.webhook import TelegramWebhook
from sandbox.world.clock import MovableClock
from sandbox.world.faults import FaultPlan, Faults
from sandbox.world.feed import Feed
from sandbox.world.people import PhoneOwner
from sandbox.world.wire import Wire
from sandbox.zalo.phone import ZaloPhone
from sandbox.zalo.server import SandboxZaloAccount, ZaloSide

FIRST_PHONES = 2


class Sandbox:
    """A local Telegram with one bot and a page of phones.

    `limits` are Telegram's sending limits; None disables them. `time` returns the seconds by which limits and the
    lifetime of a pressed button are measured. `jumps` are the clock's named jumps besides '+1 hour' and '+1 day';
    `wait_until` advances the clock towards a jump's target. `shown` are the people whose phones the page opens first,
    by default the first two. `standings` returns the progress of everyone's reports. Update and message ids start at
    `first_id`, because a bot with an earlier sandbox's database needs new ids. `sleep` waits between webhook attempts
    and before slow answers. `faults` is the initial fault plan; `inflict` changes it. With a `zalo` account, people
    whose app is Zalo have their phones there.
    """

    def __init__(
        self,
        people: Sequence[PhoneOwner],
        *,
        bot_username: str,
        token: str,
        clock: MovableClock,
        bot_name: str = "Baocao",
        jumps: Mapping[str, Jump] | None = None,
        wait_until: Callable[[datetime], Awaitable[None]] | None = None,
        shown: Sequence[int] | None = None,
        standings: Standings | None = None,
        limits: TelegramLimits | None = None,
        time: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        first_id: int = 1,
        faults: FaultPlan | None = None,
        zalo: SandboxZaloAccount | None = None,
        allow_remote: bool = False,
    ) -> None:
        self.clock = clock
        self._allow_remote = allow_remote
        self._shown = shown if shown is not None else [person.id for person in people[:FIRST_PHONES]]
        self._standings = standings
        self._feed = Feed()
        self._faults = Faults(faults or FaultPlan())
        self._network = Network(
            bot=BotAccount(_bot_id(token), bot_username, bot_name, token),
            now=clock.now,
            time=time,
            feed=self._feed,
            updates=UpdateQueue(first_id, self._feed.touch, self._faults.repeats),
            flood=FloodControl(limits, time),
            next_message_id=first_id,
        )
        self._network.settle(person for person in people if person.app == "telegram")
        self.zalo = self._zalo_side(zalo, people, time, sleep, first_id) if zalo is not None else None
        self._webhook = TelegramWebhook(self._network, sleep)
        self._api = BotApi(self._network, self._webhook, self._faults, sleep)
        self._clock_api = ClockApi(clock, jumps or {}, self._feed, wait_until)
        self.app = self._application(PhonePage(self._network, self._feed, {**(jumps or {}), **BUILT_IN}))

    def _zalo_side(
        self,
        account: SandboxZaloAccount,
        people: Sequence[PhoneOwner],
        time: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        first_id: int,
    ) -> ZaloSide:
        return ZaloSide(
            account,
            [person for person in people if person.app == "zalo"],
            now=self.clock.now,
            time=time,
            feed=self._feed,
            files=self._network.files,
            first_id=first_id,
            sleep=sleep,
        )

    @property
    def requests(self) -> list[ApiRequest]:
        """The bot's requests and their answers, oldest first."""
        return list(self._api.requests)

    def inflict(self, plan: FaultPlan) -> None:
        """Activate a fault plan; an empty one ends all faults."""
        self._faults.put(plan)

    def phone(self, person_id: int) -> Phone:
        """Return a person's Telegram phone; raises UnknownChat."""
        return Phone.of(self._network, person_id)

    def zalo_phone(self, person_id: int) -> ZaloPhone:
        """Return a person's Zalo phone; raises UnknownChat."""
        if self.zalo is None:
            raise UnknownChat("this sandbox has no Zalo")
        return ZaloPhone.of(self.zalo.network, person_id)

    def history(self, person_id: int) -> list[Wire]:
        """Return a chat's Bot API Message objects, oldest first."""
        lives_in_zalo = self.zalo is not None and person_id in self.zalo.network.chats
        phone = self.zalo_phone(person_id) if lives_in_zalo else self.phone(person_id)
        return phone.chat.history()

    async def idle(self, quiet: float = 0.0) -> None:
        """Return when the bot has confirmed every update and has no open request except a long poll.

        With `quiet` there must also be no activity for that many seconds, because a bot with an outbox confirms
        updates before it sends.
        """
        while True:
            while self._is_busy:
                await self._feed.changed()
            try:
                async with asyncio.timeout(quiet):
                    await self._feed.changed()
            except TimeoutError:
                return

    @property
    def _is_busy(self) -> bool:
        in_zalo = self.zalo is not None and self.zalo.is_busy
        return bool(self._network.updates.pending or self._api.open_requests or in_zalo)

    async def polled(self) -> None:
        """Return when the bot has an open long poll: it has started, or has finished its work."""
        while not self._network.updates.is_waited_on:
            await self._feed.changed()

    @asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Address]:
        """Serve the sandbox while the block runs; port 0 selects a free port.

        Raises PortTaken, and NotLoopback for a host beyond this machine without `allow_remote`.
        """
        check_host(host, allow_remote=self._allow_remote)
        self._network.updates.open()
        if self.zalo is not None:
            self.zalo.network.events.open()
        try:
            async with serving(self.app, host, port, self._close) as address:
                yield address
        finally:
            await self._webhook.close()
            if self.zalo is not None:
                await self.zalo.webhook.close()

    def _close(self) -> None:
        self._network.updates.close()
        if self.zalo is not None:
            self.zalo.network.events.close()
        self._feed.close()

    def _people_api(self) -> PeopleApi:
        in_zalo = self.zalo.network if self.zalo else None
        return PeopleApi(self._network, in_zalo, self._shown, self._standings)

    def _application(self, page: PhonePage) -> Starlette:
        return Starlette(
            routes=[
                *self._api.routes(),
                *(self.zalo.routes() if self.zalo else ()),
                *self._people_api().routes(),
                *self._clock_api.routes(),
                *FaultsApi(self._faults).routes(),
                *page.routes(),
                Mount("/", page.static()),
            ],
            middleware=[Middleware(OriginCheck, allow_remote=self._allow_remote)],
        )


def _bot_id(token: str) -> int:
    """Return the bot's user id, the token's part before the colon."""
    number = token.partition(":")[0]
    return int(number) if number.isdecimal() else 1
