"""Change a module in one place, run the tests that reach the place, and name what none notices.

``python .ci/mutants/run.py`` tries the modules of modules.csv that changed since the run recorded
in results.csv, or whose tests did; ``--all`` tries all. It fails if a mutant survives that
survivors.csv does not list with a reason, or if a listed one is killed or gone.
``--sample 300 critmin/trade ...`` tries that many at random of the named modules or packages and
fails on nothing.

The tests are collected and run once, with the lines that each of them reaches. Each mutant is
then a child process: it has the functions of the changed module in place of the true ones, and
runs the tests of the changed line until one fails.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import resource
import signal
import sys
import time
from collections import defaultdict
from functools import partial
from pathlib import Path

import coverage
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]  # the package as it stands here, and no other

import mutations  # noqa: E402
from exchange import caches, clear_caches, lowest, passes, put  # noqa: E402
from tables import Tried, digest, judge, listed_key, read, say  # noqa: E402

SECONDS = 4  # a mutant that needs more on top of three times the usual time is killed by that
MEMORY = 6 * 2**30
BY_THE_CLOCK = {signal.SIGXCPU, signal.SIGKILL, signal.SIGALRM}


class Reached:
    """Plugin of pytest: runs all tests once, then the mutants. Nothing runs after it."""

    def __init__(self, modules: list[str], pick: int, seed: int, jobs: int) -> None:
        self.modules, self.pick, self.seed, self.jobs = modules, pick, seed, jobs
        self.again: set[tuple[str, ...]] | None = None  # mutants that alone are tried
        self.tried: dict[str, Tried] = {}
        self.failed: list[str] = []
        self.by_line: dict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
        self.took: dict[str, float] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running each test once."""
        self._run_once(session.items)
        caches()
        gc.freeze()  # a child that collects does not copy the parent's memory
        for module, found in self._chosen().items():
            start = time.monotonic()
            self.tried[module] = self._try(module, found)
            self.tried[module].seconds = time.monotonic() - start
            print(_line(self.tried[module]), flush=True)
            for one in self.tried[module].survived:
                print(f"  {one.line} {one.before}", f"    {one.after}", sep="\n", flush=True)
        return True

    def _run_once(self, items: list[pytest.Item]) -> None:
        include = [str(ROOT / module) for module in self.modules]
        measured = coverage.Coverage(data_file=None, include=include, config_file=False)
        measured.start()
        for item in items:
            if not self.pick:  # what an earlier test had computed hides what this one reaches
                clear_caches(lowest(self.modules))
            measured.switch_context(item.nodeid)
            start = time.process_time()
            if not passes(item):
                self.failed.append(item.nodeid)
            self.took[item.nodeid] = time.process_time() - start
        measured.stop()
        by_id = {item.nodeid: item for item in items if item.nodeid not in self.failed}
        data = measured.get_data()
        for path in include:
            for line, contexts in data.contexts_by_lineno(path).items():
                self.by_line[path, line] = [by_id[one] for one in contexts if one in by_id]

    def _chosen(self) -> dict[str, list[mutations.Mutant]]:
        paths = {module: ROOT / module for module in self.modules}
        if self.again is not None:
            return {module: self._listed(module, path) for module, path in paths.items()}
        if not self.pick:
            return {module: mutations.mutants(path) for module, path in paths.items()}
        both = [
            (module, at)
            for module, path in paths.items()
            for at, _site in enumerate(mutations.sites(path))
        ]
        random.Random(self.seed).shuffle(both)
        kept: dict[str, list[mutations.Mutant]] = {}
        drawn: dict[str, set[int]] = defaultdict(set)
        for module, at in both[: self.pick * 3 // 2]:  # a place may give no mutant
            drawn[module].add(at)
        for module, places in drawn.items():
            kept[module] = mutations.mutants(paths[module], partial(_at, places))
        every = [(module, one) for module, ones in sorted(kept.items()) for one in ones]
        chosen: dict[str, list[mutations.Mutant]] = defaultdict(list)
        for module, one in random.Random(self.seed).sample(every, min(self.pick, len(every))):
            chosen[module].append(one)
        return dict(sorted(chosen.items()))

    def _listed(self, module: str, path: Path) -> list[mutations.Mutant]:
        """Mutants of a module that are listed as survivors."""
        lines = [" ".join(line.split()) for line in path.read_text(encoding="utf-8").splitlines()]
        listed = {key[1:] for key in self.again or () if key[0] == module}
        before = {key[1] for key in listed}

        def pick(sites: list[mutations.Site]) -> list[mutations.Site]:
            return [site for site in sites if lines[site.line - 1] in before]

        return [one for one in mutations.mutants(path, pick) if one.key in listed]

    def _try(self, module: str, found: list[mutations.Mutant]) -> Tried:
        tried = Tried(module)
        self._control(module)
        running: dict[int, mutations.Mutant] = {}
        waiting = list(found)
        while waiting or running:
            while waiting and len(running) < self.jobs:
                mutant = waiting.pop()
                pid = os.fork()
                if pid == 0:
                    self._child(module, mutant)
                running[pid] = mutant
            pid, status = os.wait()
            if pid not in running:
                continue
            mutant = running.pop(pid)
            code = os.waitstatus_to_exitcode(status)
            if code == Child.SURVIVED:
                tried.survived.append(mutant)
            elif code == Child.UNTRIED:
                tried.untried += 1
            else:  # killed by a test, by the clock or by its own crash
                tried.killed += 1
                tried.stopped += [mutant] if -code in BY_THE_CLOCK else []
        tried.survived.sort(key=lambda one: (one.line, one.after))
        return tried

    def _control(self, module: str) -> None:
        """Put the module in place of itself: if a test fails now, the exchange is at fault."""
        source = (ROOT / module).read_text(encoding="utf-8")
        same = mutations.Mutant("none", "", 0, 0, 0, "", "", source)
        pid = os.fork()
        if pid == 0:
            self._child(module, same, control=True)
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != Child.SURVIVED:
            raise SystemExit(f"{module}: its tests fail when it is exchanged for itself")

    def _child(self, module: str, mutant: mutations.Mutant, *, control: bool = False) -> None:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        tests = self._tests(module, mutant)
        usual = sum(self.took[item.nodeid] for item in tests)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(3 * usual + SECONDS),) * 2)
        signal.alarm(int(20 * usual + 6 * SECONDS))  # for one that waits
        code = Child.KILLED
        try:
            if not put(ROOT / module, mutant.source) and not control:
                code = Child.UNTRIED
            else:
                clear_caches(lowest([module]))
                if all(passes(item) for item in tests):
                    code = Child.SURVIVED
        finally:
            os._exit(code)

    def _tests(self, module: str, mutant: mutations.Mutant) -> list[pytest.Item]:
        """Tests that reach the statement, the quickest first."""
        found = {
            item.nodeid: item
            for line in range(mutant.first, mutant.last + 1)
            for item in self.by_line.get((str(ROOT / module), line), [])
        }
        if not mutant.function:  # run at import: its value is used anywhere
            found = {
                item.nodeid: item
                for (path, _line), items in self.by_line.items()
                if path == str(ROOT / module)
                for item in items
            }
        return sorted(found.values(), key=lambda item: self.took[item.nodeid])


def _at(places: set[int], sites: list[mutations.Site]) -> list[mutations.Site]:
    return [sites[at] for at in sorted(places)]


class Child:
    """Exit codes of a child."""

    KILLED, SURVIVED, UNTRIED = 0, 10, 11


def _line(tried: Tried) -> str:
    count = tried.killed + len(tried.survived)
    return (
        f"{tried.module}: {count} tried, {len(tried.survived)} survived, "
        f"{tried.untried} not tried, {tried.seconds:.0f} s"
    )


def chosen(wanted: list[str]) -> list[str]:
    """Modules of names of modules and packages."""
    paths = [ROOT / one for one in wanted]
    files = [f for p in paths for f in (sorted(p.glob("*.py")) if p.is_dir() else [p])]
    return [str(one.relative_to(ROOT)) for one in files if one.name != "__init__.py"]


def run(
    modules: list[str],
    tests: list[str],
    pick: int,
    seed: int,
    jobs: int,
    again: set[tuple[str, ...]] | None = None,
) -> Reached:
    """Collect the tests and try the mutants of some modules."""
    plugin = Reached(modules, pick, seed, jobs)
    plugin.again = again
    options = ["-p", "no:cacheprovider", "-n0", "-m", "", "-p", "no:pytest_cov", "-x"]
    os.chdir(ROOT)
    if pytest.main([*options, *tests, *modules], plugins=[plugin]) != pytest.ExitCode.OK:
        raise SystemExit(f"the tests of {', '.join(modules)} were not all collected")
    if plugin.failed:
        print("tests that fail without any change, left out:", *plugin.failed, sep="\n    ")
    return plugin


def main() -> int:
    """Try the mutants; 1 if the tables do not say what was found."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("modules", nargs="*", help="modules or packages; those of modules.csv")
    ask.add_argument("--tests", nargs="*", default=[], help="their tests, if not in modules.csv")
    ask.add_argument("--all", action="store_true", help="also what is as it was")
    ask.add_argument("--record", action="store_true", help="write what was found into the tables")
    ask.add_argument(
        "--again",
        action="store_true",
        help="the listed survivors alone: of modules\nas they were, to whose tests some were added",
    )
    ask.add_argument("--sample", type=int, default=0, help="so many of all, at random")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    ask.add_argument("--said", action="store_true", help="what was recorded, as Markdown")
    given = ask.parse_args()
    if given.said:
        return say()
    tests = {row["module"]: row["tests"].split() for row in read("modules.csv")}
    modules = chosen(given.modules) or list(tests)
    if given.sample or given.tests:
        found = run(modules, given.tests, given.sample, given.seed, given.jobs)
        survived = sum(len(tried.survived) for tried in found.tried.values())
        done = sum(tried.killed for tried in found.tried.values()) + survived
        print(f"{survived} of {done} survived")
        return 0
    held = {row["module"]: row["digest"] for row in read("results.csv")}
    if not (given.all or given.again):
        modules = [one for one in modules if held.get(one) != digest(one, tests[one])]
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one in modules:
        alike[tuple(tests[one])].append(one)
    wrong = 0
    for theirs, ours in alike.items():
        again = {listed_key(row) for row in read("survivors.csv")} if given.again else None
        found = run(ours, list(theirs), 0, 0, given.jobs, again)
        if given.again:  # what was killed before is killed by the same tests
            for module, tried in found.tried.items():
                before = next(row for row in read("results.csv") if row["module"] == module)
                gone = int(before["survived"]) - len(tried.survived) - tried.killed
                tried.killed = int(before["mutants"]) - gone - len(tried.survived)
                tried.seconds += int(before["seconds"])
        wrong += judge(found.tried, tests, record=given.record)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
