"""A third questionnaire: every kind of question that is not typed as a number or a text, rows, and a long list."""

from functools import cache

from tests.support.questionnaire_workbook import workbook

FILENAME = "trung_tam.xlsx"
DAYS = 31

_SURVEY = (
    ("type", "name", "label", "required", "parameters", "calculation"),
    ("acknowledge", "told", "Số liệu chỉ dùng để tổng hợp.", "yes"),
    ("range", "score", "Chấm điểm cơ sở vật chất?", "yes", "start=0 end=10 step=1"),
    ("time", "opens", "Mở cửa lúc mấy giờ?", "yes"),
    ("dateTime", "meeting", "Cuộc họp gần nhất?", "yes"),
    ("geopoint", "place", "Trung tâm ở đâu?", "yes"),
    ("image", "photo", "Ảnh minh chứng?", "yes"),
    ("rank need", "needs", "Xếp thứ tự nhu cầu?", "yes"),
    ("select_one day_of_month", "day", "Ngày họp hằng tháng?", "yes"),
    ("begin_repeat", "class", "Lớp học"),
    ("text", "subject", "Lớp học gì?", "yes"),
    ("integer", "learners", "Bao nhiêu học viên?", "yes"),
    ("end_repeat",),
    ("calculate", "total", "", "", "", "sum(${learners})"),
    ("note", "sum", "Cộng: ${total} học viên."),
    ("text", "remark", "Ghi chú?"),
)
_CHOICES = (
    ("list_name", "name", "label"),
    ("need", "money", "Kinh phí"),
    ("need", "people", "Giáo viên"),
    ("need", "books", "Tài liệu"),
    *(("day_of_month", f"d{day}", f"Ngày {day}") for day in range(1, DAYS + 1)),
)
_SETTINGS = (("form_title", "form_id", "default_language"), ("Trung tâm", "trung_tam", "Tiếng Việt (vi)"))


@cache
def centre_workbook() -> bytes:
    """Return the questionnaire as an .xlsx file."""
    return workbook(survey=_SURVEY, choices=_CHOICES, settings=_SETTINGS)
