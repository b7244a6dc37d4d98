"""Runs the benchmarks: `python -m bench [NAME ...]`. Exit status 1 means that a target is missed."""

import sys
from collections.abc import Callable, Mapping

from bench import comparison, fanout, forms_step, sessions, turns, units

BENCHES: Mapping[str, Callable[..., int]] = {
    "forms": forms_step.main,
    "turns": turns.main,
    "units": units.main,
    "peers": comparison.main,
    "fanout": fanout.main,
    "sessions": sessions.main,
}


def main(name: str = "", *parameters: str) -> int:
    """Run the named benchmark, or all."""
    if name:
        if name not in BENCHES:
            print(f"no bench {name!r}; there are: {', '.join(BENCHES)}", file=sys.stderr)
            return 2
        return BENCHES[name](*parameters)
    missed = 0
    for each, bench in BENCHES.items():
        print(f"\n== {each}", flush=True)
        missed |= bench()
    return missed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
