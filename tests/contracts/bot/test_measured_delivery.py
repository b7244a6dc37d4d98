"""What is reported of deliveries: how long they took, and why they failed."""

from datetime import timedelta

from bot.channels.channel import ChannelUnreachable, ChatClosed, SendError
from conversations.chat.orders import Priority
from tests.support.delivery import PlayedChannel, PlayedTime, PostOffice, at_work, new_delivery
from tests.support.recorded_metrics import RecordedMetrics
from tests.support.small_office import CHATS, HOA, MINH, NOW, SmallOffice


async def test_a_reply_is_timed_from_when_it_was_due_and_failures_are_named(office: SmallOffice) -> None:
    time, channel, counted = PlayedTime(), PlayedChannel(), RecordedMetrics()
    channel.failures["flood"] = [SendError("Too Many Requests", retry_after=5)]
    channel.failures["no network"] = [ChannelUnreachable("no route", retry_after=3)]
    channel.failures["refused"] = [SendError("Bad Request")]
    channel.failures["gone"] = [ChatClosed("blocked")]
    delivery = new_delivery(office, channel, time, metrics=counted)
    async with at_work(delivery):
        post = PostOffice(office=office, time=time, channel=channel, delivery=delivery)
        await post.put(CHATS[HOA], "late", due_at=NOW - timedelta(seconds=2))
        await post.put(CHATS[MINH], "planned", priority=Priority.REMINDER)
        await post.settled()
        assert sorted(counted.noted) == [
            ("sent", "telegram", Priority.REPLY, 2.0),
            ("sent", "telegram", Priority.REMINDER, 0.0),
        ]
        counted.noted.clear()
        for word in ("flood", "no network", "refused", "gone"):
            await post.put(CHATS[HOA], word)
            await post.settled()
            await post.pass_time(10)
        kinds = [noted[2] for noted in counted.noted if noted[0] == "send failed"]
        assert kinds == ["postponed", "postponed", "given_up", "closed"]
