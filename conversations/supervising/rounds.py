"""A supervisor's screens: the rounds, the units of a round, one unit's answers."""

from collections.abc import Sequence

from markupsafe import Markup

from conversations.answering.report_sheet import ReportSheet
from conversations.answering.review import answer_lines
from conversations.chat.action import Command, do
from conversations.chat.messages import Button, command_button
from conversations.chat.orders import SendDigest, SendEvidence, SendWorkbook
from conversations.chat.pagination import page_of
from conversations.chat.phrases import deadline
from conversations.chat.session import Listing, Nowhere
from conversations.chat.step import Offers, Step, Talk, Visit, say
from conversations.chat.typed_choices import Offer
from conversations.supervising.letter_progress import letter_summary, letter_title, split_by_letter
from reporting.people.permissions import Action
from reporting.queries.query import ask
from reporting.queries.reports import ReportView
from reporting.queries.rounds import RoundView, SupervisedRounds
from reporting.reports.report import Progress, Report
from texts import Catalogue
from texts.formatting import Writer
from texts.markup import paragraphs

MARKS = {Progress.SUBMITTED: "✅", Progress.IN_PROGRESS: "✏️", Progress.NOT_STARTED: "▫️"}


def put_rounds(visit: Visit, before: Markup | None = None) -> Talk:
    """Show the open rounds of the units below, with the actions of each."""
    rounds = yield from ask(SupervisedRounds(visit.person.id))
    administering: tuple[Offer, ...] = ()
    if visit.person.may_somewhere(Action.INVITE):
        administering = ((visit.texts.plain("button.administer"), do("administer")),)
    if not rounds:
        text = paragraphs([before, visit.texts("supervise.no_rounds")])
        return say(visit, text, (administering,), Nowhere())
    letters, single = split_by_letter(rounds)
    offers: Offers = tuple(
        row
        for view, suffix in zip(single, _suffixes(single, others=bool(letters)), strict=True)
        for row in _round_offers(view, visit.texts, named=suffix, with_digest=True)
    )
    opened: Offers = tuple(((letter_title(parts, visit.texts), _letter(parts)),) for parts in letters)
    lines = [
        *(letter_summary(visit, parts) for parts in letters),
        *(_summary(visit, view) for view in single),
    ]
    return say(visit, paragraphs([before, *lines]), (*opened, *offers, administering), Nowhere())


def put_letter_rounds(visit: Visit, letter_id: int) -> Talk:
    """Show the rounds of one letter, with the actions of each. An unknown letter leads to all rounds."""
    rounds = yield from ask(SupervisedRounds(visit.person.id))
    parts = [view for view in rounds if view.round.letter_id == letter_id]
    if not parts:
        return (yield from put_rounds(visit))
    first, digest = parts[0], visit.texts.plain("button.digest")
    offers: Offers = (
        ((digest, do("digest", *_number(first))),),
        *(((f"{view.round.title}", do("part", *_number(view))),) for view in parts),
    )
    lines = [_summary(visit, view) for view in parts]
    return say(visit, paragraphs([letter_summary(visit, parts), *lines]), offers, Nowhere())


def put_round_below(visit: Visit, view: RoundView) -> Step:
    """Show one round, with its actions."""
    offers = _round_offers(view, visit.texts, named="", with_digest=True)
    return say(visit, paragraphs([_summary(visit, view)]), offers, Nowhere())


def _letter(parts: Sequence[RoundView]) -> Command:
    return do("letterrounds", parts[0].round.letter_id or 0)


def put_units(visit: Visit, view: RoundView, page: int) -> Step:
    """Show one page of a round's units, each with its progress."""
    number = _number(view)
    offers: list[Offer] = [(unit_label(each.report), do("unit", each.report.id)) for each in view.units]
    listed = page_of(visit, offers, page, do("units", *number))
    text = paragraphs([_summary(visit, view), visit.texts("supervise.choose_unit"), listed.note])
    return say(visit, text, listed.rows, Listing(unit_id=view.unit.id, round_id=view.round.id))


def put_unit(visit: Visit, view: ReportView) -> Step:
    """Show one unit's answers and progress."""
    sheet = ReportSheet(view=view, language=visit.texts.language, now=visit.now)
    text = paragraphs(
        [
            visit.texts("supervise.unit", unit=view.report.unit.full_name, title=view.report.round.title),
            state_of(visit, sheet),
            visit.texts("supervise.unit_correcting") if view.report.changed_since else None,
            *(answer_lines(sheet, visit.texts) if view.report.answers else ()),
        ]
    )
    files = sheet.evidence()
    shown: tuple[Offer, ...] = ()
    if files:
        shown = ((visit.texts.plain("button.evidence", n=len(files)), do("evidence", view.report.id)),)
    trail = ((visit.texts.plain("button.trail"), do("trail", view.report.id)),)
    remind: tuple[Offer, ...] = ()
    if view.report.progress is not Progress.SUBMITTED:
        remind = ((visit.texts.plain("button.remind_unit"), do("remindunit", view.report.id)),)
    keeping = (
        (visit.texts.plain("button.extend"), do("extend", view.report.id)),
        (visit.texts.plain("button.people"), do("office", view.report.unit.id)),
    )
    units = do("units", view.report.round.id, seen_from(visit, view), 0)
    back = ((visit.texts.plain("button.all_units"), units, "back"),)
    return say(visit, text, (shown, trail, remind, keeping, back), Nowhere())


def order_evidence(visit: Visit, view: ReportView) -> Step:
    """Order the evidence files of a unit's report."""
    order = SendEvidence(person_id=visit.person.id, report_id=view.report.id)
    return Step(session=visit.session, effects=(order,))


def order_digest(visit: Visit, view: RoundView) -> Step:
    """Order the digest of a round: picture, text and buttons."""
    order = SendDigest(person_id=visit.person.id, round_id=view.round.id, unit_id=view.unit.id)
    return Step(session=visit.session, effects=(order,))


def order_workbook(visit: Visit, view: RoundView) -> Step:
    """Order the Excel file of a round."""
    order = SendWorkbook(person_id=visit.person.id, round_id=view.round.id, unit_id=view.unit.id)
    return Step(session=visit.session, effects=(order,))


def _suffixes(rounds: Sequence[RoundView], *, others: bool) -> list[str]:
    """Return a suffix for each round that tells it from the others; '' if it is the only one in the message."""
    if len(rounds) == 1 and not others:
        return [""]
    several_units = len({view.unit.id for view in rounds}) > 1
    return [
        f" · {view.round.title} · {view.unit.name}" if several_units else f" · {view.round.title}"
        for view in rounds
    ]


def _number(view: RoundView) -> tuple[int, int]:
    """Return the numbers of the commands about a round, seen from a unit."""
    return view.round.id, view.unit.id


def seen_from(visit: Visit, view: ReportView) -> int:
    """Return the highest unit from which the person oversees a report's unit."""
    overseen = visit.person.units_for(Action.OVERSEE)
    return [unit_id for unit_id in view.unit_path if unit_id in overseen][-1]


def _summary(visit: Visit, view: RoundView) -> Markup:
    counts = dict.fromkeys(Progress, 0)
    for each in view.units:
        counts[each.report.progress] += 1
    return visit.texts(
        "supervise.round",
        title=view.round.title,
        unit=view.unit.full_name,
        deadline=deadline(view.round.due, visit.now, visit.texts),
        submitted=counts[Progress.SUBMITTED],
        total=len(view.units),
        in_progress=counts[Progress.IN_PROGRESS],
        not_started=counts[Progress.NOT_STARTED],
    )


def round_buttons(view: RoundView, texts: Catalogue) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons under a digest. They work at any time, under a digest of last week too.

    Under the digest of a letter there is one button, which shows the letter's rounds.
    """
    if view.round.letter_id is not None:
        label = texts.plain("button.letter_rounds", letter=view.round.letter_name)
        return ((command_button(label, do("letterrounds", view.round.letter_id)),),)
    offers = _round_offers(view, texts, named="", with_digest=False)
    return tuple(tuple(command_button(*offer) for offer in row) for row in offers)


def _round_offers(
    view: RoundView, texts: Catalogue, *, named: str, with_digest: bool
) -> tuple[tuple[tuple[str, Command], ...], ...]:
    """Return the offers of a round.

    `named` is the suffix that tells this round from others in the same message.
    """
    missing = sum(each.report.progress is not Progress.SUBMITTED for each in view.units)
    number = _number(view)
    lists = texts.plain("button.units") + named, do("units", *number, 0)
    workbook = texts.plain("button.workbook") + named, do("workbook", *number)
    digest = texts.plain("button.digest") + named, do("digest", *number)
    remind = texts.plain("button.remind_missing", n=missing) + named, do("remind", *number)
    return (
        *(((lists,), (workbook,)) if named else ((lists, workbook),)),
        *(((digest,),) if with_digest else ()),
        *(
            ((remind,),) if missing else ()
        ),  # last: an action that reaches many people must not be pressed by accident
    )


def unit_label(report: Report, name: str = "") -> str:
    """Return the label of a report's button: its progress mark and the unit's name."""
    return f"{MARKS[report.progress]} {name or report.unit.name}"


def state_of(visit: Visit, sheet: ReportSheet) -> Markup:
    """Return a report's progress in words."""
    report, texts, writer = sheet.view.report, visit.texts, Writer(visit.texts.language)
    if report.submissions:
        last = report.submissions[-1]
        return texts(
            "supervise.unit_submitted",
            time=writer.time(last.at),
            date=writer.date(last.at),
            number=last.number,
            timeliness=texts("supervise.on_time" if last.on_time else "supervise.late"),
        )
    total = len(sheet.questions)
    return texts(f"supervise.unit_{report.progress}", answered=total - len(sheet.unanswered()), total=total)


def supervises(visit: Visit) -> bool:
    """Return whether the person supervises any unit."""
    return visit.person.may_somewhere(Action.OVERSEE)
