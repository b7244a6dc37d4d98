"""The text of the report's template: the headings of letter 431 and the sentences with their placeholders."""

from dataclasses import dataclass
from typing import Final

from documents.word import page_styles as styles

SUBJECT: Final = (
    "Kết quả thực hiện nhiệm vụ đẩy mạnh công tác xây dựng xã hội học tập ở địa bàn biên giới năm {{ year }}, "
    "phương hướng thực hiện năm {{ next_year }}"
)
OPENING: Final = (
    "{% if letter %}Thực hiện {{ letter }}, {{ issuer_name }} báo cáo như sau:"
    "{% else %}{{ issuer_name }} báo cáo kết quả thực hiện nhiệm vụ đẩy mạnh công tác xây dựng xã hội học tập "
    "ở địa bàn biên giới năm {{ year }} như sau:{% endif %}"
)


@dataclass(frozen=True, slots=True)
class TemplateParagraph:
    """A paragraph; printed on a condition, or once for each text of a list."""

    text: str = ""
    style: str = styles.BODY
    condition: str = ""
    rows: str = ""


def _texts(rows: str) -> TemplateParagraph:
    return TemplateParagraph(rows=rows)


def _district(text: str) -> TemplateParagraph:
    return TemplateParagraph(text, condition="not one_unit")


def _commune(text: str) -> TemplateParagraph:
    return TemplateParagraph(text, condition="one_unit")


PART_A: Final = (
    TemplateParagraph(
        "A. KẾT QUẢ THỰC HIỆN NHIỆM VỤ ĐẨY MẠNH CÔNG TÁC XÂY DỰNG XÃ HỘI HỌC TẬP Ở ĐỊA BÀN BIÊN GIỚI NĂM {{ year }}",
        styles.PART,
    ),
    TemplateParagraph(
        "I. KHÁI QUÁT ĐẶC ĐIỂM TÌNH HÌNH KINH TẾ - XÃ HỘI CỦA ĐỊA PHƯƠNG, ĐƠN VỊ", styles.SECTION
    ),
    _district(
        "{{ unit_kind }} có {{ units_count }} đơn vị cấp xã ({{ units_by_kind }}), trong đó {{ border_units }} xã "
        "biên giới, {{ difficult_units }} xã đặc biệt khó khăn."
    ),
    _texts("overview_text"),
    TemplateParagraph(
        'II. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH THỰC HIỆN CÁC KẾ HOẠCH CỦA ĐỀ ÁN "XÂY DỰNG XÃ HỘI HỌC TẬP TRÊN ĐỊA BÀN TỈNH, '
        'GIAI ĐOẠN 2013 - 2020", KẾ HOẠCH ĐỀ ÁN "XÓA MÙ CHỮ ĐẾN NĂM 2020"',
        styles.SECTION,
    ),
    TemplateParagraph(
        "- Các văn bản chỉ đạo của {% if not one_unit %}cấp huyện, {% endif %}xã đã ban hành, chỉ đạo, điều hành thực "
        'hiện kế hoạch Đề án "Xây dựng xã hội học tập trên địa bàn tỉnh, giai đoạn 2013 - 2020", Kế hoạch Đề án '
        '"Xóa mù chữ đến năm 2020":'
    ),
    _texts("district_directives"),
    _texts("directives"),
    TemplateParagraph(
        "- Đánh giá hoạt động của Ban chỉ đạo {% if not one_unit %}cấp huyện, {% endif %}cấp xã:"
    ),
    _district(
        "{{ units_steering_committee }} xã có Ban chỉ đạo xây dựng xã hội học tập; {{ units_steering_rules }} xã có "
        "quy chế hoạt động{{ steering_remark }}. {{ without_steering_committee }}"
    ),
    _commune(
        "Ban chỉ đạo xây dựng xã hội học tập của xã: {{ steering_committee }}; quy chế hoạt động và phân công thành "
        "viên: {{ steering_rules }}."
    ),
    _texts("steering_assessment_text"),
    TemplateParagraph("III. KẾT QUẢ THỰC HIỆN KẾ HOẠCH CÁC ĐỀ ÁN", styles.SECTION),
    TemplateParagraph('1. Kết quả thực hiện kế hoạch Đề án "Xây dựng xã hội học tập"', styles.ITEM),
    TemplateParagraph(
        "1.1. Công tác tuyên truyền nâng cao nhận thức của người dân về mục đích, ý nghĩa và lợi ích của việc xây "
        "dựng xã hội học tập",
        styles.SMALL_ITEM,
    ),
    TemplateParagraph(
        "{% if one_unit %}Xã{% else %}Các xã{% endif %} đã phát {{ media_news_items }}, {{ media_articles }} trên hệ "
        "thống truyền thanh{{ media_remark }}; hình thức: {{ propaganda_channels }}."
    ),
    _texts("propaganda_text"),
    TemplateParagraph(
        "1.2. Công tác phối hợp giữa các ban, ngành, các đoàn thể, tổ chức xã hội", styles.SMALL_ITEM
    ),
    TemplateParagraph(
        "{% if one_unit %}Xã{% else %}Các xã{% endif %} đã phối hợp với: {{ coordination_partners }}."
    ),
    _texts("coordination_text"),
    TemplateParagraph(
        "1.3. Công tác bồi dưỡng nâng cao trình độ cho cán bộ, công chức, viên chức và người lao động",
        styles.SMALL_ITEM,
    ),
    TemplateParagraph(
        "{% if one_unit %}Kế hoạch đào tạo, bồi dưỡng của xã: {{ training_plan }}{% else %}"
        "{{ units_training_plan }} xã có kế hoạch đào tạo, bồi dưỡng{% endif %}; đã mở {{ training_classes }} với "
        "{{ training_participants }} tham gia{{ training_remark }}."
    ),
    _district("Cấp huyện mở {{ nv_classes }} với {{ nv_participants }} tham gia."),
    _texts("nv_text"),
    TemplateParagraph("1.4. Kết quả thực hiện các mục tiêu của Đề án", styles.SMALL_ITEM),
    TemplateParagraph("a) Kết quả học tập nâng cao trình độ tin học, ngoại ngữ"),
    TemplateParagraph(
        "- Số cán bộ, công chức, viên chức tham gia chương trình học tập nâng cao trình độ ứng dụng công nghệ thông "
        "tin đáp ứng yêu cầu vị trí việc làm: {{ officials_it_training_rate }}."
    ),
    TemplateParagraph(
        "- Số người lao động đã và đang tham gia học tập nâng cao trình độ tin học, ngoại ngữ tại các cơ sở giáo dục: "
        "{{ workers_it_language_training_rate }}."
    ),
    TemplateParagraph("b) Kết quả học tập nâng cao trình độ chuyên môn nghiệp vụ, tay nghề"),
    _district("- Đối với cán bộ, công chức cấp huyện:"),
    _district(
        "+ Số cán bộ, công chức được đào tạo đáp ứng tiêu chuẩn quy định: "
        "{{ district_officials_trained_standard_rate }}."
    ),
    _district(
        "+ Cán bộ, công chức giữ các chức vụ lãnh đạo, quản lý cấp huyện được đào tạo, bồi dưỡng theo chương trình "
        "quy định: {{ district_leaders_trained_rate }}."
    ),
    _district(
        "+ Số cán bộ, công chức thực hiện chế độ bồi dưỡng bắt buộc tối thiểu hằng năm: "
        "{{ district_officials_mandatory_training_rate }}."
    ),
    TemplateParagraph("- Đối với cán bộ, công chức cấp xã:"),
    TemplateParagraph(
        "+ Số cán bộ cấp xã được bồi dưỡng kiến thức, kỹ năng lãnh đạo, quản lý, điều hành theo vị trí công việc: "
        "{{ commune_cadres_management_training_rate }}."
    ),
    TemplateParagraph(
        "+ Số cán bộ cấp xã có trình độ chuyên môn theo chuẩn quy định: {{ commune_cadres_qualified_rate }}."
    ),
    TemplateParagraph(
        "+ Số công chức cấp xã thực hiện chế độ bồi dưỡng bắt buộc tối thiểu hằng năm: "
        "{{ commune_officials_mandatory_training_rate }}."
    ),
    TemplateParagraph("- Đối với lao động nông thôn:"),
    TemplateParagraph(
        "Số người tham gia học tập cập nhật kiến thức, kỹ năng, chuyển giao khoa học kỹ thuật công nghệ sản xuất tại "
        "các trung tâm học tập cộng đồng và các thiết chế văn hóa giáo dục khác: {{ rural_workers_clc_learning_rate }}."
    ),
    TemplateParagraph("- Đối với công nhân lao động:"),
    TemplateParagraph(
        "+ Công nhân lao động tại các nhà máy, cơ sở sản xuất có trình độ học vấn trung học phổ thông hoặc tương "
        "đương: {{ workers_upper_secondary_rate }}."
    ),
    TemplateParagraph(
        "+ Công nhân lao động tại các nhà máy, cơ sở sản xuất qua đào tạo nghề: "
        "{{ workers_vocationally_trained_rate }}."
    ),
    TemplateParagraph("c) Kết quả giáo dục kỹ năng sống"),
    TemplateParagraph(
        "- Số cơ sở giáo dục trên địa bàn xã có tổ chức dạy kỹ năng sống cho học sinh, người lao động: "
        "{{ institutions_life_skills_rate }}."
    ),
    TemplateParagraph(
        "- Số học sinh, người lao động đã được học kỹ năng sống tại các cơ sở giáo dục (cách dạy: "
        "{{ life_skills_modes }}): {{ people_life_skills_rate }}."
    ),
    TemplateParagraph(
        "1.5. Những khó khăn trong quá trình triển khai và đề xuất, kiến nghị", styles.SMALL_ITEM
    ),
    TemplateParagraph("Khó khăn:"),
    _texts("xhht_difficulties_text"),
    TemplateParagraph("Đề xuất, kiến nghị:"),
    _texts("xhht_proposals_text"),
    TemplateParagraph(
        '2. Kết quả thực hiện Đề án "Xóa mù chữ đến năm 2020" (Quyết định số 692/QĐ-TTg ngày 04/5/2013 của Thủ tướng '
        "Chính phủ; Kế hoạch số 2435/KH-UBND ngày 29/8/2014 của Ủy ban nhân dân tỉnh về triển khai thực hiện Đề án "
        '"Xóa mù chữ đến năm 2020" trên địa bàn tỉnh Cao Bằng)',
        styles.ITEM,
    ),
    TemplateParagraph(
        "2.1. Việc củng cố và kiện toàn Ban chỉ đạo phổ cập giáo dục, xóa mù chữ", styles.SMALL_ITEM
    ),
    _district(
        "- {{ units_literacy_committee }} xã đã củng cố, kiện toàn Ban chỉ đạo phổ cập giáo dục, xóa mù chữ"
        "{{ literacy_committee_remark }}. {{ without_literacy_committee }}"
    ),
    _commune(
        "- Trong năm xã có củng cố, kiện toàn Ban chỉ đạo phổ cập giáo dục, xóa mù chữ: {{ literacy_committee }}."
    ),
    TemplateParagraph(
        "- Ban hành kế hoạch triển khai thực hiện Đề án: {{ literacy_plans }}. {{ without_literacy_plan }}"
    ),
    TemplateParagraph("2.2. Kết quả thực hiện các mục tiêu của Đề án", styles.SMALL_ITEM),
    TemplateParagraph(
        "- Số người trong độ tuổi (15-35; 15-60) tham gia các lớp xóa mù chữ và giáo dục tiếp tục sau khi biết chữ: "
        "{{ tables_missing }}"
    ),
)
LITERACY_RESULTS: Final = (
    TemplateParagraph(),
    TemplateParagraph(
        "- Số người trong độ tuổi (15-25; 15-35; 15-60) được công nhận đạt chuẩn biết chữ theo mức độ; tỷ lệ:"
    ),
    *(
        TemplateParagraph(text)
        for level in (1, 2)
        for text in (
            f"+ Mức độ {level}:",
            *(
                f"Độ tuổi từ 15 đến {age} biết chữ: {{{{ literate_l{level}_15_{age}_rate }}}}{end}"
                for age, end in ((25, ";"), (35, ";"), (60, "."))
            ),
        )
    ),
    TemplateParagraph(
        "- Số người mới biết chữ tiếp tục tham gia học tập các chương trình khác với nhiều hình thức khác nhau nhằm "
        "củng cố vững chắc kết quả biết chữ: {{ post_literacy_continuing_rate }}."
    ),
    TemplateParagraph(
        "- Kết quả đạt chuẩn xóa mù chữ năm {{ year }} theo đơn vị cấp xã: {{ tables_missing }}"
    ),
)
REST: Final = (
    TemplateParagraph(),
    TemplateParagraph(
        "2.3. Những khó khăn trong quá trình triển khai và đề xuất, kiến nghị", styles.SMALL_ITEM
    ),
    TemplateParagraph("Khó khăn:"),
    _texts("xmc_difficulties_text"),
    TemplateParagraph("Đề xuất, kiến nghị:"),
    _texts("xmc_proposals_text"),
    TemplateParagraph(
        "3. Công tác phối hợp đồn Biên phòng trong giúp đỡ học sinh có hoàn cảnh đặc biệt khó khăn, vượt khó được đi "
        'học, hỗ trợ học sinh nghèo vượt khó trong học tập thông qua Chương trình "Nâng bước em đến trường" do Bộ đội '
        "biên phòng phát động",
        styles.ITEM,
    ),
    TemplateParagraph(
        "{% if one_unit %}Không phải xã biên giới.{% else %}Không có xã biên giới.{% endif %}",
        condition="not has_border_units",
    ),
    *(
        TemplateParagraph(text, condition="has_border_units")
        for text in (
            "- Hỗ trợ học bổng: {{ border_scholarships }}{{ border_scholarships_value }};",
            "- Tặng quà theo các Chương trình kỷ niệm: {{ border_gifts }}{{ border_gifts_value }};",
            "- Số con nuôi do các đồn Biên phòng đỡ đầu: {{ border_adopted_children }}{{ border_remark }}.",
        )
    ),
    _texts("border_other_text"),
    TemplateParagraph("B. ĐÁNH GIÁ KẾT QUẢ TRIỂN KHAI THỰC HIỆN CÁC ĐỀ ÁN", styles.PART),
    TemplateParagraph("1. Ưu điểm", styles.ITEM),
    _texts("strengths_text"),
    TemplateParagraph("2. Tồn tại, hạn chế", styles.ITEM),
    _texts("limits_text"),
    TemplateParagraph("3. Nguyên nhân của tồn tại, hạn chế", styles.ITEM),
    _texts("causes_text"),
    TemplateParagraph("4. Bài học kinh nghiệm", styles.ITEM),
    _texts("lessons_text"),
    TemplateParagraph(
        "C. PHƯƠNG HƯỚNG, NHIỆM VỤ, GIẢI PHÁP TRIỂN KHAI THỰC HIỆN CÁC ĐỀ ÁN NĂM {{ next_year }}",
        styles.PART,
    ),
    _texts("directions_text"),
    TemplateParagraph(
        "Trên đây là báo cáo kết quả thực hiện nhiệm vụ đẩy mạnh công tác xây dựng xã hội học tập ở địa bàn biên giới "
        "năm {{ year }}, phương hướng thực hiện năm {{ next_year }} của {{ issuer_name }}./."
    ),
)
