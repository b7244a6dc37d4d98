"""The error of a template that cannot be used."""

from enum import StrEnum


class TemplateFault(StrEnum):
    """The reason why a template cannot be used."""

    NOT_WORD = "not_word"  # no .docx file, or a damaged one
    TOO_LARGE = "too_large"
    ACTIVE_CONTENT = "active_content"  # macros, embedded objects, or content loaded from elsewhere
    SYNTAX = "syntax"  # a placeholder or block that is not closed, for example
    FORBIDDEN = "forbidden"  # more than placeholders, 'if' and 'for'


class BrokenTemplate(ValueError):
    """The file is no usable template. `detail` is technical and in English, or ''."""

    def __init__(self, reason: TemplateFault, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else f"{reason}")
        self.reason = reason
        self.detail = detail
