"""Official letters that ask for reports. A letter groups rounds with one period and one deadline."""

from dataclasses import dataclass
from datetime import date

from reporting.rounds.period import Period
from reporting.rounds.round import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as printed: number '431/SGD&ĐT-ĐTBD', date, issuer and subject.

    `unit_id` is the unit that opened its rounds. `id` is 0 before it is stored.
    """

    number: str
    issued_on: date
    issuer: str
    subject: str
    unit_id: int
    period: Period
    due: Due
    id: int = 0

    @property
    def short_name(self) -> str:
        """The name in lists: 'CV 431'."""
        return short_name(self.number)


def short_name(number: str) -> str:
    """Return a letter's name in lists, by its number: 'CV 431' for '431/SGD&ĐT-ĐTBD'."""
    return f"CV {number.split('/', maxsplit=1)[0].strip()}"
