"""Runs scenarios in forked processes in which one point fails.

``python tests/faults/inject.py record`` writes which scenario reaches which point;
``python tests/faults/inject.py all`` makes each point fail in each way, and says what went wrong;
with ``SLOW=1`` also in scenarios that take long. ``quick`` is one way in one short scenario.
"""

from __future__ import annotations

import csv
import errno
import fcntl
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "shared"), str(HERE.parents[1])]

import points as code  # noqa: E402
from scenarios import BY_NAME, SCENARIOS, Scenario  # noqa: E402

TABLE = HERE / "points.csv"
QUICK = "share to a file"
SHORT = "critmin.__main__ critmin.cli.app critmin.cli.output_options critmin.cli.output "
SHORT += "critmin.supply.share critmin.answers.text critmin.answers.writing critmin.cli.notes"
PATIENCE = 120  # seconds
INTERRUPTED = 130
ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # what a bar on a terminal writes before a line
BROKEN = " BROKEN"  # a reader that has gone, not a disk
HEAVY = "numpy pandas pyarrow.parquet duckdb ibis matplotlib.figure rich.table jinja2 openpyxl "
HEAVY += (
    "tabulate narwhals reportlab.platypus typer PIL.Image mcp.server.stdio matplotlib.font_manager"
)


def _os_error(number: int) -> Callable[[code.Point], BaseException]:
    return lambda _point: OSError(number, os.strerror(number))


def _missing(point: code.Point) -> BaseException:
    return ModuleNotFoundError(f"No module named {point.package!r}", name=point.package)


def _of_engine(point: code.Point) -> BaseException:
    if "sqlite" in point.name:
        import sqlite3

        return sqlite3.OperationalError("database or disk is full")
    import duckdb

    return duckdb.IOException("IO Error: Could not write file: No space left on device")


MEMORY = {"memory": lambda _point: MemoryError()}
WAYS: dict[str, dict[str, Callable[[code.Point], BaseException]]] = {
    code.READ: {"EIO": _os_error(errno.EIO), "EACCES": _os_error(errno.EACCES), **MEMORY},
    code.WRITE: {"ENOSPC": _os_error(errno.ENOSPC), "EIO": _os_error(errno.EIO), **MEMORY},
    code.MOVE: {"EACCES": _os_error(errno.EACCES), "EIO": _os_error(errno.EIO)},
    code.IMPORT: {"missing": _missing, **MEMORY},
    code.START: {"EAGAIN": _os_error(errno.EAGAIN), **MEMORY},
}
UNICODE = {"not UTF-8": lambda _point: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid")}
LATIN_1 = {"critmin/lakes/census.py:_country_lines:read_text"}  # each byte is a letter
ENGINE = {"engine": _of_engine}


def ways(point: code.Point) -> dict[str, Callable[[code.Point], BaseException]]:
    """How a point can fail."""
    word = point.name.rpartition(":")[2].partition("#")[0]
    more = UNICODE if word in {"read_text", "readline"} and point.name not in LATIN_1 else {}
    engines = ("execute", "executemany", "fetchall", "fetchone", "connect", "to_parquet")
    places = ("critmin/lakes/", "critmin/user_tables/", "critmin/outlets/", "critmin/supply/")
    is_engine = word in engines and point.name.startswith(places) and "spark" not in point.name
    return {**WAYS[point.kind], **more, **(ENGINE if is_engine else {})}


# Ends that are right although no error line is written, or the answer is another one.
RIGHT = {
    "cli/doctor.py:_bytes:read_bytes": "its table says which files cannot be read",
    "cli/doctor.py:_text:read_text": "it reads in any encoding; a file less is no fault",
    "cli/settings.py:_state:is_file": "its table says that the file was not read",
    "cli/start.py:Whole.write:write": "stderr fails with stdout: the exit code alone can say so",
}


class Outcome(NamedTuple):
    """What a run left."""

    code: int
    out: bytes
    err: str
    files: dict[str, bytes]
    reached: list[str]
    before: set[str]


def prepare(heavy: str = HEAVY) -> None:
    """Load what all runs share: packages, and the code of the program with its points marked."""
    from importlib import import_module

    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    for name in heavy.split():
        import_module(name)
    loaded: dict[str, CodeType] = {}
    compiled = code.Loader.get_code

    def get_code(self: code.Loader, fullname: str) -> CodeType:
        path = str(Path(self.path).resolve())
        if path not in loaded:
            loaded[path] = compiled(self, fullname)
        return loaded[path]

    code.Loader.get_code = get_code  # type: ignore[method-assign]
    if heavy == HEAVY:
        for path in code.files():
            get_code(code.Loader("critmin", str(path)), "critmin")
    else:
        code.install(lambda _name: None)
        for name in SHORT.split():
            import_module(name)


def run(scenario: Scenario, fails: str = "", error: BaseException | None = None) -> Outcome:
    """Run a scenario in a process of its own, in which a point fails each time it is reached."""
    place = Path(tempfile.mkdtemp(prefix="faults-", dir=_base()))
    try:
        for name in ("work", "tmp", "home"):
            (place / name).mkdir()
        scenario.make(place / "work")
        before = {*_files(place)}
        child = os.fork()
        if child == 0:
            _child(scenario, place, fails, error)
        ended = _waited(child)
        reached = (place / "reached").read_text("utf-8").split("\n")[:-1]
        return Outcome(
            ended,
            (place / "out").read_bytes(),
            (place / "err").read_text("utf-8", "replace"),
            _files(place),
            [*dict.fromkeys(reached)],
            before,
        )
    finally:
        shutil.rmtree(place)


def _files(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes() if path.is_file() else b""
        for top in ("work", "tmp", "home")
        for path in sorted((place / top).rglob("*"))
    }


def _base() -> Path:
    base = Path(os.environ.get("FAULTS_BASE") or tempfile.gettempdir()) / f"faults-{os.getpid()}"
    base.mkdir(exist_ok=True)
    return base


def _waited(child: int) -> int:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -999


def _child(scenario: Scenario, place: Path, fails: str, error: BaseException | None) -> None:
    """Be the program: never returns."""
    try:
        opened = os.open(place / "reached", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        log = fcntl.fcntl(opened, fcntl.F_DUPFD_CLOEXEC, 100)  # in the place of no stream
        os.close(opened)
        _redirect(scenario, place)

        def reached(name: str) -> None:
            os.write(log, f"{name}\n".encode())
            if name == fails and error is not None:
                raise error
            if scenario.also.removesuffix(BROKEN) == name:
                if scenario.also.endswith(BROKEN):
                    raise BrokenPipeError(errno.EPIPE, "Broken pipe")
                raise OSError(errno.EIO, os.strerror(errno.EIO))

        for name in [one for one in os.environ if "CRITMIN" in one]:
            del os.environ[name]
        os.environ.update({"HOME": str(place / "home"), "TMPDIR": str(place / "tmp")})
        os.environ.update(scenario.environment)
        tempfile.tempdir = None
        os.chdir(place / "work")
        sys.argv = ["critmin", *scenario.arguments]
        for name in [one for one in sys.modules if one.partition(".")[0] == "critmin"]:
            del sys.modules[name]
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP):  # also where this runs under nohup
            signal.signal(number, signal.SIG_DFL)
        code.install(reached)
        import critmin.__main__ as program

        if scenario.library:
            _library(scenario.library)
        if scenario.before:
            exec(scenario.before, {})
        program.leave()
    except BaseException:
        import traceback

        with suppress(OSError):
            os.write(2, f"OUTSIDE {traceback.format_exc()}".encode())
        os._exit(99)


def _library(text: str) -> None:
    """Be a program that uses the library, and tells its errors."""
    import critmin

    try:
        exec(text, {"critmin": critmin})
        sys.stdout.flush()
    except (critmin.CritminError, OSError, MemoryError, ImportError) as error:
        os.write(2, f"error: {error!r}\n".encode())
        os._exit(1)
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)
    os._exit(0)


def _redirect(scenario: Scenario, place: Path) -> None:
    (place / "in").write_text(scenario.stdin or "", "utf-8")
    written = os.O_WRONLY | os.O_CREAT
    for number, name, mode in ((0, "in", os.O_RDONLY), (1, "out", written), (2, "err", written)):
        handle = os.open(place / name, mode, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, errors="backslashreplace")
    for number in scenario.closed:
        name = ("stdin", "stdout", "stderr")[number]
        getattr(sys, name).close()
        with suppress(OSError):
            os.close(number)
        setattr(sys, name, None)


def faults(scenario: Scenario, fails: str, good: Outcome, bad: Outcome) -> Iterator[str]:
    """What is wrong with a run in which a point failed."""
    if fails in RIGHT and bad.code in {0, 1} and "Traceback" not in bad.err:
        return
    lines = ESCAPES.sub("", bad.err).splitlines()
    errors = [line for line in lines if line.startswith("error:")]
    for word in ("Traceback", "unexpected", "Exception ignored", "OUTSIDE"):
        if word in bad.err:
            yield f"{word}: {bad.err[-600:]}"
    if bad.code not in {0, 1, 2, 4, *_ended(good.code)}:
        yield f"exit code {bad.code}: {bad.err[-300:]}"
    if bad.code in {1, 2, 4} and bad.code != good.code and len(errors) != 1:
        yield f"{len(errors)} error lines with exit code {bad.code}: {bad.err[-300:]}"
    refused = bad.code == 1 and len(errors) == 1  # also where the good run found faults: `check`
    if bad.code == good.code and bad.out != good.out and not (refused or _is_dated(scenario)):
        yield f"exit code {bad.code} with another answer: {bad.err[-300:]}"
    for name in scenario.targets:
        now, before = bad.files.get(f"work/{name}"), good.files[f"work/{name}"]
        whole = now is not None and (now == before or (_is_dated(scenario) and now != b"old"))
        if not (whole or (now == b"old" and bad.code != 0)):
            yield f"{name} is neither the old nor the new one"
    if fails.rpartition(":")[2].startswith(("unlink", "rmdir", "shutil.rmtree", "os.kill")):
        return  # what cannot be removed stays, and what may be another process's
    # What a killed run left may stay where this one fails too: the next that does not removes it.
    left = [
        name
        for name in bad.files.keys() - good.files.keys() - bad.before
        if ".critmin-" in name or ".part" in name or name.startswith("tmp/") or "adding" in name
    ]
    if left:
        yield f"left behind: {left[:3]}"


def _ended(code: int) -> set[int]:
    """How else a run may end that ends with a code: by a signal, saying so, or as at Ctrl-C."""
    return {code, 128 - code, INTERRUPTED} if code < 0 else {code}


def _is_dated(scenario: Scenario) -> bool:
    """Whether two good runs may differ: a time stands in the file, or a process in the text."""
    kinds = ("xlsx", "pdf", "duckdb", "sqlite", "doctor", "tools", "atlas")
    return any(kind in scenario.name for kind in kinds)


def recorded() -> dict[str, str]:
    """Scenario of each point, as the table has it."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return {row["point"]: row["scenario"] for row in csv.DictReader(stream)}


def record(names: list[str]) -> int:
    """Write the table anew: the first scenario that reaches each point."""
    known = recorded() if TABLE.is_file() else {}
    found: dict[str, str] = {}
    for one in SCENARIOS:
        if names and one.name not in names:
            for point, scenario in known.items():
                if scenario == one.name:
                    found.setdefault(point, scenario)
            continue
        start = time.monotonic()
        outcome = run(one)
        new = [point for point in outcome.reached if point not in found]
        found.update(dict.fromkeys(new, one.name))
        last = (outcome.err.splitlines() or [""])[-1][:110]
        print(f"{outcome.code:4} {time.monotonic() - start:5.1f}s +{len(new):3} {one.name}: {last}")
    every = code.points()
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("point", "scenario"))
        writer.writerows((point.name, found.get(point.name, "")) for point in every)
    absent = [point.name for point in every if point.name not in found]
    print(len(every), "points,", len(absent), "not reached:", *absent, sep="\n  ")
    return int(bool(absent))


def injected(
    names: set[str], most: int | None = None, slow: bool = True
) -> Iterator[tuple[str, str, list[str]]]:
    """Make points fail, and give what went wrong: point, way, faults."""
    scenario_of = recorded()
    good: dict[str, Outcome] = {}
    for point in code.points():
        name = scenario_of.get(point.name, "")
        if name not in BY_NAME or (names and point.name not in names):
            continue
        scenario = BY_NAME[name]
        if scenario.slow and not slow:
            continue
        if name not in good:
            good[name] = run(scenario)
        for way, make in [*ways(point).items()][:most]:
            bad = run(scenario, point.name, make(point))
            wrong = [*faults(scenario, point.name, good[name], bad)]
            if point.name not in bad.reached:
                wrong.append("was not reached")
            yield point.name, f"{way} ({bad.code})", wrong


def main() -> int:
    """Run from the command line."""
    quick = sys.argv[1] == "quick"
    prepare("typer" if quick else HEAVY)
    if sys.argv[1] == "record":
        return record(sys.argv[2:])
    if quick:
        points_of = {name for name, scenario in recorded().items() if scenario == QUICK}
        return told(injected(points_of, most=1))
    part = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    of = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    wanted = {point.name for number, point in enumerate(code.points()) if number % of == part}
    if len(sys.argv) > 2 and sys.argv[2] != "-":
        wanted = {name for name in wanted if any(one in name for one in sys.argv[2].split(","))}
    return told(injected(wanted, slow="SLOW" in os.environ))


def told(ends: Iterable[tuple[str, str, list[str]]]) -> int:
    """Print what went wrong; 1 if anything did."""
    failed = count = 0
    for name, way, wrong in ends:
        count += 1
        failed += bool(wrong)
        for one in wrong:
            print(f"{name}\n    {way}: {one}", flush=True)
    print(f"{count} faults injected, {failed} with a wrong end")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
