"""Checks the channels' configuration and reachability; each result says what to do."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import ClientError, ClientSession, ClientTimeout, InvalidURL
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import telegram_bot
from bot.channels.zalo.api import ZaloError, ZaloFailed, ZaloImpostor, ZaloUnreached, zalo_api
from bot.settings import Settings

REACHING = 10.0  # seconds for our own public URL to answer


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check's result: `name` identifies its message, `fine` whether it passed."""

    channel: str
    name: str
    fine: bool
    details: Mapping[str, object] = field(default_factory=dict)


async def findings(settings: Settings) -> AsyncIterator[CheckResult]:
    """Check every configured channel and the public URL."""
    token = settings.token()
    if token is None and settings.zalo() is None:
        yield CheckResult(channel="", name="nothing", fine=False)
    if token is not None:
        async for each in _telegram(settings, token):
            yield each
    async for each in _zalo(settings):
        yield each
    async for each in _public_address(settings):
        yield each


async def _telegram(settings: Settings, token: str) -> AsyncIterator[CheckResult]:
    bot = telegram_bot(token, settings.telegram_base_url, settings.telegram_base_file_url)
    try:
        async with bot:
            yield CheckResult(
                channel="telegram", name="token", fine=True, details={"bot": f"@{bot.username}"}
            )
            brought_to = (await bot.get_webhook_info()).url
    except InvalidToken:
        yield CheckResult(channel="telegram", name="wrong_token", fine=False)
    except TelegramError as error:
        yield CheckResult(
            channel="telegram", name="unreached", fine=False, details={"reason": type(error).__name__}
        )
    else:
        yield _webhook("telegram", settings.telegram_updates, settings.public_url, brought_to)


async def _zalo(settings: Settings) -> AsyncIterator[CheckResult]:
    configured = settings.zalo()
    if configured is None:
        return
    async with zalo_api(configured.token, configured.base_url) as api:
        try:
            bot = await api.get_me()
            brought_to = (await api.webhook()).url
        except (ZaloUnreached, ZaloFailed) as error:
            name = "wrong_token" if _is_tokens(error) else "unreached"
            yield CheckResult(channel="zalo", name=name, fine=False, details={"reason": str(error)})
            return
        except ZaloError:
            yield CheckResult(channel="zalo", name="wrong_token", fine=False)
            return
    yield CheckResult(channel="zalo", name="token", fine=True, details={"bot": bot.name or bot.id})
    yield _webhook("zalo", settings.zalo_updates, settings.public_url, brought_to)


def _is_tokens(error: ZaloError) -> bool:
    """Return whether the error is the page that Zalo shows for a wrong token."""
    return isinstance(error, ZaloImpostor) and error.status == HTTPStatus.UNAUTHORIZED


def _webhook(channel: str, updates: str, public_url: str | None, brought_to: str) -> CheckResult:
    """Compare the registered webhook with the configured one."""
    if updates == "poll":
        if brought_to:
            return CheckResult(channel=channel, name="webhook_left", fine=False, details={"url": brought_to})
        return CheckResult(channel=channel, name=f"polls_{channel}", fine=channel == "telegram")
    wanted = f"{public_url}/{channel}"
    name = "webhook" if brought_to == wanted else "webhook_elsewhere"
    return CheckResult(
        channel=channel,
        name=name,
        fine=brought_to == wanted,
        details={"url": brought_to or "–", "wanted": wanted},
    )


async def _public_address(settings: Settings) -> AsyncIterator[CheckResult]:
    """Request our own public URL. This does not prove that others reach it."""
    url = settings.public_url
    if url is None:
        yield CheckResult(channel="", name="no_public_url", fine=settings.zalo() is None)
        return
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=REACHING)) as http,
            http.get(f"{url}/healthz", allow_redirects=False) as answer,
        ):
            status = answer.status
    except (ClientError, InvalidURL, TimeoutError, ValueError) as error:
        reason = type(error).__name__
        yield CheckResult(
            channel="", name="public_url_silent", fine=False, details={"url": url, "reason": reason}
        )
        return
    known = status in {200, 503}
    name = "public_url" if known else "public_url_another"
    yield CheckResult(channel="", name=name, fine=known, details={"url": url, "status": status})
