"""What is stored about a person, shown to that person at any time."""

from conversations.queries import OwnHoldings, ask
from conversations.step import Talk, Visit, remark
from texts.written import Writer


def put_holdings(visit: Visit) -> Talk:
    """Say what is held about the person who asks: name, account, roles, and how much was entered."""
    held = yield from ask(OwnHoldings(visit.person.id))
    writer = Writer(visit.texts.language)
    text = visit.texts(
        "holdings.all",
        name=held.person.name,
        units=", ".join(unit.full_name for unit in held.units),
        joined=writer.date(held.joined_at),
        answers=writer.count(held.answers),
        submissions=writer.count(held.submissions),
    )
    return remark(visit, text)
