"""A small second questionnaire: the kinds of question that the literacy form lacks, and labels full of signs."""

from functools import cache

from forms import CompiledForm, compile_workbook
from tests.support.questionnaire_workbook import workbook

FILENAME = "thu_vien.xlsx"

_SURVEY = (
    ("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message"),
    ("begin_group", "library", "Thư viện & <i>sách</i>"),
    ("note", "intro", "Chỉ tính thư viện <b>đang mở</b> & có người trông."),
    ("text", "title", "Tên thư viện?", "", "yes"),
    ("date", "opened", "Mở cửa từ ngày nào?", "", "yes", "", ". <= today()", "Ngày này chưa tới."),
    ("decimal", "area", "Diện tích (m²)?", "", "yes", "", ". > 0", "Diện tích phải lớn hơn 0."),
    ("decimal", "share", "Tỷ lệ sách tiếng Việt (%)?", "", "yes", "", ". <= 100", "Không thể quá 100 %."),
    ("select_multiple media", "media", "Có những loại tài liệu nào?", "Chọn một hoặc nhiều.", "yes"),
    ("select_one yesno", "internet", "Có mạng Internet không?", "", "yes"),
    ("integer", "computers", "Bao nhiêu máy tính?", "", "yes", "${internet} = 'yes'"),
    ("select_multiple media", "wanted", "Muốn có thêm loại nào?", "Không cần thì bỏ qua."),
    ("text", "remark", "Ghi chú?"),
    ("end_group",),
)
_CHOICES = (
    ("list_name", "name", "label"),
    ("media", "print", "Sách in"),
    ("media", "press", "Báo & tạp chí <in>"),
    ("media", "digital", "Tài liệu số"),
    ("yesno", "yes", "Có"),
    ("yesno", "no", "Không"),
)
_SETTINGS = (("form_title", "form_id", "default_language"), ("Thư viện", "thu_vien", "Tiếng Việt (vi)"))


@cache
def library_workbook() -> bytes:
    """Return the questionnaire as an .xlsx file."""
    return workbook(survey=_SURVEY, choices=_CHOICES, settings=_SETTINGS)


@cache
def library_form() -> CompiledForm:
    """Compile the questionnaire."""
    return compile_workbook(library_workbook(), filename=FILENAME)
