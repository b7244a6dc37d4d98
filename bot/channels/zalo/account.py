"""The bot's account in Zalo: opened at the start, known by an id that needs no answer from Zalo."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.channels.zalo.api import ZaloApi, ZaloFailed, ZaloUnreached, zalo_api
from bot.channels.zalo.channel import Zalo
from bot.channels.zalo.configuration import ZaloConfiguration


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaloAccount:
    """An open account; `name` is how people know the bot, '' where Zalo could not be asked."""

    id: str
    name: str
    api: ZaloApi
    channel: Zalo


@asynccontextmanager
async def zalo_account(configured: ZaloConfiguration) -> AsyncIterator[ZaloAccount]:
    """Open the account; raises ZaloTokenRefused and its like. Where Zalo is not reached it is tried later."""
    async with zalo_api(configured.token, configured.base_url, configured.quota_retry) as api:
        try:
            name = (await api.get_me()).name
        except (ZaloUnreached, ZaloFailed):
            name = ""
        yield ZaloAccount(
            id=account_id(configured.token),
            name=name,
            api=api,
            channel=Zalo(api, limits=configured.limits, style=configured.style),
        )


def account_id(token: str) -> str:
    """Return the bot's id, which stands before the colon of its token; of another token a short hash."""
    before, colon, _ = token.partition(":")
    return before if colon and before else hashlib.sha256(token.encode()).hexdigest()[:12]
