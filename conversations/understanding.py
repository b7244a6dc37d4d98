"""What a typed text means as an answer to a question: pure reading, nothing judged yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from conversations.offering import CHOSEN, CHOSEN_TOGETHER
from conversations.sheet import NUMERIC, Sheet
from conversations.uploads import SENT_AS
from forms import Kind
from reporting.reports import Absence, Answer
from texts import Catalogue
from texts.folding import Matched, SeveralMatch, match_choice, match_label, uniform
from texts.typed import (
    Absent,
    Approximate,
    AskWhich,
    AsPrevious,
    Doubtful,
    DoubtfulDate,
    Exact,
    Impossible,
    Pair,
    Percent,
    read_date,
    read_moment,
    read_number,
    read_time,
    read_yes_no,
)
from texts.written import Writer

Answers = Mapping[str, Answer]
_EXPLAINED = frozenset({"part_exceeds_whole", "contradictory"})
"""Why a text is no number, where saying so helps more than asking for digits."""

ACKNOWLEDGED = Answer("OK")
"""What XForms stores for a question that is only acknowledged."""

LONGEST_TEXT = 3000  # characters of a typed text answer: with its question it still fits one Telegram message


@dataclass(frozen=True, slots=True)
class Understood:
    """The answers meant, by question path."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class Doubted:
    """Several readings are possible, or the only one is odd: the person is asked which is meant."""

    candidates: tuple[Answers, ...]


@dataclass(frozen=True, slots=True)
class WhichAbsence:
    """'ko' to a number question: zero, nothing of the kind, or not known yet."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The text is no answer to this question; `why` says so and what to do."""

    why: Markup


Understanding = Understood | Doubted | WhichAbsence | NotUnderstood


def understand(sheet: Sheet, path: str, text: str, texts: Catalogue) -> Understanding:
    """Read a typed text as the answer to the question at `path`."""
    if not uniform(text):
        return NotUnderstood(texts("answer.empty"))
    kind = sheet.kind(path)
    if kind in NUMERIC:
        return _number(sheet, path, text, texts)
    if kind in CHOSEN:
        return _choice(sheet, path, text, texts)
    if kind in {Kind.DATE, Kind.TIME, Kind.DATETIME}:
        return _time(sheet, path, text, texts) if kind is not Kind.DATE else _date(sheet, path, text, texts)
    if kind is Kind.ACKNOWLEDGE:
        agreed = read_yes_no(text)
        return Understood({path: ACKNOWLEDGED}) if agreed else NotUnderstood(texts("answer.press_read"))
    if kind in SENT_AS:
        return NotUnderstood(texts(f"question.how_{kind}"))
    if len(text) > LONGEST_TEXT:
        writer = Writer(texts.language)
        limit, length = writer.count(LONGEST_TEXT), writer.count(len(text))
        return NotUnderstood(texts("answer.too_long", limit=limit, length=length))
    return Understood({path: Answer(text.strip())})


def lexical(number: Decimal) -> str:
    """Return a number in XForms' lexical form: no exponent, no grouping, no trailing zeros after the point."""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _number(sheet: Sheet, path: str, text: str, texts: Catalogue) -> Understanding:
    match read_number(text):
        case Exact(value):
            return Understood({path: Answer(lexical(value))})
        case Pair(part, whole):
            return _pair(sheet, path, part, whole, texts)
        case Doubtful(candidates):
            return _doubtful(sheet, path, candidates)
        case Approximate(value):
            return Doubted(({path: Answer(lexical(value))},))
        case Absent(absence):
            return Understood({path: Answer(absence=Absence(absence))})
        case AskWhich():
            return WhichAbsence()
        case AsPrevious():
            return _as_previous(sheet, path, texts)
        case Percent(value, qualifier) if sheet.kind(path) is not Kind.INTEGER:
            answers = {path: Answer(lexical(value))}
            return Doubted((answers,)) if qualifier else Understood(answers)
        case Percent():
            return NotUnderstood(texts("answer.percent_for_count"))
        case Impossible(reason):
            name = reason if reason in _EXPLAINED else "not_a_number"
            return NotUnderstood(texts(f"answer.{name}", text=shortened(text)))


def _doubtful(sheet: Sheet, path: str, candidates: tuple[Decimal, ...]) -> Understanding:
    """Keep the readings that the question can take: '1,234' people can only be 1.234 people, still to be confirmed."""
    if sheet.kind(path) is Kind.INTEGER:
        whole = tuple(number for number in candidates if number == number.to_integral_value())
        candidates = whole or candidates
    return Doubted(tuple({path: Answer(lexical(number))} for number in candidates))


def _pair(sheet: Sheet, path: str, part: Decimal, whole: Decimal, texts: Catalogue) -> Understanding:
    """Read '427/431': the part and the whole of a rate that this question belongs to, the unanswered part first."""
    ratios = sorted(sheet.ratios(path), key=lambda ratio: ratio.numerator_paths[0] in sheet.answers)
    if not ratios:
        return NotUnderstood(texts("answer.no_pair_here"))
    ratio = ratios[0]
    total, share = ratio.denominator_paths[0], ratio.numerator_paths[0]
    answers = {total: Answer(lexical(whole)), share: Answer(lexical(part))}
    overwritten = [
        each
        for each in (total, share)
        if each != path and sheet.answers.get(each, answers[each]) != answers[each]
    ]
    return Doubted((answers,)) if overwritten else Understood(answers)


def _as_previous(sheet: Sheet, path: str, texts: Catalogue) -> Understanding:
    previous = sheet.previous(path)
    if previous is None or previous.absence is not None:
        return NotUnderstood(texts("answer.no_previous"))
    return Understood({path: previous})


def _choice(sheet: Sheet, path: str, text: str, texts: Catalogue) -> Understanding:
    choices = sheet.filling.choices(path, sheet.form_language)
    labels = [choice.label for choice in choices]
    several = sheet.kind(path) in CHOSEN_TOGETHER
    wanted = [text]
    if several and not isinstance(match_label(text, labels), Matched):
        wanted = [piece for piece in text.replace(";", ",").replace(",", " , ").split(" , ") if piece.strip()]
        if all(piece.isdigit() for piece in text.replace(",", " ").split()):
            wanted = text.replace(",", " ").split()
    if not wanted:
        return NotUnderstood(texts("answer.empty"))
    chosen: list[str] = []
    for each in wanted:
        match match_choice(each, labels):
            case Matched(index):
                chosen.append(choices[index].name)
            case SeveralMatch(indices):
                found = ", ".join(labels[index] for index in indices)
                return NotUnderstood(texts("answer.several_choices", text=shortened(each), found=found))
            case _ if (same := _meaning_the_same(each, labels)) is not None:
                chosen.append(choices[same].name)
            case _:
                return NotUnderstood(texts("answer.no_such_choice", text=shortened(each)))
    if sheet.kind(path) is Kind.RANK and len(set(chosen)) < len(choices):
        return NotUnderstood(texts("answer.rank_all", count=len(choices)))
    return Understood({path: Answer(" ".join(dict.fromkeys(chosen)))})


def _meaning_the_same(text: str, labels: list[str]) -> int | None:
    """Return the one label that says yes or no as the text does: 'ko' is 'Không', 'vâng' is 'Có'."""
    said = read_yes_no(text)
    same = [index for index, label in enumerate(labels) if said is not None and read_yes_no(label) is said]
    return same[0] if len(same) == 1 else None


def _time(sheet: Sheet, path: str, text: str, texts: Catalogue) -> Understanding:
    """Read a time of day, with its day where that is asked; the office's zone goes with it, as XForms writes it."""
    zone = f"{sheet.now:%z}"
    offset = f"{zone[:3]}:{zone[3:]}"
    if sheet.kind(path) is Kind.TIME:
        at = read_time(text)
        if at is None:
            return NotUnderstood(texts("answer.not_a_time", text=shortened(text)))
        return Understood({path: Answer(f"{at:%H:%M}:00.000{offset}")})
    moment = read_moment(text, today=sheet.now.date())
    if moment is None:
        return NotUnderstood(texts("answer.not_a_moment", text=shortened(text)))
    day, at = moment
    return Understood({path: Answer(f"{day.isoformat()}T{at:%H:%M}:00.000{offset}")})


def _date(sheet: Sheet, path: str, text: str, texts: Catalogue) -> Understanding:
    reading = read_date(text, today=sheet.now.date())
    if reading is None:
        return NotUnderstood(texts("answer.not_a_date", text=shortened(text)))
    if isinstance(reading, DoubtfulDate):
        return Doubted(tuple({path: Answer(day.isoformat())} for day in reading.candidates))
    return Understood({path: Answer(reading.isoformat())})


def shortened(text: str, limit: int = 40) -> str:
    """Return a typed text short enough to be quoted back."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
