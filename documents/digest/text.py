"""The weekly digest as text, short enough for the caption of its picture."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import unescape

from markupsafe import Markup

from reporting.figures.choices import ChoiceChange
from reporting.figures.digest import Digest
from reporting.figures.notable_changes import NotableChange, UnitChanges
from reporting.figures.rollup import RolledUp
from reporting.units.unit import Unit
from texts.catalogue import Catalogue, catalogue
from texts.formatting import Writer, round_half_up

CAPTION_LIMIT = 1024  # Telegram's limit, in UTF-16 units without tags
MESSAGE_LIMIT = 4096
MOST_NAMES = 12

_TAG = re.compile(r"<[^>]*>")


def digest_messages(
    digest: Digest, language: str, *, first: int = CAPTION_LIMIT, further: int = MESSAGE_LIMIT
) -> tuple[Markup, ...]:
    """Return the digest as messages: one if it fits `first`, else split between sections.

    `first` is the limit of the message with the picture, `further` that of the others. Only a section longer than a
    message is split between its lines.
    """
    messages: list[list[Markup]] = [[]]

    def make_room(lines: list[Markup]) -> None:
        limit = first if len(messages) == 1 else further
        if messages[-1] and shown_length(_joined(messages[-1] + lines)) > limit:
            messages.append([])

    for section in _Wording(digest, language).sections():
        make_room(section)
        for line in section:
            make_room([line])
            messages[-1].append(line)
    return tuple(_joined(lines) for lines in messages)


def shown_length(text: Markup) -> int:
    """Return the length as Telegram counts it: UTF-16 units without tags and with entities resolved."""
    return len(unescape(_TAG.sub("", text)).encode("utf-16-le")) // 2


def shortened_names(words: Catalogue, units: Sequence[Unit], kind: str, most: int = MOST_NAMES) -> Markup:
    """List at most `most` whole names: 'Đức Xuân, Hồng Nam và 5 xã khác'."""
    if len(units) <= most + 1:  # 'and 1 other' is not shorter than the name
        return Markup(", ").join(unit.name for unit in units)
    names = Markup(", ").join(unit.name for unit in units[:most])
    return words("reporting.digest.names_and_more", n=len(units) - most, names=names, kind=kind)


def _joined(lines: Iterable[Markup]) -> Markup:
    return Markup("\n").join(lines)


class _Wording:
    """The sentences of one digest in one language."""

    def __init__(self, digest: Digest, language: str) -> None:
        self._digest = digest
        self._stands = digest.completeness
        self._words = catalogue(language)
        self._write = Writer(language)

    def sections(self) -> tuple[list[Markup], ...]:
        """Return the sections as lines: state of the round, rates, notable units."""
        standing = [self._heading(), self._counts(), self._pace()]
        return standing, list(self._rates()), list(self._changes())

    def _heading(self) -> Markup:
        digest = self._digest
        return self._words(
            "reporting.digest.heading",
            week=digest.week,
            round=digest.round.title,
            unit=digest.unit.full_name,
        )

    def _counts(self) -> Markup:
        stands = self._stands
        share = Fraction(stands.actual, stands.expected) if stands.expected else Fraction(0)
        submitted = self._words(
            "reporting.digest.submitted",
            actual=stands.actual,
            expected=stands.expected,
            percent=self._write.percent_short(share),
        )
        if stands.actual:
            on_time = self._words("reporting.digest.on_time", on_time=stands.on_time)
            submitted = Markup(", ").join([submitted, on_time])
        parts = [submitted]
        if stands.in_progress:
            parts.append(self._missing("in_progress", stands.in_progress, named=self._digest.days_left < 0))
        if stands.not_started:
            parts.append(self._missing("not_started", stands.not_started, named=True))
        return Markup("; ").join(parts)

    def _missing(self, message: str, units: Sequence[Unit], *, named: bool) -> Markup:
        count = self._words(f"reporting.digest.{message}", n=len(units))
        if not named:
            return count
        return Markup("{}: {}").format(count, shortened_names(self._words, units, self._digest.unit_kind))

    def _pace(self) -> Markup:
        stands = self._stands
        gained = (
            self._words("reporting.digest.gained", n=stands.gained)
            if stands.gained
            else self._words("reporting.digest.gained_none")
        )
        return Markup(" ").join([gained, self._outlook()])

    def _outlook(self) -> Markup:
        digest, stands = self._digest, self._stands
        last_day = self._write.short_day(digest.round.due.last_day)
        if stands.missing == 0:
            return self._words("reporting.digest.all_in", expected=stands.expected, kind=digest.unit_kind)
        if digest.days_left < 0:
            return self._words("reporting.digest.overdue", n=-digest.days_left, last_day=last_day)
        if digest.forecast is None:
            return self._words("reporting.digest.deadline", n=digest.days_left, last_day=last_day)
        late = digest.forecast > digest.round.due.last_day
        return self._words(
            "reporting.digest.forecast_late" if late else "reporting.digest.forecast",
            expected=stands.expected,
            day=self._write.short_date(digest.forecast),
            last_day=last_day,
        )

    def _rates(self) -> Iterable[Markup]:
        """Yield the rates; the common number of units is stated once above, other numbers beside their rates.

        Rates that no unit has reported yet are omitted.
        """
        rates = tuple(rate for rate in self._digest.rates if rate.units_reported)
        common, sharing = self._common_basis(rates)
        if sharing > 1:
            basis = next(self._basis(rate) for rate in rates if rate.units_reported == common)
            yield self._words("reporting.digest.basis_of_all", basis=basis)
        for rate in rates:
            line = self._rate(rate)
            if sharing == 1 or rate.units_reported != common:
                basis = self._words("reporting.digest.basis", basis=self._basis(rate))
                line = Markup(" · ").join([line, basis])
            yield self._bullet(line) if sharing > 1 else line

    def _common_basis(self, rates: Sequence[RolledUp]) -> tuple[int, int]:
        """Return the most frequent number of units among the rates, and how many rates have it."""
        bases = Counter(rate.units_reported for rate in rates)
        return bases.most_common(1)[0] if bases else (0, 0)

    def _basis(self, rate: RolledUp) -> Markup:
        return self._words(
            "reporting.basis",
            reported=rate.units_reported,
            expected=rate.units_expected,
            kind=self._digest.unit_kind,
        )

    def _rate(self, rate: RolledUp) -> Markup:
        figure = self._figure(rate)
        if rate.measure.target is None:
            return self._words("reporting.digest.rate", label=rate.measure.label, figure=figure)
        verdict = {True: "met", False: "not_met", None: "unknown"}[rate.meets_target]
        kind = "rate" if rate.measure.is_rate else "count"
        return self._words(
            f"reporting.digest.{kind}_target_{verdict}",
            label=rate.measure.label,
            figure=figure,
            target=self._write.number(rate.measure.target),
        )

    def _figure(self, rate: RolledUp) -> Markup | str:
        if rate.units_reported == 0 or (rate.measure.is_rate and rate.ratio is None):
            return self._words("reporting.no_figure")
        return self._write.number(rate.numerator) if rate.ratio is None else self._write.percent(rate.ratio)

    def _changes(self) -> Iterable[Markup]:
        changes, more = self._digest.changes, self._digest.more_changes
        if len(changes) == 1:
            yield self._words("reporting.digest.look_at_one", change=self._change(changes[0]))
        elif changes:
            yield self._words("reporting.digest.look_at")
            yield from (self._bullet(self._change(one)) for one in changes)
        if more:
            kind = self._digest.unit_kind
            yield self._bullet(self._words("reporting.digest.more_changes", n=more, kind=kind))

    def _change(self, one: UnitChanges) -> Markup:
        """Describe a change; a rate's in percentage points, so that 'down 10 %' is unambiguous."""
        moved = (
            self._choice(one.unit, one.largest)
            if isinstance(one.largest, ChoiceChange)
            else self._figure_moved(one.unit, one.largest)
        )
        if one.others == 0:
            return moved
        return Markup(" ").join([moved, self._words("reporting.digest.other_figures", n=one.others)])

    def _figure_moved(self, unit: Unit, change: NotableChange) -> Markup:
        rises, is_rate = change.after > change.before, change.measure.is_rate
        return self._words(
            f"reporting.digest.{'rise' if rises else 'fall'}{'_of_rate' if is_rate else ''}",
            unit=unit.name,
            label=change.measure.label,
            by=self._points(change) if is_rate else self._write.percent_short(abs(change.relative)),
            before=self._value(change, change.before),
            after=self._value(change, change.after),
        )

    def _choice(self, unit: Unit, change: ChoiceChange) -> Markup:
        """Describe a changed choice with old and new value; of multiple choices the removed and added ones."""
        if not change.several:
            return self._words(
                "reporting.digest.chosen",
                unit=unit.name,
                label=change.label,
                before=", ".join(change.before),
                after=", ".join(change.after),
            )
        parts = [
            self._words(f"reporting.digest.{name}", names=", ".join(names))
            for name, names in (("gone", change.before), ("come", change.after))
            if names
        ]
        return self._words(
            "reporting.digest.listed", unit=unit.name, label=change.label, moved=Markup("; ").join(parts)
        )

    def _points(self, change: NotableChange) -> str:
        return self._write.number(round_half_up(abs(change.after - change.before) * 100, 2))

    def _value(self, change: NotableChange, value: Fraction) -> str:
        if change.measure.is_rate:
            return self._write.percent(value)
        return self._write.number(round_half_up(value, 2))

    def _bullet(self, line: Markup) -> Markup:
        return Markup("• {}").format(line)
