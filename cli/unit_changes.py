"""`baocao units rename|move|merge|split|end`: changes of units from a day on."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from cli.arguments import day_of, unit_of
from cli.unit_revision import Revised, conclude, refuse, revise
from documents.loading.problems import Problem
from reporting.units.history import Life, Register, Span
from reporting.units.revision import Ending, Event, ImpossibleChange, Replacement, Revision, UnitChange
from reporting.units.unit_kinds import KINDS, read_kind
from texts.catalogue import Catalogue

Happening = Callable[[Register], Iterable[Life | Event]]
"""Returns the new units and then the events of a change, given the register."""


def rename(texts: Catalogue, unit: str, on: str, name: str, kind: str, *, apply: bool) -> None:
    """Give a unit another name or kind."""
    called, since = _kind(kind, texts) if kind else None, day_of(on, texts)

    def happening(register: Register) -> Iterable[Event]:
        unit_id = unit_of(unit, register, texts).id
        yield UnitChange(unit_id=unit_id, on=since, name=name or None, kind=called)

    record(happening, texts, apply=apply)


def move(texts: Catalogue, unit: str, under: str, on: str, *, apply: bool) -> None:
    """Put a unit under another one."""
    since = day_of(on, texts)

    def happening(register: Register) -> Iterable[Event]:
        parent = unit_of(under, register, texts)
        yield UnitChange(unit_id=unit_of(unit, register, texts).id, on=since, parent_id=parent.id)

    record(happening, texts, apply=apply)


def merge(texts: Catalogue, units: tuple[str, ...], into: str, on: str, under: str, *, apply: bool) -> None:
    """Replace several units by one."""
    record(_replaced(units, [into], under, day_of(on, texts), texts), texts, apply=apply)


def split(texts: Catalogue, unit: str, into: tuple[str, ...], on: str, under: str, *, apply: bool) -> None:
    """Replace a unit by several."""
    record(_replaced([unit], into, under, day_of(on, texts), texts), texts, apply=apply)


def end(texts: Catalogue, unit: str, on: str, *, apply: bool) -> None:
    """End a unit without a successor."""
    since = day_of(on, texts)

    def happening(register: Register) -> Iterable[Event]:
        yield Ending(unit_id=unit_of(unit, register, texts).id, on=since)

    record(happening, texts, apply=apply)


def record(happening: Happening, words: Catalogue, *, apply: bool) -> None:
    """Print the changes that follow from events, and write them if `apply`."""

    def plan(register: Register, _today: date) -> Revised:
        revision = Revision(register)
        try:
            for each in happening(register):
                revision.put(each) if isinstance(each, Life) else revision.take(each)
        except ImpossibleChange as error:
            problem = Problem(fault=f"impossible_{error.obstacle}", parameters={"code": error.code})
            return Revised(before=register, after=register, problems=(problem,))
        return Revised(before=register, after=revision.register)

    conclude(revise(plan, apply=apply), words, apply=apply, whole=True)


def _replaced(units: Sequence[str], into: Sequence[str], under: str, on: date, words: Catalogue) -> Happening:
    """Return the replacement of units by others: known ones by code, new ones as 'code:kind:name'."""

    def happening(register: Register) -> Iterable[Life | Event]:
        old = [unit_of(text, register, words) for text in units]
        parent_id = unit_of(under, register, words).id if under else old[0].newest.parent_id
        heirs = []
        for number, text in enumerate(into, start=max(life.id for life in register) + 1):
            heir = _new(text, number, parent_id, on, words) or unit_of(text, register, words)
            if heir.id == number:
                yield heir
            heirs.append(heir.id)
        for life in old:
            if heirs != [life.id]:
                yield Replacement(unit_id=life.id, heirs=tuple(heirs), on=on)

    return happening


def _new(text: str, number: int, parent_id: int | None, on: date, words: Catalogue) -> Life | None:
    """Return the unit described by 'code:kind:name'; None for a text without colons."""
    if ":" not in text:
        return None
    code, _, rest = text.partition(":")
    kind, _, name = rest.partition(":")
    if not code.strip() or not name.strip():
        refuse([words.plain("register.new_unit_form", value=text)])
    span = Span(since=date.min, name=name.strip(), kind=_kind(kind, words), parent_id=parent_id)
    return Life(id=number, code=code.strip(), valid_from=on, spans=(span,))


def _kind(text: str, words: Catalogue) -> str:
    kind = read_kind(text)
    if kind is None:
        refuse([words.plain("register.fault.kind", value=text, kinds=", ".join(KINDS))])
    return kind
