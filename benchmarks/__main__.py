"""`make bench ARGS="stack parse"`: runs benchmarks by name, all of them if none is named.

Prints tables with the figures of this run and the bars they have to reach, and writes them to var/bench. Ends with 1
if a bar was missed. Stock Rasa's models are kept in var/bench, so that only the first run has to train them.
"""

from __future__ import annotations

import argparse
import os
from types import ModuleType

from benchmarks import conversation, guide, helper, linker, office, parse, search, stack, widget
from benchmarks.report import machine
from tools.console import Problem, command, say

BENCHMARKS: dict[str, ModuleType] = {
    "stack": stack,
    "conversation": conversation,
    "parse": parse,
    "linker": linker,
    "guide": guide,
    "widget": widget,
    "helper": helper,
    "search": search,
    "office": office,
}
EXAMPLES, EPOCHS, SECONDS = 1500, 100, 20.0


@command
def main() -> int:
    """Run what is named; 1 if a bar was missed."""
    options = _options()
    if options.list:
        for name, module in BENCHMARKS.items():
            say(f"{name:13} {(module.__doc__ or '').splitlines()[0]}")
        say(f"{'nlu_public':13} Ours and stock Rasa on a public set of intents; run it by itself:")
        say(f"{'':13} .venvs/rasa/bin/python benchmarks/nlu_public.py DIR")
        return 0
    names = options.names or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise Problem(f"there is no benchmark named {unknown[0]}.", f"name some of: {' '.join(BENCHMARKS)}")
    del options.list, options.names
    about = machine()
    say(f"{about['cores']} cores, {about['cpu']}, load {about['load_average'][0]:.1f}, commit {about['commit']}")
    if about["load_average"][0] > 0.5:
        say("The machine is busy with something else: the figures are worth little.")
    missed = []
    for name in names:
        say(f"\n== {name}: {(BENCHMARKS[name].__doc__ or '').splitlines()[0]}")
        if not BENCHMARKS[name].run(options).finish():
            missed.append(name)
    say(f"\nBars missed in: {', '.join(missed)}" if missed else "\nEvery bar was reached.")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench ARGS=...", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(BENCHMARKS))
    parser.add_argument("--list", action="store_true", help="say what there is")
    parser.add_argument(
        "--examples",
        type=int,
        default=EXAMPLES,
        help=f"training examples of both sides, sampled evenly by intent; 0: all ({EXAMPLES})",
    )
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"of stock Rasa's training ({EPOCHS})")
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"of each load ({SECONDS:g})")
    parser.add_argument(
        "--stories",
        action="store_true",
        help="give both sides each rule as a story too: without stories stock Rasa trains neither TED nor UnexpecTED",
    )
    for module in BENCHMARKS.values():
        module.arguments(parser)
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    main()
