import pytest
from markupsafe import Markup
from pydantic import TypeAdapter, ValidationError

from conversations.chat.messages import MAX_ACTION_BYTES, Button, Message
from conversations.chat.orders import Say
from texts.markup import paragraphs

SAID = Say(
    message=Message(
        text=Markup("<b>1 &lt; 2</b>"),
        rows=((Button(label="Đúng", action="1.yes", key="đ"),),),
        besides=(Button(label="Dừng", action="do.stop", listed=True),),
        share_phone="Gửi số máy",
    )
)


def test_what_was_said_is_read_back_as_it_was_and_its_text_is_markup() -> None:
    read = Say.model_validate_json(SAID.model_dump_json())
    assert read == SAID
    assert isinstance(read.message.text, Markup)


@pytest.mark.parametrize(("label", "action"), [("", "1.yes"), ("Đúng", ""), ("Đúng", "đ" * MAX_ACTION_BYTES)])
def test_a_button_that_no_channel_takes_is_refused_made_or_read(label: str, action: str) -> None:
    with pytest.raises(ValueError, match=r"button|action"):
        Button(label=label, action=action)
    with pytest.raises(ValidationError):
        TypeAdapter(Button).validate_python({"label": label, "action": action})


def test_an_action_may_be_as_long_as_channels_take_it() -> None:
    assert Button(label="Đúng", action="a" * MAX_ACTION_BYTES).action == "a" * MAX_ACTION_BYTES


def test_paragraphs_are_escaped_unless_they_are_markup() -> None:
    assert paragraphs(["a < b", None, Markup("<b>c</b>"), ""], between="\n") == "a &lt; b\n<b>c</b>"
