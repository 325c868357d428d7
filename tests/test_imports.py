"""What a plain query may load."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = (
    "pandas",
    "numpy",
    "rich",
    "pydantic",
    "openpyxl",
    "pyarrow",
    "tabulate",
    "matplotlib",
    "jinja2",
    "reportlab",
    "duckdb",
    "ibis",
    "pyspark",
    "importlib.resources",
)

# A driver: run the program, then say what it has loaded.
DRIVER = """
import sys
sys.argv = ["critmin", *sys.argv[1:]]
from critmin.cli.app import main
try:
    main()
except SystemExit as ended:
    print("ENDED:", ended.code, file=sys.stderr)
finally:
    loaded = [name for name in {heavy!r} if name in sys.modules]
    print("LOADED:" + " ".join(loaded), file=sys.stderr)
"""


def loaded_by(code: str, *arguments: str, **env: str) -> tuple[str, set[str]]:
    """What was printed, and which heavy modules were in memory at the end."""
    kept = {k: v for k, v in os.environ.items() if k not in {"FORCE_COLOR", "_CRITMIN_COMPLETE"}}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**kept, **env},
        check=False,
        timeout=60,
    )
    assert "LOADED:" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert "unexpected" not in done.stderr
    return done.stdout, set(done.stderr.rpartition("LOADED:")[2].split())


QUESTIONS = {
    "brief": "brief JPN --as-of 2026-11-24 -f csv",
    "share": "share lithium --stage refining -f csv",
    "share of an own table": "share --data tests/broken/crlf.csv -f csv",
    "hhi": "hhi cobalt -f csv",
    "hhi of all": "hhi --stage mining -f csv",
    "hhi weighted": "hhi --stage mining --weight wgi -f json",
    "trend": "trend lithium -f csv",
    "reserves": "reserves lithium -f csv",
    "reliance": "reliance -f csv",
    "reliance of a buyer": "reliance --buyer JPN -f csv",
    "risk": "risk tungsten -f csv",
    "risk of a buyer": "risk --method geopolrisk --buyer JPN -f csv",
    "dependency": "dependency JPN lithium -f csv",
    "dependency of all": "dependency USA -f json",
    "exposure": "exposure JPN --supplier CHN --mineral gallium --as-of 2026-11-24 -f csv",
    "via refused": "via JPN antimony --origin CHN",
    "shock": "shock JPN gallium graphite-synthetic --stop CHN -f csv",
    "technology": "technology -f csv",
    "technology of a supplier": "technology ev --supplier CHN -f csv",
    "lists": "lists -f csv",
    "lists as a matrix": "lists --matrix -f csv",
    "hosts": "minerals --hosts -f csv",
    "price": "price lithium nickel -f csv",
    "price since a control": "price --since-control CHN -f csv",
    "market": "market -f csv",
    "check": "check tests/broken/negative.csv",
    "suppliers": "suppliers tests/broken/crlf.csv --as-of 2026-11-24 -f csv",
    "controls": "controls --as-of 2026-11-24 -f csv",
    "policy awards": "policy awards --by all -f csv",
    "policy coverage": "policy coverage --summary -f csv",
    "figure of budgets": "figure 7 -f csv",
    "minerals": "minerals graphite -f tsv",
    "cite": "cite usgs --style bibtex",
    "misspelt": "share lithum",
    "no data": "share lithium --year 1950",
    "usage": "share --frobnicate",
    "help": "--help",
    "help of a command": "share --help",
    "version": "--version",
    "completion": "completion bash",
    "html": "share lithium -f html",
    "figure 1": "figure 1 -f csv",
    "figure 2": "figure 2 -f csv",
    "figure 3": "figure 3 --edition 2026 -f json",
    "notes": "figure 3 --notes -f csv",
    "claims": "claims -f csv",
    "numbers behind claims": "claims --explain -f csv",
    "chart in text": "share lithium --stage mining,refining --plot",
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_plain_queries_load_nothing_heavy(question, monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    printed, loaded = loaded_by(DRIVER.format(heavy=HEAVY), *QUESTIONS[question].split())
    assert not loaded
    assert printed or question in {"misspelt", "no data", "usage", "via refused"}


@pytest.mark.parametrize("words", ["critmin share li", "critmin share lithium --source us"])
def test_completion_loads_nothing_heavy(words) -> None:
    printed, loaded = loaded_by(
        DRIVER.format(heavy=HEAVY), _CRITMIN_COMPLETE="bash", _CRITMIN_LINE=words
    )
    assert printed.split()
    assert not loaded


def test_origins_of_the_newest_year_load_nothing_heavy() -> None:
    code = (
        "import sys\nfrom critmin.tracing.origin_share import origin_of\n"
        "jpn, chn = frozenset({'JPN'}), frozenset({'CHN'})\n"
        "print(origin_of('graphite', 'ore', 2024, jpn, chn).origin.low)\n"
        "loaded = [n for n in sys.modules if n in {'numpy', 'pandas'}]\n"
        "print('LOADED:' + ' '.join(loaded), file=sys.stderr)"
    )
    printed, loaded = loaded_by(code)
    assert 0 < float(printed) < 1
    assert not loaded


def test_a_report_loads_the_template_engine_alone(tmp_path) -> None:
    target = str(tmp_path / "page.html")
    loaded = loaded_by(DRIVER.format(heavy=HEAVY), "report", "JPN", "-o", target)[1]
    assert "jinja2" in loaded
    assert loaded == {"jinja2"}


def test_the_driver_sees_what_is_loaded() -> None:
    assert "tabulate" in loaded_by(DRIVER.format(heavy=HEAVY), "cite", "iea", "-f", "table")[1]


def test_importing_the_library_loads_next_to_nothing() -> None:
    code = (
        "import sys, critmin\n"
        "loaded = [n for n in sys.modules if n.startswith('critmin.') or n in {'csv', 'json',"
        " 'typer', 'rich', 'pandas'}]\n"
        "print('LOADED:' + ' '.join(loaded), file=sys.stderr)"
    )
    assert loaded_by(code)[1] == set()
