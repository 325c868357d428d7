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
import csv
import gc
import hashlib
import os
import random
import resource
import signal
import sys
import time
import types
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import coverage
import pytest
from _pytest.doctest import DoctestItem
from _pytest.runner import runtestprotocol

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]  # the package as it stands here, and no other

import mutations  # noqa: E402

SECONDS = 4  # a mutant that needs more on top of three times the usual time is killed by that
MEMORY = 6 * 2**30
COUNTED = ("module", "mutants", "killed", "survived", "not tried", "seconds", "digest")
SURVIVOR = ("module", "function", "before", "after", "why")


@dataclass
class Tried:
    """Mutants of one module by what became of them."""

    module: str
    killed: int = 0
    untried: int = 0
    survived: list[mutations.Mutant] = field(default_factory=list)
    seconds: float = 0.0


class Reached:
    """Plugin of pytest: runs all tests once, then the mutants. Nothing runs after it."""

    def __init__(self, modules: list[str], pick: int, seed: int, jobs: int) -> None:
        self.modules, self.pick, self.seed, self.jobs = modules, pick, seed, jobs
        self.tried: dict[str, Tried] = {}
        self.failed: list[str] = []
        self.by_line: dict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
        self.took: dict[str, float] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running each test once."""
        self._run_once(session.items)
        gc.freeze()  # a child that collects does not copy the parent's memory
        for module, found in self._chosen().items():
            start = time.monotonic()
            self.tried[module] = self._try(module, found)
            self.tried[module].seconds = time.monotonic() - start
            print(_line(self.tried[module]), flush=True)
        return True

    def _run_once(self, items: list[pytest.Item]) -> None:
        include = [str(ROOT / module) for module in self.modules]
        measured = coverage.Coverage(data_file=None, include=include, config_file=False)
        measured.start()
        for item in items:
            clear_caches()  # what an earlier test had computed hides which lines this one needs
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
        found = {module: mutations.mutants(ROOT / module) for module in self.modules}
        if not self.pick:
            return found
        both = [(module, one) for module, ones in found.items() for one in ones]
        drawn = random.Random(self.seed).sample(both, min(self.pick, len(both)))
        kept: dict[str, list[mutations.Mutant]] = defaultdict(list)
        for module, one in drawn:
            kept[module].append(one)
        return dict(sorted(kept.items()))

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
                clear_caches()
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


class Child:
    """Exit codes of a child."""

    KILLED, SURVIVED, UNTRIED = 0, 10, 11


def passes(item: pytest.Item) -> bool:
    """Run a test by itself; whether it passes or skips."""
    names = dict(item.dtest.globs) if isinstance(item, DoctestItem) else {}
    reports = runtestprotocol(item, log=False, nextitem=None)
    if names:  # a doctest forgets its names when it has run
        item.dtest.globs.update(names)
    return not any(report.failed for report in reports)


def clear_caches() -> None:
    """Forget what functions of the package remember."""
    for one in caches():
        one.cache_clear()


def caches(known: list[Any] = [], modules: set[int] = set()) -> list[Any]:  # noqa: B006
    """Functions of the package with a memory; found again when a module was loaded since."""
    if modules != {len(sys.modules)}:
        modules.clear()
        modules.add(len(sys.modules))
        known[:] = [
            one
            for one in gc.get_objects()
            if hasattr(type(one), "cache_clear")
            and str(getattr(one, "__module__", "")).startswith("critmin")
        ]
    return known


def put(path: Path, source: str) -> bool:
    """Give the functions of a loaded module the code of a changed one.

    False if the change is where no function is and no plain value can be exchanged.
    """
    module = next(m for m in list(sys.modules.values()) if getattr(m, "__file__", "") == str(path))
    new = types.ModuleType(module.__name__)
    new.__dict__.update(__file__=str(path), __package__=module.__package__)
    sys.modules[module.__name__] = new  # dataclasses look their own module up
    exec(compile(source, str(path), "exec"), new.__dict__)
    sys.modules[module.__name__] = module
    changed = False
    ours, theirs = dict(functions(module)), dict(functions(new))
    for name, function in ours.items():
        other = theirs[name]
        if not same(function, other):
            changed = True
        function.__code__ = other.__code__
        function.__defaults__, function.__kwdefaults__ = other.__defaults__, other.__kwdefaults__
    return exchange_values(module, new) or changed


def same(one: types.FunctionType, other: types.FunctionType) -> bool:
    """Whether two functions do the same."""
    return (
        one.__code__ == other.__code__
        and repr(one.__defaults__) == repr(other.__defaults__)
        and repr(one.__kwdefaults__) == repr(other.__kwdefaults__)
    )


def exchange_values(module: types.ModuleType, new: types.ModuleType) -> bool:
    """Exchange plain values of a module that differ, wherever they were imported."""
    changed = False
    for name, value in list(vars(module).items()):
        other = vars(new).get(name)
        if callable(value) or name.startswith("__") or isinstance(value, types.ModuleType):
            continue
        if repr(value) == repr(other):
            continue
        changed = True
        for one in list(sys.modules.values()):
            if getattr(one, "__dict__", {}).get(name) is value:
                setattr(one, name, other)
    return changed


def functions(module: types.ModuleType) -> dict[str, types.FunctionType]:
    """Functions and methods written in a module, by qualified name."""
    found: dict[str, types.FunctionType] = {}
    for owner in (module, *(c for c in vars(module).values() if isinstance(c, type))):
        if owner is not module and owner.__module__ != module.__name__:
            continue
        for value in list(vars(owner).values()):
            for one in plain(value):
                if one.__code__.co_filename == module.__file__:
                    found[one.__qualname__] = one
    return found


def plain(value: Any) -> list[types.FunctionType]:
    """The functions inside what a class or module holds."""
    if isinstance(value, property):
        return [one for one in (value.fget, value.fset) if one is not None]
    if isinstance(value, cached_property):
        return [value.func]
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    if isinstance(value, partial):
        value = value.func
    while hasattr(value, "__wrapped__"):
        value = value.__wrapped__
    return [value] if isinstance(value, types.FunctionType) else []


def _line(tried: Tried) -> str:
    count = tried.killed + len(tried.survived)
    return (
        f"{tried.module}: {count} tried, {len(tried.survived)} survived, "
        f"{tried.untried} not tried, {tried.seconds:.0f} s"
    )


def read(name: str) -> list[dict[str, str]]:
    """Rows of a table beside this file; none if there is none."""
    if not (HERE / name).exists():
        return []
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Write a table beside this file."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def digest(module: str, tests: list[str]) -> str:
    """What a module's result rests on: the module, and its tests."""
    files = [ROOT / module]
    for test in tests:
        path = ROOT / test
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    content = hashlib.sha256()
    for one in files:
        content.update(one.read_bytes())
    return content.hexdigest()[:16]


def chosen(wanted: list[str]) -> list[str]:
    """Modules of names of modules and packages."""
    paths = [ROOT / one for one in wanted]
    files = [f for p in paths for f in (sorted(p.glob("*.py")) if p.is_dir() else [p])]
    return [str(one.relative_to(ROOT)) for one in files if one.name != "__init__.py"]


def judge(tried: dict[str, Tried], tests: dict[str, list[str]], *, record: bool) -> int:
    """Compare with the listed survivors, and record the run; the number of differences."""
    listed = read("survivors.csv")
    known = {(r["module"], r["function"], r["before"], r["after"]): r for r in listed}
    wrong = 0
    rows = [row for row in listed if row["module"] not in tried]
    for module, found in tried.items():
        keys = {(module, *one.key) for one in found.survived}
        for key in sorted(keys - set(known)):
            wrong += 1
            print("new survivor:", *key, sep="\n    ")
        for key in [key for key in known if key[0] == module and key not in keys]:
            wrong += 1
            print("killed or gone, take it out of survivors.csv:", *key, sep="\n    ")
        rows += [known.get(k, dict(zip(SURVIVOR, (*k, ""), strict=True))) for k in sorted(keys)]
    if record:
        write("survivors.csv", SURVIVOR, sorted(rows, key=lambda r: tuple(r.values())))
    if record or not wrong:
        old = {row["module"]: row for row in read("results.csv")}
        old.update({module: _recorded(found, tests[module]) for module, found in tried.items()})
        write("results.csv", COUNTED, [old[module] for module in sorted(old) if module in tests])
    unexplained = [row for row in rows if not row["why"].strip()]
    for row in unexplained:
        print("no reason in survivors.csv:", row["module"], row["before"], row["after"])
    return wrong + len(unexplained)


def _recorded(found: Tried, tests: list[str]) -> dict[str, Any]:
    survived = len(found.survived)
    cells = (found.module, found.killed + survived, found.killed, survived, found.untried)
    return dict(
        zip(COUNTED, (*cells, round(found.seconds), digest(found.module, tests)), strict=True)
    )


def run(modules: list[str], tests: list[str], pick: int, seed: int, jobs: int) -> Reached:
    """Collect the tests and try the mutants of some modules."""
    plugin = Reached(modules, pick, seed, jobs)
    options = ["-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:pytest_cov", "-x"]
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
    ask.add_argument("--sample", type=int, default=0, help="so many of all, at random")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = ask.parse_args()
    tests = {row["module"]: row["tests"].split() for row in read("modules.csv")}
    modules = chosen(given.modules) or list(tests)
    if given.sample or given.tests:
        found = run(modules, given.tests, given.sample, given.seed, given.jobs)
        survived = [(one, m) for one, tried in found.tried.items() for m in tried.survived]
        for module, mutant in survived:
            print(
                f"{module}:{mutant.line} {mutant.operator}", mutant.before, mutant.after, sep="\n  "
            )
        done = sum(tried.killed for tried in found.tried.values()) + len(survived)
        print(f"{len(survived)} of {done} survived")
        return 0
    held = {row["module"]: row["digest"] for row in read("results.csv")}
    if not given.all:
        modules = [one for one in modules if held.get(one) != digest(one, tests[one])]
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one in modules:
        alike[tuple(tests[one])].append(one)
    tried: dict[str, Tried] = {}
    for theirs, ours in alike.items():  # each in a process of its own, with its own tests
        tried.update(run(ours, list(theirs), 0, 0, given.jobs).tried)
    return 1 if judge(tried, tests, record=given.record) else 0


if __name__ == "__main__":
    sys.exit(main())
