"""The questionnaire of every benchmarked program, and the officers' answers: whole numbers."""

LABELS = (
    "Tổng số người từ 15 đến 25 tuổi?",
    "Trong đó biết chữ mức độ 1 (15-25 tuổi)?",
    "Tổng số người từ 15 đến 35 tuổi?",
    "Trong đó biết chữ mức độ 1 (15-35 tuổi)?",
    "Tổng số người từ 15 đến 60 tuổi?",
    "Trong đó biết chữ mức độ 1 (15-60 tuổi)?",
    "Số lớp xóa mù chữ?",
    "Số học viên?",
    "Số giáo viên?",
    "Số trung tâm học tập cộng đồng?",
    "Số lượt người học chuyên đề?",
    "Số gia đình học tập?",
)
TITLE = "Báo cáo đo tải"
NOT_A_NUMBER = "Xin gõ một số."
DONE = "Cảm ơn anh/chị, báo cáo đã đủ."


def place(number: int) -> str:
    """Return a question's progress marker, counted from 0, by which the officers recognise it."""
    return f"{number + 1}/{len(LABELS)}"


def question(number: int) -> str:
    """Return a question's text in the other programs."""
    return f"{place(number)} · {TITLE}\n<b>{LABELS[number]}</b>"


def answer(officer: int, number: int) -> str:
    """Return an officer's answer to a question."""
    return str(100 + (officer * 7 + number) % 800)
