"""What every renderer needs: the store's readings, the working calendar, the clock, and the bot's names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from reporting.rounds.working_days import WorkingCalendar
from storage.queries.documents import DocumentQueries
from texts import Catalogue, catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderContext:
    """The context of a rendering.

    `called` returns the bot's name on each channel, as far as the channels have told it by then.
    """

    readings: DocumentQueries
    calendar: WorkingCalendar
    now: Callable[[], datetime]
    zone: tzinfo
    called: Callable[[], Mapping[str, str]]

    async def texts(self, person_id: int) -> Catalogue:
        """Return the catalogue of a person's language."""
        return catalogue((await self.readings.person(person_id)).language)

    def local(self) -> datetime:
        """Return the office's local time."""
        return self.now().astimezone(self.zone)
