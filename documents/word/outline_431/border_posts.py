"""Part A.III.3: work with the border posts. It concerns border communes only."""

from dataclasses import replace

from documents.word.form_figures import FormFigures
from documents.word.narratives import narratives
from documents.word.outline_431.sources import Sources

_BORDER = "border"


def border_posts(sources: Sources) -> dict[str, object]:
    """Return part A.III.3; only `has_border_units` and empty values if no unit lies at the border."""
    has_border = any(unit.traits.get(_BORDER) == "1" for unit in sources.outline.material.units)
    names = "border_scholarships", "border_scholarships_value", "border_gifts", "border_gifts_value"
    if not has_border:
        empty = dict.fromkeys((*names, "border_adopted_children", "border_remark"), "")
        return {"has_border_units": False, **empty, "border_other_text": ()}
    asked = sources.form("bien_phong")
    units = tuple(each for each in asked.units if each.unit.traits.get(_BORDER) == "1")
    form = replace(asked, answers=replace(asked.answers, units=units))
    subject = "hỗ trợ khác của đồn Biên phòng"
    is_draft = sources.outline.draft is not None
    return {
        "has_border_units": True,
        "border_scholarships": form.total("border_scholarships", "Học bổng của đồn Biên phòng", "suất"),
        "border_scholarships_value": _worth(form, "border_scholarships_value", "Trị giá học bổng"),
        "border_gifts": form.total("border_gifts", "Quà tặng của đồn Biên phòng", "suất"),
        "border_gifts_value": _worth(form, "border_gifts_value", "Trị giá quà tặng"),
        "border_adopted_children": form.total("border_adopted_children", "Con nuôi đồn Biên phòng", "em"),
        "border_remark": form.remark(
            "Học bổng, quà tặng, con nuôi", "border_scholarships", "border_gifts", "border_adopted_children"
        ),
        "border_other_text": narratives(form, "border_other_text", subject, is_draft=is_draft),
    }


def _worth(form: FormFigures, name: str, label: str) -> str:
    """Return ', trị giá 40.552.000 đồng'; '' if no unit reported a value."""
    return f", trị giá {form.total(name, label, 'đồng')}" if form.answers.total(name) else ""
