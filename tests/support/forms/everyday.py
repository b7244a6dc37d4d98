"""A questionnaire with a question for each way in which people write: units, days, times, lists."""

from functools import cache

from forms import CompiledForm, compile_workbook
from tests.support.questionnaire_workbook import workbook

_SURVEY = (
    ("type", "name", "label", "constraint"),
    ("integer", "money", "Số tiền (đồng)"),
    ("decimal", "millions", "Kinh phí (triệu đồng)"),
    ("decimal", "area", "Diện tích (ha)?"),
    ("decimal", "crop", "Sản lượng (tạ)?"),
    ("integer", "buffaloes", "Số con trâu?"),
    ("integer", "learners", "Bao nhiêu học viên?"),
    ("integer", "households", "Số hộ nghèo?"),
    ("decimal", "poultry", "Đàn gia cầm (nghìn con)"),
    ("integer", "cement", "Số bao xi măng?"),
    ("decimal", "share", "Tỷ lệ hộ nghèo (%)?", ". <= 100"),
    ("decimal", "plain", "Chỉ số chung?"),
    ("integer", "count", "Trong đó nữ?"),
    ("date", "day", "Ngày nào?"),
    ("time", "hour", "Mấy giờ?"),
    ("dateTime", "moment", "Lúc nào?"),
    ("select_multiple crops", "crops", "Những gì?"),
    ("select_one yesno", "yesno", "Có không?"),
    ("text", "remark", "Ghi chú"),
)
_CHOICES = (
    ("list_name", "name", "label"),
    ("crops", "rice", "Lúa nước"),
    ("crops", "corn", "Ngô"),
    ("crops", "cassava", "Sắn (khoai mì)"),
    ("crops", "both", "Lạc và vừng"),
    ("yesno", "yes", "Có"),
    ("yesno", "no", "Không"),
)
_SETTINGS = (("form_title", "form_id"), ("Hằng ngày", "hang_ngay"))


@cache
def everyday_form() -> CompiledForm:
    """Compile the questionnaire."""
    book = workbook(survey=_SURVEY, choices=_CHOICES, settings=_SETTINGS)
    return compile_workbook(book, filename="hang_ngay.xlsx")
