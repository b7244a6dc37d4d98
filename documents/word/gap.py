"""The words that a draft prints where data is missing."""

GAP = "(chưa có số liệu)"
NO_OPINION = "Chưa có ý kiến:"
