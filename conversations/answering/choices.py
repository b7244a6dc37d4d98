"""The offers at a question: its choices, page by page, and the moves to other questions."""

from conversations.answering.report_sheet import FILES, NUMERIC, ReportSheet
from conversations.chat.action import Reply, do
from conversations.chat.session import Asking
from conversations.chat.step import Offers
from conversations.chat.typed_choices import NOTHING, Offer, Typable
from forms import Kind
from texts import Catalogue

SHORT_LABEL = 16  # characters; two such labels share a row on a narrow phone
CHOICES_A_PAGE = 30  # Telegram takes 100 buttons, more than people read
LONGEST_LABEL = 60  # characters of a button; the whole label of a choice may be longer

CHOSEN_TOGETHER = frozenset({Kind.SELECT_MULTIPLE, Kind.RANK})
"""Kinds whose answer is several choices, ticked one by one."""

CHOSEN = CHOSEN_TOGETHER | {Kind.SELECT_ONE}
"""Kinds answered by choices."""

COUNTED = NUMERIC | {Kind.DATE, Kind.TIME, Kind.DATETIME}
"""Kinds whose answer may be a plain number."""

UNTYPED = FILES | {Kind.GEOPOINT, Kind.ACKNOWLEDGE}
"""Kinds that are not answered by typing."""


def offers_at(sheet: ReportSheet, place: Asking, texts: Catalogue) -> Offers:
    """Return the rows of offers at a question."""
    path, kind = place.path, sheet.kind(place.path)
    rows: list[tuple[Offer, ...]] = []
    if kind in CHOSEN:
        rows.extend(_choice_rows(sheet, place))
        rows.append(_pages(sheet, place, texts))
    if kind in CHOSEN_TOGETHER:
        rows.append(((texts.plain("button.done"), Reply("done")),))
    if kind is Kind.ACKNOWLEDGE:
        rows.append(((texts.plain("button.read"), Reply("read")),))
    rows.append(_known(sheet, path, texts))
    moving: list[Offer] = []
    if sheet.before(path) is not None:
        moving.append((texts.plain("button.back"), Reply("back")))
    if not sheet.filling.required(path) and path not in sheet.answers:
        moving.append((texts.plain("button.skip"), Reply("skip")))
    rows.append(tuple(moving))
    return tuple(rows)


def typable_at(sheet: ReportSheet, path: str) -> Typable:
    """Return the kinds of typed text that can answer a question."""
    kind = sheet.kind(path)
    if kind in CHOSEN:
        choices = sheet.filling.choices(path, sheet.form_language)
        return Typable(labels=tuple(choice.label for choice in choices))
    if kind in UNTYPED:
        return NOTHING
    return Typable(numbers=kind in COUNTED, texts=kind not in COUNTED)


def ways_out(texts: Catalogue) -> tuple[Offer, ...]:
    """Return the commands that can be typed at every question but have no button."""
    return (texts.plain("button.look_back"), do("review"), "change"), (texts.plain("button.stop"), do("stop"))


def row_offers(sheet: ReportSheet, path: str, texts: Catalogue) -> Offers:
    """Return the offers where a row may be added: add it, go on, remove the last row, go back."""
    rows: list[tuple[Offer, ...]] = [
        (
            (texts.plain("button.add_row"), Reply("add")),
            (texts.plain("button.enough_rows"), Reply("enough"), "done"),
        )
    ]
    if not path.endswith("[1]"):
        rows.append(((texts.plain("button.drop_row"), Reply("drop")),))
    if sheet.before(path) is not None:
        rows.append(((texts.plain("button.back"), Reply("back")),))
    return tuple(rows)


def _known(sheet: ReportSheet, path: str, texts: Catalogue) -> tuple[Offer, ...]:
    known: list[Offer] = []
    if path in sheet.answers:
        known.append((texts.plain("button.keep"), Reply("keep")))
    elif (previous := sheet.previous(path)) and previous.absence is None:
        known.append((texts.plain("button.same"), Reply("same")))
    if sheet.kind(path) not in CHOSEN | {Kind.ACKNOWLEDGE}:
        known.append((texts.plain("button.pending"), Reply("pending")))
    return tuple(known)


def _choice_rows(sheet: ReportSheet, place: Asking) -> list[tuple[Offer, ...]]:
    choices = sheet.filling.choices(place.path, sheet.form_language)
    verb = "tick" if sheet.kind(place.path) in CHOSEN_TOGETHER else "pick"
    start = place.page * CHOICES_A_PAGE
    offers = [
        (_marked(sheet, place, choice.name) + _short(choice.label), Reply(verb, str(index)))
        for index, choice in enumerate(choices)
    ][start : start + CHOICES_A_PAGE]
    width = 2 if all(len(label) <= SHORT_LABEL for label, _ in offers) else 1
    return [tuple(offers[begin : begin + width]) for begin in range(0, len(offers), width)]


def _marked(sheet: ReportSheet, place: Asking, name: str) -> str:
    """Return the mark before a ticked choice: its rank if the order counts."""
    if name not in place.ticked:
        return ""
    return f"{place.ticked.index(name) + 1}. " if sheet.kind(place.path) is Kind.RANK else "✓ "


def _pages(sheet: ReportSheet, place: Asking, texts: Catalogue) -> tuple[Offer, ...]:
    last = (len(sheet.filling.choices(place.path, sheet.form_language)) - 1) // CHOICES_A_PAGE
    turning: list[Offer] = []
    if place.page > 0:
        turning.append((texts.plain("button.page_before"), Reply("page", str(place.page - 1)), "page_before"))
    if place.page < last:
        turning.append((texts.plain("button.page_after"), Reply("page", str(place.page + 1)), "page_after"))
    return tuple(turning)


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…"
