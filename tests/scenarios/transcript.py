"""A transcript: what people do, line by line, and what the bot shows; read from a file and written back to it.

    # a heading or a remark
    @ 29/4/2020 08:15 · Nam Tuấn      from here on: when, and whose phone ('người lạ' is nobody's,
                                      'Nam Tuấn, máy 2' another phone of the same person, 'Nam Tuấn, Zalo'
                                      one on a channel that has no buttons)
    > 431                             typed; ⏎ is a new line, ⇥ a tab, {10000 × a} repeats
    > [Bắt đầu]                       the newest button of that label is pressed
    > [Bắt đầu] (cũ)                  the button of an older message, or one that is gone by now
    > [do.unit.{Bế Triều}]            a forged button; the braces stand for that unit's open report
    > {nhãn dán: 👍}                  something that is no text; also ảnh, tin thoại, vị trí, tệp, danh thiếp, video
    > {sửa tin cũ: 450}               an earlier message is edited
    > {số của tôi: 0912345678}        one's own phone number is shared; {số của người khác} that of another
    > {mở liên kết}                   the person's own link is opened; {mở liên kết: abc} any other
    > {mở}                            the chat is opened without a code
    >> 404 · 399 · [Đúng]             several things done without showing what the bot says
    * lời nhắc                        something arrives unasked: lời nhắc, tổng hợp, báo quá hạn
    * mở công văn: ky_nang_song, …    the district opens letter 431 with these questionnaires of the library
    = Nam Tuấn                        what is stored of that unit's reports
    | …                               what is shown: **bold**, _italic_, [buttons]; '~' where an earlier
                                      message was changed

Set BAOCAO_REWRITE=1 to have the '|' and '~' lines written anew from what happens; then read the difference.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

from conversations.chat.messages import Message
from demo.district import ZONE

_WHEN = re.compile(r"@ (\d+)/(\d+)/(\d{4}) (\d+):(\d{2}) · (.+)")
_ONLY_WITH_BUTTONS = re.compile(r".*\(cũ\)$|\{sửa tin cũ|\[\d+\.\w")
_REPEATED = re.compile(r"\{(\d+) × (.+?)\}")


@dataclass(kw_only=True)
class Line:
    """One line of a transcript with what is shown because of it."""

    written: str
    shown: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """What kind of line it is: '#', '@', '>', '>>', '*', '=' or '' for an empty one."""
        return self.written.split(" ")[0]

    @property
    def content(self) -> str:
        """What stands after the mark."""
        return self.written.partition(" ")[2].strip()

    @property
    def needs_buttons(self) -> bool:
        """Tell whether it does what only a channel with buttons knows: an old one pressed, a message edited."""
        return _ONLY_WITH_BUTTONS.match(self.content) is not None


def read_transcript(text: str) -> list[Line]:
    """Read a transcript's lines, each with what is expected to be shown."""
    lines: list[Line] = []
    for written in text.splitlines():
        if written.startswith(("|", "~")):
            lines[-1].shown.append(written)
        else:
            lines.append(Line(written=written))
    return lines


def write_transcript(lines: list[Line]) -> str:
    """Write the lines with what was shown."""
    return "".join(f"{written}\n" for line in lines for written in (line.written, *line.shown))


def moment_and_phone(line: Line) -> tuple[datetime, str]:
    """Read '@ 29/4/2020 08:15 · Nam Tuấn'."""
    found = _WHEN.fullmatch(line.written)
    assert found, f"not a moment and a person: {line.written}"
    day, month, year, hour, minute = (int(number) for number in found.groups()[:5])
    return datetime(year, month, day, hour, minute, tzinfo=ZONE), found[6].strip()


def typed(content: str) -> str:
    """Return a text as it was typed: new lines and repetitions spelled out."""
    repeated = _REPEATED.sub(lambda found: int(found[1]) * found[2], content)
    return repeated.replace("⏎", "\n").replace("⇥", "\t")


def as_shown(message: Message, mark: str = "|") -> list[str]:
    """Return a message's lines as a transcript shows them."""
    marked = re.sub(r"</?b>", "**", str(message.text))
    marked = re.sub(r"</?i>", "_", marked)
    lines = unescape(marked).split("\n")
    rows = [" ".join(f"[{button.label}]" for button in row) for row in message.rows]
    return [f"{mark} {line}".rstrip(" ") for line in (*lines, *rows)]
