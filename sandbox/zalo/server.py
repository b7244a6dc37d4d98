"""The sandbox's Zalo side: network, bot API, webhook."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.routing import Route

from sandbox.http.faults_api import FaultsApi
from sandbox.telegram.chats import BotAccount
from sandbox.world.faults import FaultPlan, Faults
from sandbox.world.feed import Feed
from sandbox.world.files import FileStore
from sandbox.world.people import PhoneOwner
from sandbox.zalo.bot_api import ZaloBotApi
from sandbox.zalo.events import EventQueue
from sandbox.zalo.network import ZaloNetwork
from sandbox.zalo.plan import Quota, ZaloPlan
from sandbox.zalo.webhook import SandboxZaloWebhook


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxZaloAccount:
    """The Zalo bot; without a plan nothing is limited. A `forgetful` one soon drops events that are not polled."""

    token: str
    name: str = "Bot Baocao"
    plan: ZaloPlan | None = None
    forgetful: bool = False


class ZaloSide:
    """The Zalo side of a sandbox, with one bot and its Zalo users."""

    def __init__(
        self,
        account: SandboxZaloAccount,
        people: Sequence[PhoneOwner],
        *,
        now: Callable[[], datetime],
        time: Callable[[], float],
        feed: Feed,
        files: FileStore,
        first_id: int = 1,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.faults = Faults(FaultPlan())
        self.network = ZaloNetwork(
            bot=BotAccount(1, "", account.name, account.token),
            now=now,
            feed=feed,
            events=EventQueue(feed.touch, time, forgetful=account.forgetful),
            quota=Quota(account.plan, now),
            files=files,
            next_message_id=first_id,
        )
        self.network.settle(people)
        self.webhook = SandboxZaloWebhook(self.network, sleep, self.faults.repeats)
        self.api = ZaloBotApi(self.network, self.webhook, self.faults, sleep)

    @property
    def is_busy(self) -> bool:
        """Whether events wait for the bot, or a request other than a poll is open."""
        return bool(self.network.events.pending or self.api.open_requests)

    def routes(self) -> list[Route]:
        """Return the routes of the bot API and of its fault injection."""
        return [*self.api.routes(), *FaultsApi(self.faults, "/api/zalo/faults").routes()]
