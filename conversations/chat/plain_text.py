"""Plain-text rendering of a message, for channels without buttons: the choices and the keys to type."""

from collections.abc import Iterator

from markupsafe import Markup

from conversations.chat.messages import Button, Message
from conversations.chat.typed_choices import spoken
from texts import Catalogue, catalogue
from texts.markup import paragraphs
from texts.normalize import fold

_ARROWS = "‹› "


def as_text(message: Message, language: str) -> Markup:
    """Return the message with its choices as a numbered list and its actions as words below.

        1. Có
        2. Không
        b quay lại · s sửa câu khác · d dừng

    Buttons of an unprompted message are commands, one a line, that work at any time: '/mo37'.
    """
    texts = catalogue(language)
    buttons = (*message.buttons, *message.besides)
    listed = [texts("plain.choice", key=each.key, label=_label(each)) for each in buttons if each.listed]
    commands = [_action(each, spoken(each.action), texts) for each in buttons if not each.key]
    actions = [_action(each, each.key, texts) for each in buttons if each.key and not each.listed]
    offered = paragraphs(
        [*listed, *_how_several(message, texts), *commands, Markup(" · ").join(actions)], between="\n"
    )
    return paragraphs([message.text, offered])


def _how_several(message: Message, texts: Catalogue) -> Iterator[Markup]:
    """Yield the hint on how to choose several, where several can be chosen."""
    ticks = [each.key for each in message.buttons if each.action.split(".")[1:2] == ["tick"]]
    if ticks[1:]:
        yield texts("plain.how_several", example=" ".join([ticks[0], ticks[-1]]))


def _action(button: Button, key: str, texts: Catalogue) -> Markup:
    """Return 'b quay lại', or 'nộp báo cáo' with the word to type in bold.

    A label that begins with its key's word is shown in full: 's sửa câu khác'. Any other label ('Để sau') is replaced
    by the word.
    """
    label = _label(button)
    label = label[:1].lower() + label[1:] if fold(label).startswith(fold(button.word)) else button.word
    if len(key) > 1 and fold(label[: len(key)]) == fold(key) and not label[len(key) :][:1].isalnum():
        return texts("plain.word", key=label[: len(key)], rest=label[len(key) :])
    return texts("plain.action", key=key, label=label)


def _label(button: Button) -> str:
    return button.label.strip(_ARROWS)
