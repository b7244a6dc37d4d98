"""Builds the template of the report after the outline of letter 431, as it ships.

After a change here, from the repository's root:
`python -m documents.word.outline_431.template_builder documents/word/templates/D1_bao_cao_431.docx`.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from documents.word import page_styles as styles
from documents.word.outline_431 import template_text as words
from documents.word.outline_431.template_tables import add_table1, add_table2
from documents.word.page_frame import PageFrame
from documents.word.word_file import packed

_BUILT_AT: Final = datetime(2020, 4, 17, tzinfo=UTC)
"""A fixed date, so that the same text gives the same file."""


def build() -> bytes:
    """Return the template."""
    page = PageFrame()
    page.heading()
    page.title("BÁO CÁO", words.SUBJECT)
    page.add(words.OPENING)
    _add_all(page, words.PART_A)
    add_table1(page)
    _add_all(page, words.LITERACY_RESULTS)
    add_table2(page)
    _add_all(page, words.REST)
    page.signature()
    _annexes(page)
    _draft_page(page)
    return packed(page.document, "Mẫu báo cáo theo đề cương Công văn 431", _BUILT_AT)


def _add_all(page: PageFrame, lines: tuple[words.TemplateParagraph, ...]) -> None:
    for line in lines:
        if line.rows:
            page.repeated("doan", line.rows, line.style)
        elif line.condition:
            page.only_if(line.condition, line.text, style=line.style)
        else:
            page.add(line.text, line.style)


def _annexes(page: PageFrame) -> None:
    page.add("{%p for annex in annexes %}", styles.DRAFT_NOTE)
    page.add("{%p if loop.first %}", styles.DRAFT_NOTE)
    page.add("{{ annex.title }}", styles.NEW_PAGE)
    page.add("{%p else %}", styles.DRAFT_NOTE)
    page.add("{{ annex.title }}", styles.ANNEX)
    page.add("{%p endif %}", styles.DRAFT_NOTE)
    page.repeated("doan", "annex.paragraphs")
    page.add("{%p endfor %}", styles.DRAFT_NOTE)


def _draft_page(page: PageFrame) -> None:
    """Add the last page of a draft: what is missing, and what changed."""
    page.add("{%p if draft %}", styles.DRAFT_NOTE)
    page.add("GHI CHÚ CỦA BẢN DỰ THẢO", styles.NEW_PAGE)
    page.add("(Trang này không in trong bản chính thức.)", styles.DRAFT_NOTE)
    for heading, rows in (("Còn thiếu:", "missing"), ("{{ changes_heading }}", "changes")):
        page.add(f"{{%p if {rows} %}}", styles.DRAFT_NOTE)
        page.add(heading, styles.DRAFT_NOTE).runs[0].bold = True
        page.repeated("dong", rows, styles.DRAFT_NOTE)
        page.add("{%p endif %}", styles.DRAFT_NOTE)
    page.add("{%p endif %}", styles.DRAFT_NOTE)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
