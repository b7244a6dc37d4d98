"""A form in the terminal: asks each question, validates the answer, and prints the submission."""

from collections.abc import Callable

from rich.console import Console
from rich.markup import escape

from cli.trial_answer import Trial
from forms import (
    CompiledForm,
    Expression,
    Filling,
    Indicator,
    Kind,
    Position,
    Reason,
    Refused,
    StopKind,
    World,
)
from texts.catalogue import Catalogue
from texts.formatting import Writer
from texts.message_template import bare

_YES = frozenset({"yes", "y", "co", "có", "c"})
_BACK = frozenset({"<", "back", "lùi", "lui"})


class Preview:
    """Asks one position after the other; `<` goes back, an empty line skips."""

    def __init__(
        self,
        form: CompiledForm,
        world: World,
        language: str,
        *,
        say: Catalogue,
        console: Console,
        read: Callable[[], str] = input,
    ) -> None:
        self._form = form
        self._world = world
        self._language = language
        self._say = say
        self._console = console
        self._read = read
        self._answers: dict[str, str] = {}
        self._writer = Writer(say.language)
        self._trial = Trial(form, world.now, say)

    def run(self) -> None:
        """Ask until the end of the form or of the input, then print the submission."""
        self._print(self._form.title, "bold")
        position = self._next(None)
        try:
            while position is not None:
                position = self._met(position)
        except (EOFError, KeyboardInterrupt):
            self._print(self._say.plain("form.preview.stopped"), "yellow")
        self._report()

    @property
    def _filling(self) -> Filling:
        return self._form.fill(self._answers, self._world)

    def _next(self, position: Position | None) -> Position | None:
        places = self._filling.stops
        index = places.index(position) + 1 if position in places else 0
        return places[index] if index < len(places) else None

    def _previous(self, position: Position) -> Position:
        places = self._filling.stops
        return places[max(places.index(position) - 1, 0)]

    def _met(self, position: Position) -> Position | None:
        if position.place is StopKind.ADD_ROW:
            return self._add_row(position)
        filling = self._filling
        self._ask(filling, position.path)
        if filling.read_only(position.path) or filling.question(position.path).kind is Kind.NOTE:
            return self._next(position)
        typed = self._read().strip()
        if typed.lower() in _BACK:
            return self._previous(position)
        return self._next(position) if self._took(filling, position.path, typed) else position

    def _add_row(self, position: Position) -> Position | None:
        repeat = position.path.rpartition("[")[0]
        self._print(
            self._say.plain("form.preview.add_row", row=position.path.rpartition("/")[2]), "bold cyan"
        )
        if self._read().strip().lower() not in _YES:
            return self._next(position)
        stops = self._filling.stops
        place = stops.index(position)
        self._answers |= self._filling.adding_row(repeat)
        return self._filling.stops[place]

    def _took(self, filling: Filling, path: str, typed: str) -> bool:
        """Store the typed answer if it is valid and return whether it is; an empty line keeps the answer."""
        if not typed and filling.value(path):
            return True
        read = self._trial.read(self._answers, path, typed)
        if isinstance(read, str):
            self._print(read, "red")
            return False
        for at, value in read.items():
            verdict = filling.judge(at, value, self._language)
            if isinstance(verdict, Refused):
                self._print(self._refusal(verdict), "red")
                return False
            self._answers |= filling.answering(at, value) if typed else {}
        return True

    def _refusal(self, verdict: Refused) -> str:
        if verdict.said:
            return bare(verdict.said)
        names = {
            Reason.UNPARSEABLE: "form.preview.unparseable",
            Reason.CONSTRAINT: "form.preview.constraint",
            Reason.REQUIRED: "form.preview.required",
            Reason.TOO_MANY_ROWS: "form.preview.too_many_rows",
        }
        return self._say.plain(names[verdict.reason])

    def _ask(self, filling: Filling, path: str) -> None:
        done = filling.questions.index(path) + 1
        chapter = filling.chapter(path, self._language)
        head = f"{done}/{len(filling.questions)}" + (f" · {chapter}" if chapter else "")
        self._print(head, "dim")
        self._print(filling.label(path, self._language), "bold")
        if hint := filling.hint(path, self._language):
            self._print(hint, "dim italic")
        for number, choice in enumerate(filling.choices(path, self._language), 1):
            self._print(f"  {number}. {choice.label}", "")
        if value := filling.value(path):
            self._print(self._say.plain("form.preview.now", value=value), "dim")

    def _report(self) -> None:
        filling = self._filling
        for path, value in filling.submission().items():
            self._print(f"{path.partition('/')[2].partition('/')[2]}: {value}", "")
        for indicator in self._form.indicators:
            if indicator.denominator is not None:
                self._print(self._rate(filling, indicator, indicator.denominator), "")
        for failed in filling.failed_checks(self._language):
            self._print(f"⚠ {failed.message}", "yellow")

    def _rate(self, filling: Filling, indicator: Indicator, denominator: Expression) -> str:
        part, whole = filling.number(indicator.numerator), filling.number(denominator)
        rate = "–" if part is None or not whole else self._writer.percent(part / whole)
        return f"{indicator.label(self._language)}: {rate}"

    def _print(self, text: str, style: str) -> None:
        self._console.print(escape(text), style=style or None, highlight=False)
