"""Parts A.I, A.II, A.III.1.1, 1.2 and 1.5: the units, steering, propaganda and coordination."""

from collections import Counter
from collections.abc import Mapping, Sequence

from documents.word.directives import cited, text_of
from documents.word.draft_notes import MOST_PARAGRAPHS_UNDER_A_HEADING
from documents.word.gap import GAP
from documents.word.narratives import gathered
from documents.word.outline_431.sources import Sources
from documents.word.unit_names import capitalized, uncapitalized
from reporting.figures.table import Value
from reporting.units.unit import Unit

_COMMITTEES = ("thanh_lap", "kien_toan", "hoat_dong")


def units_of_place(sources: Sources) -> dict[str, object]:
    """Return the sentence on the units, from the register."""
    units, unit = sources.outline.material.units, sources.outline.material.unit
    kinds = Counter(uncapitalized(each.kind) for each in units)
    return {
        "unit_kind": capitalized(unit.kind),
        "unit_name": capitalized(unit.full_name),
        "units_count": str(len(units)),
        "units_by_kind": ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()),
        "border_units": _with_trait(units, "border"),
        "difficult_units": _with_trait(units, "difficult"),
        "overview_text": sources.texts(
            "danh_gia_chung", "overview_text", "đặc điểm tình hình kinh tế - xã hội"
        ),
    }


def steering(sources: Sources) -> dict[str, object]:
    """Return part A.II."""
    form = sources.form("xhht_chi_dao")
    is_one = form.is_of_one_unit
    label, rules = "Ban chỉ đạo xây dựng xã hội học tập", "Quy chế hoạt động của Ban chỉ đạo"
    count = form.units_choosing
    return {
        "district_directives": _district_directives(sources),
        "directives": _directives(sources),
        "steering_committee": form.chosen_label("steering_committee", label) if is_one else "",
        "steering_rules": form.chosen_label("steering_rules", rules) if is_one else "",
        "units_steering_committee": ""
        if is_one
        else count("units_steering_committee", "steering_committee", _COMMITTEES, label),
        "units_steering_rules": ""
        if is_one
        else count("units_steering_rules", "steering_rules", ["co"], rules),
        "steering_remark": form.remark(label, "steering_committee"),
        "without_steering_committee": form.not_choosing(
            "steering_committee", _COMMITTEES, "Chưa có Ban chỉ đạo"
        ),
        "steering_assessment_text": sources.texts(
            "xhht_chi_dao", "steering_assessment_text", "hoạt động của Ban chỉ đạo"
        ),
    }


def propaganda(sources: Sources) -> dict[str, object]:
    """Return parts A.III.1.1, 1.2 and 1.5."""
    form = sources.form("xhht_chi_dao")
    return {
        "media_news_items": form.total("media_news_items", "Tin trên hệ thống truyền thanh", "tin"),
        "media_articles": form.total(
            "media_articles", "Bài, phóng sự trên hệ thống truyền thanh", "bài, phóng sự"
        ),
        "media_remark": form.remark("Tin, bài, phóng sự", "media_news_items", "media_articles"),
        "propaganda_channels": form.counted("propaganda_channels", "Hình thức tuyên truyền"),
        "propaganda_text": sources.texts("xhht_chi_dao", "propaganda_text", "công tác tuyên truyền"),
        "coordination_partners": form.counted("coordination_partners", "Tổ chức phối hợp", lower=False),
        "coordination_text": sources.texts("xhht_chi_dao", "coordination_text", "công tác phối hợp"),
        "xhht_difficulties_text": sources.texts(
            "xhht_chi_dao", "xhht_difficulties_text", "khó khăn khi xây dựng xã hội học tập"
        ),
        "xhht_proposals_text": sources.texts(
            "xhht_chi_dao", "xhht_proposals_text", "đề xuất, kiến nghị về xây dựng xã hội học tập"
        ),
    }


def _with_trait(units: Sequence[Unit], trait: str) -> str:
    """Return how many units have a trait, in a sentence before its name."""
    if not any(trait in unit.traits for unit in units):
        return GAP
    count = sum(unit.traits.get(trait) == "1" for unit in units)
    return str(count) if count else "không có"


def _district_directives(sources: Sources) -> tuple[str, ...]:
    answers = sources.outline.desk("so_lieu_gddt")
    rows = [row for _, row in answers.listed("directive")] if answers else []
    lines = tuple(f"- {line}." for row in sorted(rows, key=_date) if (line := cited(row)))
    if lines or sources.outline.is_of_one_unit:
        return lines
    desk = sources.form("so_lieu_gddt")
    return (f"- Cấp huyện: {desk.notes.gap(desk.title, 'Văn bản chỉ đạo cấp huyện')}",)


def _directives(sources: Sources) -> tuple[str, ...]:
    """Return the communes' documents by date, one paragraph per commune; many communes' in an annex."""
    form = sources.form("xhht_chi_dao")
    texts = []
    for each in form.units:
        rows = sorted(each.rows.get("directive", ()), key=_date)
        if lines := [line for row in rows if (line := cited(row))]:
            texts.append((each.unit, "; ".join(lines) + "."))
    if not texts:
        return (f"- Cấp xã: {form.notes.gap(form.title, 'Văn bản chỉ đạo cấp xã')}",)
    if form.is_of_one_unit:
        return tuple(f"- {text}" for _, text in texts)
    paragraphs = gathered(texts)
    if len(paragraphs) <= MOST_PARAGRAPHS_UNDER_A_HEADING:
        return paragraphs
    return (f"- Văn bản của {len(texts)} xã: xem Phụ lục {form.notes.annex('văn bản chỉ đạo', paragraphs)}.",)


def _date(row: Mapping[str, Value]) -> str:
    return text_of(row, "doc_date")
