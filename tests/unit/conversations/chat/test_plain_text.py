from markupsafe import Markup

from conversations.chat.action import Reply, do
from conversations.chat.messages import Button, Message
from conversations.chat.orders import Say
from conversations.chat.plain_text import as_text
from conversations.chat.step import Scene, Step, say
from conversations.chat.typed_choices import Offer, Typable, read_spoken, spoken
from texts import Catalogue


def message(step: Step) -> Message:
    (said,) = step.effects
    assert isinstance(said, Say)
    return said.message


def test_choices_stand_in_a_list_and_actions_in_a_line_under_it(scene: Scene) -> None:
    rows: tuple[tuple[Offer, ...], ...] = (
        (("Có", Reply("pick", "0")), ("Không & chưa", Reply("pick", "1"))),
        (("‹ Quay lại", Reply("back")),),
    )
    stop: Offer = ("Dừng", do("stop"))
    step = say(
        scene,
        Markup("<b>Có mạng?</b>"),
        rows,
        typable=Typable(labels=("Có", "Không & chưa")),
        besides=(stop,),
    )
    assert as_text(message(step), "vi") == (
        "<b>Có mạng?</b>\n\n<b>1.</b> Có\n<b>2.</b> Không &amp; chưa\n<b>b</b> quay lại · <b>d</b> dừng"
    )


def test_a_word_that_begins_its_own_label_is_not_said_twice(scene: Scene) -> None:
    step = say(scene, Markup("?"), ((("Nộp báo cáo", Reply("submit")), ("Xong", Reply("done"))),))
    assert as_text(message(step), "vi") == "?\n\n<b>nộp</b> báo cáo · <b>xong</b>"


def test_how_several_are_chosen_is_said_where_several_can_be(scene: Scene) -> None:
    labels = ("Sách", "Báo", "Tranh")
    rows: tuple[tuple[Offer, ...], ...] = tuple(
        ((label, Reply("tick", str(place))),) for place, label in enumerate(labels)
    )
    step = say(scene, Markup("?"), rows, typable=Typable(labels=labels))
    assert "gõ như 1 3" in as_text(message(step), "vi")
    assert "type like 1 3" in as_text(message(step), "en")


def test_a_message_that_nobody_asked_for_offers_commands() -> None:
    rows = (
        (Button(label="Bắt đầu", action="do.open.37"),),
        (Button(label="Nhắc tôi sáng mai", action="do.snooze"),),
    )
    assert as_text(Message(text=Markup("Hạn"), rows=rows), "vi") == (
        "Hạn\n\n<b>/mo37</b> bắt đầu\n<b>/mai</b> nhắc tôi sáng mai"
    )


def test_a_message_without_buttons_is_its_text(texts: Catalogue) -> None:
    assert as_text(Message(text=texts("join.stranger")), "vi") == texts("join.stranger")


def test_a_notice_of_a_deletion_can_be_followed_where_nothing_can_be_pressed() -> None:
    assert spoken("do.deletions") == "/xemxoa"
    assert read_spoken("xemxoa") == do("deletions")
