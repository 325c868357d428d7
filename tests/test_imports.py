"""What a plain query may load, and which module may know which."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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
        DRIVER.format(heavy=HEAVY),
        _CRITMIN_COMPLETE="complete_bash",
        COMP_WORDS=words,
        COMP_CWORD=str(words.count(" ")),
    )
    assert printed.split()
    assert not loaded


def test_origins_of_the_newest_year_load_nothing_heavy() -> None:
    code = (
        "import sys\nfrom critmin.originshares import origin_of\n"
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
    assert not loaded & {"pandas", "rich", "openpyxl", "pyarrow", "matplotlib", "pydantic"}


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


# The layering. A module may import, when it is loaded, only from layers above its own line.
LAYERS = (
    "when",
    "bands cells chart control_state coverage drawing.palette errors files pricing "
    "risk_measures verdicts",
    "drawing.canvas euparameters evenness geopolitical hosts names policy_state stops table "
    "textplot",
    "concordance control_records critical_lists drawing.style formats frames intensities "
    "measures policy_records policycolumns",
    "balances columns depict_words drawing.bars drawing.time origins shocks stability supply "
    "trade usergrid workbook",
    "asked buyers catalog coverage_definitions depict_money depict_supply distribution "
    "drawing.stacks imports origintable userrows",
    "choice controlled depict depict_buyers depict_demand depict_risk networkrules pictures "
    "salient supplierlines tradesource usertable usimports",
    "networkflows ownsupply prices worldshares",
    "marketvalue networkdata outputvalue suppliers",
    "networks",
    "originshares",
    "pages.drawing pages.query pages.topic questions.about questions.bought "
    "questions.control_asking questions.figures questions.fitness "
    "questions.hosted questions.others questions.own_controls questions.policy_asking "
    "questions.policy_chart questions.policy_values questions.price_control "
    "questions.price_words questions.remarks questions.scenario",
    "pages.charts pages.context questions.asking questions.bundled questions.buying "
    "questions.control_rows questions.figure1 questions.figure3 questions.loss "
    "questions.policy questions.policy_named questions.untraced",
    "questions.market_output",
    "pages.sections pages.summary questions.balance questions.claim_figures questions.control "
    "questions.exposure_rows questions.exposure_said questions.home_output questions.lists "
    "questions.market questions.own_comparison questions.policy_acts questions.policy_awards "
    "questions.policy_budgets questions.policy_reach questions.price_asking "
    "questions.purchases questions.reserve questions.second_hand questions.share "
    "questions.supplied questions.trend questions.via",
    "pages.writing questions.concentration questions.dependency questions.exposure_summary "
    "questions.figure2 questions.figure4 questions.figure6 questions.figure7 "
    "questions.geopolitics questions.own_suppliers questions.policy_ground questions.price "
    "questions.reckoned questions.stock questions.technology",
    "pages.report questions.eu_risk questions.exposure questions.figure5 questions.policy_sums "
    "questions.shock_rows questions.trade_reliance",
    "questions.claim_markets questions.claim_supply questions.claim_trade "
    "questions.policy_coverage questions.reliance questions.risk questions.shock",
    "questions.claim_policy",
    "questions.claims",
    "critmin",
    "cli.layout cli.options",
    "cli.terminal",
    "cli.render",
    "cli.answers",
    "cli.app cli.commands.about cli.commands.buying cli.commands.control cli.commands.demand "
    "cli.commands.figures cli.commands.governments cli.commands.money cli.commands.own "
    "cli.commands.page cli.commands.risk cli.commands.stops cli.commands.supply",
    "__main__",
)
LEVEL = {name: level for level, line in enumerate(LAYERS) for name in line.split()}

# Upward, inside a function: an answer writes itself in any form (`table.to_csv()`).
UPWARD = {("table", "depict"), ("table", "formats"), ("table", "frames"), ("table", "pictures")}
PANDAS = {"frames"}
NUMPY = {"origins"}
MATPLOTLIB = {"drawing.canvas", "drawing.time"}


class Import(NamedTuple):
    """One import statement: who, what, and whether it runs when the module is loaded."""

    module: str
    target: str
    at_load: bool
    relative: bool
    line: int


def sources() -> dict[str, Path]:
    found = {}
    for top, prefix in (("critmin", ""), ("cli", "cli.")):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT / top).with_suffix("").parts
            name = prefix + ".".join(part for part in parts if part != "__init__")
            found[name.rstrip(".") or "critmin"] = path
    return found


SOURCES = sources()
PACKAGES = {"questions", "drawing", "pages", "cli", "cli.commands"}


def absolute(module: str, path: Path, node: ast.ImportFrom) -> str:
    """The full name an import-from starts at."""
    if not node.level:
        return node.module or ""
    base = ["critmin", *(module.split(".") if module != "critmin" else [])]
    up = node.level - (path.name == "__init__.py")
    base = base[: len(base) - up] if up else base
    return ".".join([*base, *([node.module] if node.module else [])])


def imports(module: str) -> Iterator[Import]:
    path = SOURCES[module]

    def walk(node: ast.AST, at_load: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            typing = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
            if typing:
                continue
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(module, alias.name, at_load, False, child.lineno)
            elif isinstance(child, ast.ImportFrom):
                start = absolute(module, path, child)
                for alias in child.names:
                    whole = f"{start}.{alias.name}"
                    known = whole.removeprefix("critmin.") in SOURCES
                    yield Import(
                        module, whole if known else start, at_load, child.level > 0, child.lineno
                    )
            else:
                yield from walk(child, at_load and not inside)

    yield from walk(ast.parse(path.read_text("utf-8")), True)


GRAPH = [found for module in SOURCES for found in imports(module)]


def ours(target: str) -> str | None:
    """Our own module's name without the package, or None for anybody else's."""
    if target == "critmin":
        return "critmin"
    return target.removeprefix("critmin.") if target.startswith("critmin.") else None


def said(found: Import) -> str:
    return f"{SOURCES[found.module].relative_to(ROOT)}:{found.line} imports {found.target}"


def test_every_module_has_its_layer() -> None:
    assert set(LEVEL) | PACKAGES == set(SOURCES)
    assert len(LEVEL) == len(" ".join(LAYERS).split())  # none stands in two


def test_one_way_down() -> None:
    wrong = [
        said(found)
        for found in GRAPH
        if (target := ours(found.target)) in LEVEL
        and found.module in LEVEL
        and LEVEL[target] >= LEVEL[found.module]
        and not ((found.module, target) in UPWARD and not found.at_load)
        and target != "critmin"
    ]
    assert not wrong


def test_upward_imports_are_still_needed() -> None:
    there = {(found.module, ours(found.target)) for found in GRAPH}
    assert there >= UPWARD


def test_the_library_knows_no_command_line() -> None:
    wrong = [
        said(found)
        for found in GRAPH
        if not found.module.startswith("cli")
        and found.module != "__main__"
        and (
            found.target.split(".")[0] in {"typer", "rich", "click"}
            or found.target.startswith("critmin.cli")
        )
    ]
    assert not wrong


def test_the_library_never_prints() -> None:
    wrong = []
    for module, path in SOURCES.items():
        if module.startswith("cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "input", "exit"}:
                wrong.append(f"{path.name}:{node.lineno}")
    assert not wrong


def test_one_importer_of_pandas() -> None:
    users = {f.module for f in GRAPH if f.target.split(".")[0] in {"pandas", "pyarrow"}}
    assert users == PANDAS


def test_one_importer_of_numpy() -> None:
    assert {f.module for f in GRAPH if f.target.split(".")[0] == "numpy"} == NUMPY


def test_heavy_packages_are_imported_where_they_are_needed() -> None:
    heavy = {name.split(".")[0] for name in HEAVY} - {"importlib"}
    wrong = [said(f) for f in GRAPH if f.at_load and f.target.split(".")[0] in heavy]
    assert not wrong


def test_siblings_on_the_command_line_are_imported_relatively() -> None:
    wrong = [
        said(found)
        for found in GRAPH
        if found.module.startswith("cli")
        and found.target.startswith("critmin.cli")
        and not found.relative
    ]
    assert not wrong


def test_no_import_by_a_top_level_folder() -> None:
    assert not [said(f) for f in GRAPH if f.target.split(".")[0] in {"cli", "datasets"}]


def test_the_library_is_imported_by_its_full_name() -> None:
    assert not [said(f) for f in GRAPH if f.relative and not f.module.startswith("cli")]
