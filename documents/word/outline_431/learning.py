"""Parts A.III.1.3 and 1.4: training, and what the project 'learning society' achieved."""

from documents.word.outline_431.sources import Sources
from documents.word.outline_431.wording import HOME_AFFAIRS_SHARES, LIFE_SKILLS_SHARES, TRAINING_SHARES


def training(sources: Sources) -> dict[str, object]:
    """Return part A.III.1.3."""
    form, desk = sources.form("boi_duong"), sources.form("so_lieu_noi_vu")
    label = "Kế hoạch đào tạo, bồi dưỡng"
    is_one = form.is_of_one_unit
    return {
        "training_plan": form.chosen_label("officials_training_plan", label) if is_one else "",
        "units_training_plan": ""
        if is_one
        else form.units_choosing("units_training_plan", "officials_training_plan", ["co"], label),
        "training_classes": form.total("officials_training_classes", "Lớp bồi dưỡng đã mở", "lớp"),
        "training_participants": form.total(
            "officials_training_participants", "Lượt người bồi dưỡng", "lượt người"
        ),
        "training_remark": form.remark(
            "Lớp, lượt người bồi dưỡng", "officials_training_classes", "officials_training_participants"
        ),
        "nv_classes": "" if is_one else desk.total("nv_classes", "Lớp bồi dưỡng cấp huyện", "lớp"),
        "nv_participants": ""
        if is_one
        else desk.total("nv_participants", "Lượt người bồi dưỡng cấp huyện", "lượt người"),
        "nv_text": sources.desk_texts("so_lieu_noi_vu", "nv_text"),
    }


def achievements(sources: Sources) -> dict[str, object]:
    """Return part A.III.1.4."""
    form, skills, desk = (
        sources.form("boi_duong"),
        sources.form("ky_nang_song"),
        sources.form("so_lieu_noi_vu"),
    )
    shares: dict[str, object] = {share.name: form.share(share) for share in TRAINING_SHARES}
    for share in HOME_AFFAIRS_SHARES:
        shares[share.name] = "" if sources.outline.is_of_one_unit else desk.share(share)
    shares |= {share.name: skills.share(share) for share in LIFE_SKILLS_SHARES}
    return {**shares, "life_skills_modes": skills.counted("life_skills_modes", "Cách dạy kỹ năng sống")}
