"""The page's texts, by the names in its scripts."""

from collections.abc import Iterable

from texts import catalogue

NAMES = (
    "title",
    "skip",
    "label",
    "language",
    "try.label",
    "try",
    "try.close",
    "clock",
    "clock.forward",
    "clock.nowhere",
    "connection.opening",
    "connection.open",
    "connection.lost",
    "people",
    "phones",
    "phones.none",
    "phone",
    "phone.close",
    "close",
    "ok",
    "unread",
    "standing.submitted",
    "standing.in_progress",
    "standing.summary",
    "state.invited",
    "state.blocked",
    "block",
    "unblock",
    "blocked",
    "invited",
    "invited.code",
    "not_begun",
    "start.code",
    "start.greeting",
    "start.link",
    "start.lost",
    "start",
    "log",
    "typing",
    "newer",
    "buttons",
    "from.bot",
    "from.person",
    "edited",
    "spoiler",
    "picture",
    "picture.enlarge",
    "download",
    "voice",
    "location",
    "composer",
    "send",
    "attach",
    "attach.photo",
    "attach.file",
    "attach.voice",
    "attach.location",
    "attach.contact",
    "attach.sticker",
    "commands",
    "error.connection",
    "error.refused",
    "weekday.0",
    "weekday.1",
    "weekday.2",
    "weekday.3",
    "weekday.4",
    "weekday.5",
    "weekday.6",
)


def page_texts(language: str, jumps: Iterable[str]) -> dict[str, str]:
    """Return all page texts in a language; the page fills in `{count}`, `{all}` and `{name}`."""
    sentences = catalogue(language)
    page = {
        name: sentences.plain(f"sandbox.page.{name}", count="{count}", all="{all}", name="{name}")
        for name in NAMES
    }
    return page | {f"jump.{name}": sentences.plain(f"sandbox.jump.{name}") for name in jumps}
