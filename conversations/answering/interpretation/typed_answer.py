"""Interpretation of a typed text as the answer to one question, before the form validates it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from markupsafe import Markup

from conversations.answering.attachments import SENT_AS
from conversations.answering.choices import CHOSEN, CHOSEN_TOGETHER
from conversations.answering.interpretation.measurement import (
    InUnit,
    OtherUnit,
    asked_measures,
    in_asked_unit,
)
from conversations.answering.interpretation.typed_selection import Unclear, choice_meant, choices_meant
from conversations.answering.report_sheet import NUMERIC, ReportSheet
from forms import Kind
from reporting.reports.report import Absence, Answer
from texts import Catalogue
from texts.formatting import Writer, shortened
from texts.normalize import uniform
from texts.parsing import (
    HABITS,
    NO_HABITS,
    Absent,
    Approximate,
    AskWhich,
    AsPrevious,
    Doubtful,
    DoubtfulDate,
    Exact,
    Habit,
    Habits,
    Impossible,
    LikeAPhone,
    Pair,
    Percent,
    Reading,
    read_date,
    read_moment,
    read_number,
    read_time,
    read_yes_no,
)
from texts.parsing.amounts import MOST_DIGITS
from texts.parsing.units import PERCENT

Answers = Mapping[str, Answer]
_EXPLAINED = frozenset({"contradictory"})
"""Reasons for an unreadable number that have a specific message. Any other gets the request for digits."""

ACKNOWLEDGED = Answer("OK")
"""The value that XForms stores for an acknowledged question."""

LONGEST_TEXT = 3000  # characters of a typed text answer: with its question it still fits one Telegram message


@dataclass(frozen=True, slots=True)
class Understood:
    """The understood answers, by question path."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class Doubted:
    """Several readings are possible. The person is asked, unless only one of them is valid in the form.

    With `must_ask` a single reading is asked about too; `why` is the doubt.
    """

    candidates: tuple[Answers, ...]
    must_ask: bool = False
    why: Markup | None = None


@dataclass(frozen=True, slots=True)
class WhichAbsence:
    """'ko' to a numeric question: 0, 'không có', or no figures yet."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The text is no answer to this question. `why` explains it and says what to do."""

    why: Markup


Understanding = Understood | Doubted | WhichAbsence | NotUnderstood


def understand(
    sheet: ReportSheet, path: str, text: str, texts: Catalogue, habits: Habits = NO_HABITS
) -> Understanding:
    """Read a typed text as the answer to the question at `path`. `habits` are the person's number notations."""
    if not uniform(text):
        return NotUnderstood(texts("answer.empty"))
    kind = sheet.kind(path)
    if kind in NUMERIC:
        return _number(sheet, path, text, texts, habits)
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


def habit_shown(sheet: ReportSheet, path: str, text: str, meant: Answers, texts: Catalogue) -> Habit | None:
    """Return the number notation in which the text means `meant`; None if no single one does, or none is needed."""
    if isinstance(understand(sheet, path, text, texts), Understood):
        return None
    explained = (
        habit
        for habit in HABITS
        if understand(sheet, path, text, texts, frozenset({habit})) == Understood(meant)
    )
    return next(explained, None)


def lexical(number: Decimal) -> str:
    """Return a number in XForms' lexical form: no exponent, no grouping, no trailing zeros after the point."""
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _number(sheet: ReportSheet, path: str, text: str, texts: Catalogue, habits: Habits) -> Understanding:
    """Read a number in the question's unit. A number in a unit that cannot be converted is refused."""
    measured = in_asked_unit(sheet, path, text)
    reading = read_number(measured.figure, habits)
    if isinstance(reading, Impossible):
        return _reading(sheet, path, read_number(text, habits), InUnit(text), texts)
    if isinstance(measured, OtherUnit):
        return _other_unit(text, measured, texts)
    if measured.percent and isinstance(reading, Exact | Doubtful | Approximate):
        reading = read_number(text, habits)
    if isinstance(reading, Approximate) and "approximate" in habits:
        reading = Exact(reading.value)
    understood = _reading(sheet, path, reading, measured, texts)
    if measured.factor != 1 and _is_endless(understood):
        return NotUnderstood(texts("answer.not_a_number", text=shortened(text)))
    if isinstance(reading, Doubtful) and reading.qualifier and "approximate" not in habits:
        return replace(understood, must_ask=True) if isinstance(understood, Doubted) else understood
    if not measured.unknown or not isinstance(understood, Understood | Doubted):
        return understood
    why = texts("doubt.unit_not_named", said=measured.unknown)
    readings = (understood.answers,) if isinstance(understood, Understood) else understood.candidates
    return Doubted(readings, must_ask=True, why=why)


def _is_endless(understood: Understanding) -> bool:
    """Tell whether a converted figure has more digits than a typed number may have."""
    readings = understood.candidates if isinstance(understood, Doubted) else ()
    readings = (understood.answers,) if isinstance(understood, Understood) else readings
    answers = (answer for reading in readings for answer in reading.values())
    return any(sum(map(str.isdecimal, answer.value)) > MOST_DIGITS for answer in answers)


def _other_unit(text: str, measured: OtherUnit, texts: Catalogue) -> NotUnderstood:
    name = "answer.other_count" if measured.wanted.is_count else "answer.other_unit"
    said, wanted = shortened(measured.said), measured.wanted.name
    return NotUnderstood(texts(name, text=shortened(text), said=said, wanted=wanted))


def _reading(
    sheet: ReportSheet, path: str, reading: Reading, measured: InUnit, texts: Catalogue
) -> Understanding:
    match reading:
        case Exact(value):
            return Understood(_one(path, value, measured))
        case Pair(part, whole):
            return _pair(sheet, path, part * measured.factor, whole * measured.factor, texts)
        case Doubtful(candidates):
            fitting = _whole(candidates, measured) if sheet.kind(path) is Kind.INTEGER else candidates
            return Doubted(tuple(_one(path, number, measured) for number in fitting))
        case LikeAPhone(value):
            why = texts("doubt.like_a_phone")
            return Doubted((_one(path, value, measured),), must_ask=True, why=why)
        case Approximate(value):
            return Doubted((_one(path, value, measured),), must_ask=True)
        case Absent(absence):
            return Understood({path: Answer(absence=Absence(absence))})
        case AskWhich():
            return WhichAbsence()
        case AsPrevious():
            return _as_previous(sheet, path, texts)
        case Percent(value, qualifier):
            return _percent(sheet, path, value, texts, sure=qualifier is None)
        case Impossible(reason):
            name = reason if reason in _EXPLAINED else "not_a_number"
            return NotUnderstood(texts(f"answer.{name}", text=shortened(measured.figure)))


def _whole(candidates: tuple[Decimal, ...], measured: InUnit) -> tuple[Decimal, ...]:
    """Return the whole readings of a count ('1,234' people is 1.234), or all if none is whole."""
    whole = (
        number
        for number in candidates
        if number * measured.factor == (number * measured.factor).to_integral_value()
    )
    return tuple(whole) or candidates


def _one(path: str, value: Decimal, measured: InUnit) -> Answers:
    return {path: Answer(lexical(value * measured.factor))}


def _percent(sheet: ReportSheet, path: str, value: Decimal, texts: Catalogue, *, sure: bool) -> Understanding:
    """Take a percentage. Without percent as its unit, a count refuses it and another question doubts it."""
    asked = any(each.sort == PERCENT for each in asked_measures(sheet, path))
    if sheet.kind(path) is Kind.INTEGER and not asked:
        return NotUnderstood(texts("answer.percent_for_count"))
    answers = {path: Answer(lexical(value))}
    return Understood(answers) if sure and asked else Doubted((answers,), must_ask=True)


def _pair(sheet: ReportSheet, path: str, part: Decimal, whole: Decimal, texts: Catalogue) -> Understanding:
    """Read '427/431' as part and whole of a rate with this question, preferably one whose part is unanswered."""
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
    return Doubted((answers,), must_ask=True) if overwritten else Understood(answers)


def _as_previous(sheet: ReportSheet, path: str, texts: Catalogue) -> Understanding:
    previous = sheet.previous(path)
    if previous is None or previous.absence is not None:
        return NotUnderstood(texts("answer.no_previous"))
    return Understood({path: previous})


def _choice(sheet: ReportSheet, path: str, text: str, texts: Catalogue) -> Understanding:
    choices = sheet.filling.choices(path, sheet.form_language)
    labels, kind = [choice.label for choice in choices], sheet.kind(path)
    several = kind in CHOSEN_TOGETHER
    meant = (
        choices_meant(text, labels, all_allowed=kind is not Kind.RANK)
        if several
        else choice_meant(text, labels)
    )
    match meant:
        case Unclear(said, ()):
            return NotUnderstood(texts("answer.no_such_choice", text=shortened(said)))
        case Unclear(said, found):
            return NotUnderstood(
                texts("answer.several_choices", text=shortened(said), found=", ".join(found))
            )
        case int(place):
            return Understood({path: Answer(choices[place].name)})
        case places if kind is Kind.RANK and len(places) < len(choices):
            return NotUnderstood(texts("answer.rank_all", count=len(choices)))
        case places:
            return Understood({path: Answer(" ".join(choices[place].name for place in places))})


def _time(sheet: ReportSheet, path: str, text: str, texts: Catalogue) -> Understanding:
    """Read a time of day, or a date with a time, into XForms' lexical form with the office's zone."""
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
    days = day.candidates if isinstance(day, DoubtfulDate) else (day,)
    answers = tuple({path: Answer(f"{each.isoformat()}T{at:%H:%M}:00.000{offset}")} for each in days)
    return Doubted(answers, must_ask=day.odd) if isinstance(day, DoubtfulDate) else Understood(answers[0])


def _date(sheet: ReportSheet, path: str, text: str, texts: Catalogue) -> Understanding:
    reading = read_date(text, today=sheet.now.date())
    if reading is None:
        return NotUnderstood(texts("answer.not_a_date", text=shortened(text)))
    if isinstance(reading, DoubtfulDate):
        days = tuple({path: Answer(day.isoformat())} for day in reading.candidates)
        return Doubted(days, must_ask=reading.odd)
    return Understood({path: Answer(reading.isoformat())})
