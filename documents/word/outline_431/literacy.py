"""Part A.III.2: the project 'eradicating illiteracy'."""

from documents.word.directives import dated, numbered
from documents.word.outline_431.sources import Sources
from documents.word.outline_431.wording import LITERACY_SHARES, POST_LITERACY_SHARE
from documents.word.unit_names import full_names, uncapitalized


def literacy(sources: Sources) -> dict[str, object]:
    """Return part A.III.2 without its tables."""
    form, steering = sources.form("xoa_mu_chu"), sources.form("xmc_chi_dao")
    label, is_one = "Củng cố, kiện toàn Ban chỉ đạo phổ cập giáo dục, xóa mù chữ", form.is_of_one_unit
    question = "steering_committee_pcgd_xmc"
    return {
        "literacy_committee": steering.chosen_label(question, label) if is_one else "",
        "units_literacy_committee": ""
        if is_one
        else steering.units_choosing("units_literacy_committee", question, ["co"], label),
        "literacy_committee_remark": steering.remark(label, question),
        "without_literacy_committee": ""
        if is_one
        else steering.not_choosing(question, ["co"], "Chưa kiện toàn"),
        "literacy_plans": _plans(sources),
        "without_literacy_plan": ""
        if is_one
        else steering.not_choosing("xmc_plan_issued", ["co"], "Chưa ban hành"),
        **{share.name: form.share(share) for share in (*LITERACY_SHARES, POST_LITERACY_SHARE)},
        "xmc_difficulties_text": sources.texts(
            "xmc_chi_dao", "xmc_difficulties_text", "khó khăn khi xóa mù chữ"
        ),
        "xmc_proposals_text": sources.texts(
            "xmc_chi_dao", "xmc_proposals_text", "đề xuất, kiến nghị về xóa mù chữ"
        ),
    }


def _plans(sources: Sources) -> str:
    """Return the communes' literacy plans: 'Xã Nam Tuấn: số 12/KH-UBND ngày 05/3/2019; xã Đức Long: …'."""
    form = sources.form("xmc_chi_dao")
    plans: list[str] = []
    for each in form.units:
        plan = " ".join(
            filter(
                None,
                (numbered(each.text("xmc_plan_number").strip()), dated(each.text("xmc_plan_date").strip())),
            )
        )
        if plan:
            name = full_names([each.unit])
            plans.append(plan if form.is_of_one_unit else f"{uncapitalized(name) if plans else name}: {plan}")
    return "; ".join(plans) if plans else form.notes.gap(form.title, "Kế hoạch xóa mù chữ")
