"""Views of the register for the terminal: the tree on a day, and one unit with its history."""

from collections.abc import Iterator
from datetime import date

from rich.text import Text
from rich.tree import Tree

from cli.register_report import unit_label
from reporting.units.history import Life, Register
from reporting.units.unit import Unit, UnitTree
from texts.catalogue import Catalogue
from texts.formatting import Writer


def tree_page(register: Register, day: date, top: int | None, depth: int, words: Catalogue) -> Tree:
    """Return the tree on a day (`date.max`: today) to a depth, whole or below the unit `top`."""
    units = register.today() if day == date.max else register.tree(day)
    writer = Writer(words.language)
    title = (
        words.plain("register.tree_on", day=writer.date(day))
        if day != date.max
        else words.plain("register.tree")
    )
    page = Tree(Text(title))
    for unit in units.roots() if top is None else (register[top].on(day),):
        _branch(page, unit, units, depth, words)
    return page


def _branch(page: Tree, unit: Unit, units: UnitTree, depth: int, words: Catalogue) -> None:
    children = units.children(unit.id)
    line = Text(f"{unit.full_name} ({unit.code})")
    if children and depth <= 1:
        line.append(f" · {words.plain('register.below', n=len(children))}", style="dim")
    branch = page.add(line)
    for child in children if depth > 1 else ():
        _branch(branch, child, units, depth - 1, words)


def unit_page(register: Register, life: Life, words: Catalogue) -> Iterator[str]:
    """Yield a unit's lines: validity, names and parents over time, successors and predecessors, traits."""
    writer = Writer(words.language)
    yield unit_label(life)
    if life.valid_from:
        yield words.plain("register.unit.since", day=writer.date(life.valid_from))
    if life.valid_to:
        yield words.plain("register.unit.until", day=writer.date(life.valid_to))
    for span in life.spans:
        unit = life.on(span.since)
        place = unit_label(register[span.parent_id]) if span.parent_id else words.plain("register.unit.top")
        since = "" if span.since == date.min else writer.date(span.since)
        message = "register.unit.span" if since else "register.unit.first_span"
        yield words.plain(message, day=since, unit=unit.full_name, place=place)
    for each in register.successions:
        day = writer.date(each.on)
        if each.old_id == life.id:
            yield words.plain("register.unit.heir", day=day, unit=unit_label(register[each.new_id]))
        if each.new_id == life.id:
            yield words.plain("register.unit.origin", day=day, unit=unit_label(register[each.old_id]))
    for trait, value in life.traits.items():
        yield f"{words.plain(f'register.unit_heading.{trait}')}: {value}"
    below = sum(1 for _ in register.today().children(life.id))
    yield words.plain("register.below", n=below)
