"""`baocao demo` and `baocao replay`."""

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import click
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from bot.monitoring.logs import set_up_logs
from cli.signals import run_until_stopped
from cli.terminal import fail, out, problems
from demo.replay import ReplayFailed
from demo.results import PUBLISHED, Results
from demo.run import demo, replay
from demo.schedule import END, START
from texts import Catalogue
from texts.formatting import Writer

FOLDER = Path(".demo")
EXTRA = ("httpx", "websockets")
"""The libraries of the extra `demo`: only the sandbox and the scripted officers need them."""

STOPPED = 130
"""The exit status after SIGINT or SIGTERM."""


def run_demo(texts: Catalogue, host: str, port: int | None) -> None:
    """Serve the demo until SIGINT or SIGTERM; raises PortTaken and NotLoopback."""
    set_up_logs("ERROR")
    _check_extra(texts)
    problems().print(texts.plain("cli.demo.starting"))

    def ready(address: str) -> None:
        out().print(texts.plain("cli.demo.ready", address=address))

    run_until_stopped(demo(FOLDER, host, port, ready))
    problems().print(texts.plain("cli.demo.stopped"))


def run_replay(texts: Catalogue) -> None:
    """Play the round and print its rates; raises ReplayFailed if a check fails."""
    set_up_logs("ERROR")
    _check_extra(texts)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), console=problems(), transient=True
    ) as progress:
        task = progress.add_task(texts.plain("cli.replay.playing"), total=(END - START).total_seconds())

        def told(at: datetime, who: str) -> None:
            writer = Writer(texts.language)
            progress.update(
                task,
                completed=(at - START).total_seconds(),
                description=f"{writer.date(at)} {writer.time(at)} · {who}",
            )

        results = run_until_stopped(replay(FOLDER, told))
    if results is None:
        problems().print(texts.plain("cli.replay.stopped"))
        raise click.exceptions.Exit(STOPPED)
    out().print(_table(results, texts))
    out().print(
        texts.plain(
            "cli.replay.done",
            folder=str(FOLDER / "replay"),
            messages=Writer(texts.language).count(results.messages),
            reminders=results.reminders,
        )
    )
    if results.faults:
        raise ReplayFailed("\n".join(results.faults))


def _check_extra(texts: Catalogue) -> None:
    """Exit with status 1 where the extra `demo` is not installed."""
    missing = [name for name in EXTRA if find_spec(name) is None]
    if missing:
        fail(texts.plain("cli.demo.extra", missing=", ".join(missing)))


def _table(results: Results, texts: Catalogue) -> Table:
    writer = Writer(texts.language)
    table = Table(title=texts.plain("cli.replay.title"))
    table.add_column(texts.plain("cli.replay.indicator"))
    for column in ("figures", "rate", "published", "units"):
        table.add_column(texts.plain(f"cli.replay.{column}"), justify="right")
    for rate in results.rates:
        table.add_row(
            rate.measure.label,
            f"{writer.number(rate.numerator)}/{writer.number(rate.denominator)}" if rate.denominator else "",
            writer.percent(rate.ratio) if rate.ratio is not None else "",
            PUBLISHED[rate.measure.name].replace(".", ",") + "\u00a0%",
            f"{rate.units_reported}/{rate.units_expected}",
        )
    return table
