"""Files whose slow tests a change asks for, one a line: ``python .ci/touched.py [COMMIT]``.

The change is what differs from a commit: the one given, or the main that a clone came from, or
the commit before. The slow tests of a package are those of its folder under tests/, and of the
folders that look at all that it makes; a change under all packages asks for all. They are taken in
that order, the quickest first, as far as they fit into the clock of two processors, by the seconds
that slow.csv has of them; what does not fit is said on stderr and left to ``.ci/full slow``.

``--changed`` prints the files that differ instead. ``--record JUNIT`` writes slow.csv from a run of
``pytest -m slow``.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
TABLE = Path(__file__).with_name("slow.csv")
CLOCK = 480  # seconds of tests: four minutes of two processors, the rest is for collecting them
# What all packages stand on, or all tests.
WIDE = (
    *(f"critmin/{name}/" for name in ("core", "answers", "declared", "findings")),
    "tests/conftest.py",
    "tests/shared/",
    ".ci/",
    "pyproject.toml",
)
# Whatever changes an answer, a word or a table may change these.
ANSWERS = ("tests/test_docs.py", "tests/pictures", "tests/examples")
# Folders of tests beside the one that has the package's name.
BESIDE = {
    "atlas": ("tests/browser",),
    "briefs": ("tests/browser",),
    "pages": ("tests/browser", "tests/atlas"),
    "charts": ("tests/drawing",),
    "drawing": ("tests/browser", "tests/answers"),
    "lakes": ("tests/trade", "tests/screening", "tests/outlets"),
    "trade": ("tests/lakes", "tests/screening", "tests/disruption", "tests/golden"),
    "supply_risk": ("tests/golden",),
    "user_tables": ("tests/company", "tests/supply", "tests/office", "tests/trade"),
    "outlets": ("tests/clients",),
    "datasets": ("tests/golden", "tests/outlets"),
    "docs": ("tests/browser/test_site.py",),
}


def git(*words: str) -> str:
    """What git says, or nothing."""
    done = subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def start(given: str) -> str:
    """The commit that the change began at; nothing if that is not known."""
    head = git("rev-parse", "HEAD")
    for other in filter(None, (given, "origin/main")):
        base = git("merge-base", other, "HEAD")
        if base and base != head:
            return base
    return git("rev-parse", "--verify", "--quiet", "HEAD^")


def asked(changed: list[str]) -> list[str]:
    """Files and folders of tests that changed files ask for; the last, `tests`, means all."""
    found: dict[str, None] = {}
    for path in changed:
        top, _, rest = path.partition("/")
        if top == "tests":
            found["/".join(path.split("/")[:2])] = None
        if top in {"critmin", "cli", "datasets", "docs", "examples"} or path.endswith(".md"):
            package = rest.partition("/")[0] if top == "critmin" else top
            found.update(dict.fromkeys((f"tests/{package}", *BESIDE.get(package, ()), *ANSWERS)))
    if not changed or any(path.startswith(WIDE) for path in changed):
        found["tests"] = None
    return list(found)


def chosen(places: list[str], seconds: dict[str, float]) -> Iterator[str]:
    """Those of the files with slow tests that fit, the places in order, the quickest file first."""
    left, seen = float(CLOCK), set()
    for whole in (False, True):
        wanted = tuple(f"{place}/" for place in places if (place == "tests") == whole)
        for path, takes in sorted(seconds.items(), key=lambda item: item[1]):
            if path in seen or not (f"{path}/".startswith(wanted) and (ROOT / path).exists()):
                continue
            seen.add(path)
            if takes <= left:
                left -= takes
                yield path
            else:
                print(f"no time for {path} ({takes:.0f} s): .ci/full slow", file=sys.stderr)


def record(file: Path) -> None:
    """Write the seconds of each file of a run."""
    took: Counter[str] = Counter()
    for case in ElementTree.parse(file).iter("testcase"):
        parts = case.get("classname", "").split(".")
        ends = [end for end, part in enumerate(parts, 1) if part.startswith("test_")]
        took["/".join(parts[: ends[-1]]) + ".py"] += float(case.get("time", 0))
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerows([("file", "seconds"), *((p, f"{took[p]:.1f}") for p in sorted(took))])


def main() -> None:
    """Print the files, or record what they take."""
    if sys.argv[1:2] == ["--record"]:
        record(Path(sys.argv[2]))
        return
    words = [word for word in sys.argv[1:] if word != "--changed"]
    base = start(words[0] if words else "")
    changed = git("diff", "--name-only", *([base] if base else ["--root"]), "HEAD").splitlines()
    if "--changed" in sys.argv:
        print(*changed, sep="\n")
        return
    with TABLE.open(encoding="utf-8", newline="") as stream:
        seconds = {row["file"]: float(row["seconds"]) for row in csv.DictReader(stream)}
    for path in changed:
        if path.startswith("tests/") and path.rpartition("/")[2].startswith("test_"):
            seconds.setdefault(path, 1.0)  # perhaps new, perhaps without a slow test
    print(*chosen(asked(changed), seconds), sep="\n")


if __name__ == "__main__":
    main()
