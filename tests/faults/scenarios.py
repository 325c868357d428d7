"""Runs of the program that reach its points, from the cheapest to the dearest."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import seven_archives
from fault_programs import (
    EMPTY_LAKE,
    LARGE_FRAME,
    NO_BYTES,
    NO_DUCKDB,
    NO_FOLDER_IS_HELD,
    NO_PLAIN_BYTES,
    NOTHING_IS_FRESH,
    ONE_JOB,
    PARQUET_OF_LAKE,
    PATIENT,
    PROCESS_OF_A_READING,
    SCREEN,
    SHORT_EXPORT,
    SPARK,
    SPARK_OPENS,
    STORAGE,
    TERMINATED,
    TERMINATED_LIBRARY,
)

TABLE = "mineral,year,country,quantity,unit\nlithium,2023,Chile,60,t\nlithium,2023,China,40,t\n"
TRADE = "period,importer,exporter,code,value\n2024,JPN,CHN,250410,5\n2024,JPN,CAN,250410,7\n"
SUPPLIERS = "material,supplier,country\nlithium,A,Chile\ncobalt,B,DR Congo\n"
ROOT = Path(__file__).resolve().parents[2]
OF_PARQUET = ("share", "--data", "own.parquet", "-q")
LARGE = 5_000_000  # bytes from which a table is read by the engine


class Scenario(NamedTuple):
    """A run: its arguments, what is there before, and what it writes.

    ``before`` is Python that the process runs first: it makes a long run short. ``targets`` are
    the files that hold ``old`` before, and one or the other after. ``also`` fails beside, so that
    what cleans up after a failure is reached. ``library`` is Python that is run in place of the
    program.
    """

    name: str
    arguments: tuple[str, ...]
    make: Callable[[Path], object] = lambda _folder: None
    targets: tuple[str, ...] = ()
    environment: dict[str, str] = {}
    before: str = ""
    stdin: str | None = ""
    slow: bool = False
    also: str = ""
    library: str = ""
    closed: tuple[int, ...] = ()


def own(folder: Path) -> None:
    """A user's own tables."""
    (folder / "own.csv").write_text(TABLE, "utf-8")
    (folder / "list.csv").write_text(SUPPLIERS, "utf-8")


def workbook(folder: Path) -> None:
    """A user's own workbook."""
    from openpyxl import Workbook

    book = Workbook()
    for line in TABLE.splitlines():
        book.active.append(line.split(","))
    book.active.merge_cells("G1:H1")
    book.save(folder / "own.xlsx")


def parquet(folder: Path) -> None:
    """A user's own Parquet file."""
    import pandas

    rows = [line.split(",") for line in TABLE.splitlines()]
    pandas.DataFrame(rows[1:], columns=rows[0]).to_parquet(folder / "own.parquet")


def _large_lines() -> list[str]:
    with (ROOT / "datasets" / "countries.csv").open(encoding="utf-8") as stream:
        codes = [line[:3] for line in stream][1:201]
    minerals = ("lithium", "cobalt", "nickel", "copper")  # each of 300 years and 200 countries
    lines = [
        f"{minerals[n // 60_000]},{1800 + n // 200 % 300},{codes[n % 200]},{n}.5,t"
        for n in range(LARGE // 24)
    ]
    lines[7] = f"lithium,1800,{codes[7]},W,t"
    return lines


def large(folder: Path) -> None:
    """A user's own table of a size that the engine reads, with a row that is not plain."""
    text = "\n".join([TABLE.splitlines()[0], *_large_lines(), ""])
    (folder / "large.csv").write_text(text, "utf-8")


def large_packed(folder: Path) -> None:
    """The same, packed."""
    large(folder)
    (folder / "large.csv.gz").write_bytes(gzip.compress((folder / "large.csv").read_bytes()))


def large_points(folder: Path) -> None:
    """A large table of which no figure tells what its point is."""
    figures = [f"{n % 900 + 1}.{n % 1000:03}" for n in range(LARGE // 24)]
    lines = [
        f"{line.rsplit(',', 2)[0]},{figure}"
        for line, figure in zip(_large_lines(), figures, strict=True)
    ]
    text = "\n".join(["mineral,year,country,quantity", *lines, ""])
    (folder / "large.csv").write_text(text, "utf-8")


def large_whole(folder: Path) -> None:
    """A large table of whole numbers."""
    lines = [line.replace(".5,t", "00,t") for line in _large_lines()]
    (folder / "large.csv").write_text("\n".join([TABLE.splitlines()[0], *lines, ""]), "utf-8")


def large_parquet(folder: Path) -> None:
    """The same as Parquet."""
    import pandas

    rows = [line.split(",") for line in _large_lines()]
    frame = pandas.DataFrame(rows, columns=TABLE.splitlines()[0].split(","))
    frame["year"] = frame["year"].astype(int)
    frame.to_parquet(folder / "large.parquet")


def large_and_faulty(folder: Path) -> None:
    """A large table with a figure below zero, and years that are none."""
    text = "\n".join([TABLE.splitlines()[0], *_large_lines()]).replace(",9.5,", ",-9.5,")
    text = text.replace("lithium,1801,", "lithium,1000,")
    (folder / "large.csv").write_text(text + "\n", "utf-8")


def trade(folder: Path) -> None:
    """Trade files, plain and packed."""
    (folder / "t.csv").write_text(TRADE, "utf-8")
    (folder / "t2.csv.gz").write_bytes(gzip.compress(TRADE.replace("2024", "2023").encode()))
    with zipfile.ZipFile(folder / "t3.zip", "w") as packed:
        packed.writestr("t3.csv", TRADE.replace("2024", "2022"))
    content = TRADE.replace("2024", "2021").encode()
    (folder / "t4.7z").write_bytes(seven_archives.archive({"t4.csv": content}))


def seven_zips(folder: Path) -> None:
    """Archives of other packers than the usual one; the directory of one is packed too."""
    content = {"t.csv": TRADE.encode()}
    other = seven_archives.archive(content, coder=seven_archives.BZIP2, packs_directory=True)
    (folder / "bzip2.7z").write_bytes(other)
    other = seven_archives.archive(content, coder=seven_archives.DEFLATE)
    (folder / "deflate.7z").write_bytes(other)


def years_across(folder: Path) -> None:
    """A table with a column for each year, and a country without a figure."""
    text = "mineral,country,unit,2021,2022,2023\nlithium,Chile,t,60,50,40\nlithium,China,t,,,\n"
    (folder / "own.csv").write_text(text, "utf-8")


def lake(folder: Path) -> None:
    """A lake with one file in it, made once."""
    trade(folder)
    kept = folder.parent.parent / "lake"
    if not kept.is_dir():
        from critmin.lakes.adding import add

        add([folder / "t.csv"], reader="table", lake=kept)
    shutil.copytree(kept, folder / "lake")


def _kept_lake(folder: Path, name: str, reader: str, make: Callable[[Path], Path]) -> None:
    """A lake with one file in it, made once and copied to each run."""
    kept = folder.parent.parent / f"lake of {name}"
    if not kept.is_dir():
        from critmin.lakes.adding import add

        add([make(folder)], reader=reader, lake=kept)
    shutil.copytree(kept, folder / "lake")


def _table(name: str, *lines: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_text("\n".join([*lines, ""]), "utf-8")
        return folder / name

    return make


def world(folder: Path) -> None:
    """A lake with the trade between all countries: the bundled flows of three minerals."""

    def make(folder: Path) -> Path:
        from critmin.core.files import read_table
        from critmin.trade.sources import trade_source

        header, rows = read_table("concordance.csv")
        mineral, system, code = map(header.index, ("mineral", "system", "code"))
        few = {"cobalt", "graphite", "tungsten"}
        codes = {row[code] for row in rows if row[mineral] in few and row[system] == "hs"}
        lines = [
            f"2024,{f.importer},{f.exporter},{f.code},{f.value},{f.kg or ''},HS92"
            for f in trade_source("baci-hs92").reader.flows(2024, codes)
        ]
        head = "period,importer,exporter,code,value,weight_kg,nomenclature"
        return _table("world.csv", head, *lines)(folder)

    _kept_lake(folder, "world", "table", make)


def months(folder: Path) -> None:
    """A lake of months, of which one importer lacks some."""
    lines = [
        f"{2022 + month // 12}-{month % 12 + 1:02},JPN,{exporter},250410,{month + kg},{kg},JPN"
        for month in range(36)
        for exporter, kg in (("CHN", 5), ("MOZ", 3))
    ]
    lines.append("2024-01,KOR,CHN,250410,4,2,KOR")
    head = "period,importer,exporter,code,value,weight_kg,reporter,flow"
    make = _table("months.csv", head, *(f"{line},import" for line in lines))
    _kept_lake(folder, "months", "table", make)


def files_of_trade(folder: Path) -> None:
    """Trade in other forms, beside a lake that has another file of the same year."""
    lake(folder)
    head = "period,importer,exporter,code,value"
    _table("beside.csv", head, "2024,JPN,AUS,250410,9")(folder)
    _table(
        "ways.csv", f"{head},flow", "2019,JPN,CHN,250410,5,import", "2019,JPN,CAN,250410,7,trade"
    )(folder)
    _table(
        "revisions.csv",
        f"{head},nomenclature",
        "2019,JPN,CHN,250410,5,HS17",
        "2019,KOR,CAN,250410,7,HS22",
    )(folder)
    _table("semicolons.csv", head.replace(",", ";"), "2019;JPN;CHN;250410;5.5")(folder)
    _table("twice.csv", head, "2019,JPN,CHN,250410,5", "2019,JPN,CHN,250410,6")(folder)
    samples = ROOT / "tests" / "lakes" / "samples"
    for name in ("IMDB2501.ZIP", "comtrade_JPN_2023.txt.gz"):
        shutil.copy(samples / name, folder / name)


def trade_parquet(folder: Path) -> None:
    """A plain table of trade as Parquet, beside a lake."""
    import pandas

    lake(folder)
    rows = [line.split(",") for line in TRADE.replace("2024", "2019").splitlines()]
    frame = pandas.DataFrame(rows[1:], columns=rows[0])
    frame["value"] = frame["value"].astype(float)
    frame.to_parquet(folder / "t.parquet")


def left_behind(folder: Path) -> None:
    """A lake with what runs that were killed have left in it, and in the temporary folder."""
    lake(folder)
    for place in (
        folder / "lake" / ".adding-x",
        folder.parent / "tmp" / "critmin-duckdb-4194303-x",
    ):
        place.mkdir()
        (place / ".lock").write_text("")
    (folder / "lake" / ".critmin-0123456789abcdef.part").write_text("part")
    (record,) = (folder / "lake" / "files").glob("*.json")
    (rows,) = (folder / "lake" / "flows").rglob("*.parquet")
    other = "f" * len(record.stem)
    shutil.copy(rows, rows.with_stem(other))
    cells = json.loads(record.read_text("utf-8").replace(record.stem, other))
    record.with_name(f"{other}.removing").write_text(json.dumps(cells | {"checksum": ""}), "utf-8")


def old_lake(folder: Path) -> None:
    """A lake of a version without checksums of records."""
    lake(folder)
    (record,) = (folder / "lake" / "files").glob("*.json")
    cells = json.loads(record.read_text("utf-8"))
    record.write_text(json.dumps(cells | {"checksum": ""}), "utf-8")


def census(folder: Path) -> None:
    """An answer of the Census Bureau's service, beside a lake."""
    lake(folder)
    sample = ROOT / "tests" / "lakes" / "samples" / "census_imports_2025-02.json"
    shutil.copy(sample, folder / "census.json")


def aside(folder: Path) -> None:
    """Trade of which some rows cannot be used, beside a lake."""
    lake(folder)
    text = TRADE.replace("2024", "2018") + "2018,JPN,XXX,250410,7\n2018,JPN,CHN,250410,5\n"
    (folder / "aside.csv").write_text(text, "utf-8")


def large_list(folder: Path) -> None:
    """A supplier list of a size that the engine reads."""
    lines = [f"lithium,Supplier {n % 900},Chile,{n % 50}.5,t" for n in range(LARGE // 24)]
    lines[5] = "unobtainium,B,Atlantis,x,t"
    text = "\n".join(["material,supplier,country,amount,unit", *lines, ""])
    (folder / "list.csv").write_text(text, "utf-8")


def large_shares(folder: Path) -> None:
    """A large table of shares in percent, with one that is a range."""
    lines = [line.rpartition(",")[0] for line in _large_lines()]
    lines = [
        f"{line.rpartition(',')[0]},{0.3 if n % 200 else 40:.13f}" for n, line in enumerate(lines)
    ]
    lines[5] = f"{lines[5].rpartition(',')[0]},0.5-1.5"
    text = "\n".join(["mineral,year,country,share (%)", *lines, ""])
    (folder / "large.csv").write_text(text, "utf-8")


def finished_atlas(folder: Path) -> None:
    """An atlas of this edition that was made in part, once, and what a run that was killed left."""
    kept = folder.parent.parent / "atlas"
    if not kept.is_dir():
        run = f"{ONE_JOB.replace('N', '1')}\nfrom critmin.cli.app import main\nmain()"
        arguments = ["site", "-o", str(kept), "-q", "--processes", "1"]
        subprocess.run([sys.executable, "-c", run, *arguments], cwd=ROOT, check=True)
    shutil.copytree(kept, folder / "atlas")
    (folder / "atlas" / ".critmin-0.part").write_text("part")


def targets(*names: str) -> Callable[[Path], None]:
    """Old files."""

    def make(folder: Path) -> None:
        for name in names:
            (folder / name).write_text("old", "utf-8")

    return make


def both(*makers: Callable[[Path], object]) -> Callable[[Path], None]:
    """Several things before a run."""

    def make(folder: Path) -> None:
        for maker in makers:
            maker(folder)

    return make


def earlier_folder(folder: Path) -> None:
    """An earlier export as a folder."""
    (folder / "out").mkdir()
    (folder / "out" / "about.parquet").write_text("old", "utf-8")


def left_part(folder: Path) -> None:
    """What an export that was killed has left, and the folder of one that runs."""
    import fcntl
    import os

    for name in ("0123456789abcdef", "0" * 16):
        (folder / f".critmin-{name}.part").mkdir()
        (folder / f".critmin-{name}.part" / "export").write_text("half", "utf-8")
    fcntl.flock(os.open(folder / f".critmin-{'0' * 16}.part", os.O_RDONLY), fcntl.LOCK_EX)


def labelled(folder: Path) -> None:
    """An old file with another owner and a label of the system, where that can be."""
    import os
    from contextlib import suppress

    (folder / "out.csv").write_text("old", "utf-8")
    with suppress(OSError):
        os.setxattr(folder / "out.csv", "user.kept", b"1")
    with suppress(OSError):
        os.chown(folder / "out.csv", 1234, 1234)


def unfinished_atlas(folder: Path) -> None:
    """An atlas of another edition with files that no longer belong to it."""
    atlas = folder / "atlas"
    (atlas / "tables" / "old").mkdir(parents=True)
    (atlas / "tables" / "old" / "x.csv").write_text("old", "utf-8")
    manifest = {
        "what": "atlas of critical minerals",
        "version": "0",
        "data_edition": "0",
        "as_of": "2020-01-01",
        "files": {"tables/old/x.csv": "0"},
        "jobs": {},
        "tables": [],
    }
    (atlas / "manifest.json").write_text(json.dumps(manifest), "utf-8")


SCENARIOS = (
    Scenario("version", ("--version",)),
    Scenario("share to stdout", ("share", "lithium")),
    Scenario("share to a file", ("share", "lithium", "-o", "out.csv"), labelled, ("out.csv",)),
    Scenario("share to a pipe", ("share", "lithium", "-f", "csv", "-o", "/dev/stdout")),
    Scenario("own table", ("share", "--data", "own.csv", "-q"), own),
    Scenario("own table on stdin", ("check", "-"), stdin=TABLE),
    Scenario(
        "suppliers",
        ("suppliers", "list.csv", "-o", "out.md"),
        both(own, targets("out.md")),
        ("out.md",),
    ),
    Scenario("template", ("suppliers", "--template")),
    Scenario("help", ("help", "output")),
    Scenario("cite", ("cite", "usgs")),
    Scenario("completion", ("completion", "bash")),
    Scenario("config", ("config",)),
    Scenario("doctor", ("doctor", "-f", "csv"), environment={"SHELL": "/bin/bash"}),
    Scenario("first word", ("japan", "-q")),
    *(
        Scenario(
            f"completion in {shell}: {line}",
            (),
            environment={"_CRITMIN_COMPLETE": shell, "_CRITMIN_LINE": line},
        )
        for shell, line in (
            ("bash", "critmin share li"),
            ("zsh", "critmin share li"),
            ("bash", "critmin share --data "),
        )
    ),
    Scenario("closed stdin and stdout", ("share", "lithium"), closed=(0, 1)),
    Scenario("closed streams", ("share", "lithium"), closed=(0, 1, 2)),
    Scenario("closed stderr", ("share", "lithium"), closed=(2,)),
    Scenario(
        "table",
        ("share", "lithium", "-f", "table"),
        environment={"FORCE_COLOR": "1", "COLUMNS": "90"},
    ),
    Scenario(
        "turned", ("tables", "-f", "table"), environment={"FORCE_COLOR": "1", "COLUMNS": "30"}
    ),
    Scenario("plot", ("share", "lithium", "--plot")),
    Scenario(
        "brief",
        ("brief", "japan", "-f", "table"),
        environment={"FORCE_COLOR": "1", "COLUMNS": "90"},
    ),
    Scenario("reader has gone", ("cite", "usgs"), also="cli/start.py:Whole.write:write BROKEN"),
    Scenario("first import fails", ("--version",), also="cli/app.py:module:import typer"),
    Scenario(
        "share that is terminated",
        ("share", "lithium"),
        before=TERMINATED.replace("REPLACED import NAME", "answers import formats")
        + "formats.parts = ended",
    ),
    Scenario("share to a stream of text", ("share", "lithium", "-f", "csv"), before=NO_BYTES),
    Scenario(
        "file that cannot be put in place",
        ("share", "lithium", "-o", "out.csv"),
        targets("out.csv"),
        ("out.csv",),
        also="critmin/answers/writing.py:write_whole:replace",
    ),
    Scenario(
        "device", ("share", "lithium", "-f", "csv", "-o", "/dev/null"), environment={"LC_ALL": "C"}
    ),
    Scenario(
        "markdown", ("share", "lithium", "-f", "latex", "-o", "o.tex"), targets("o.tex"), ("o.tex",)
    ),
    Scenario("xlsx", ("share", "lithium", "-o", "o.xlsx"), targets("o.xlsx"), ("o.xlsx",)),
    Scenario(
        "parquet", ("share", "lithium", "-o", "o.parquet"), targets("o.parquet"), ("o.parquet",)
    ),
    Scenario("png", ("share", "lithium", "-o", "o.png"), targets("o.png"), ("o.png",)),
    Scenario("pdf", ("controls", "gallium", "-o", "o.pdf"), targets("o.pdf"), ("o.pdf",)),
    Scenario("svg", ("share", "lithium", "-o", "o.svg"), targets("o.svg"), ("o.svg",)),
    Scenario("brief as pdf", ("brief", "japan", "-o", "o.pdf"), targets("o.pdf"), ("o.pdf",)),
    Scenario("brief as html", ("brief", "lithium", "-o", "o.html"), targets("o.html"), ("o.html",)),
    Scenario("report", ("report", "gallium", "-o", "o.html"), targets("o.html"), ("o.html",)),
    Scenario("own workbook", ("share", "--data", "own.xlsx", "-q"), workbook),
    Scenario("own parquet", OF_PARQUET, parquet),
    Scenario("own parquet in a process of its own", OF_PARQUET, parquet, before=NO_PLAIN_BYTES),
    Scenario(
        "own parquet in a process that cannot be asked",
        OF_PARQUET,
        parquet,
        before=NO_PLAIN_BYTES,
        also="critmin/user_tables/limits.py:run:communicate",
    ),
    Scenario(
        "own table of years across",
        ("share", "--data", "own.csv", "--wide", "year", "-q"),
        years_across,
    ),
    Scenario("own large table", ("hhi", "--data", "large.csv", "-q"), large, slow=True),
    Scenario("check of a large table", ("check", "large.csv", "-q"), large, slow=True),
    Scenario("tools", ("mcp", "--list")),
    Scenario(
        "tools answer",
        ("mcp",),
        before=PATIENT,
        stdin="".join(
            json.dumps({"jsonrpc": "2.0", **one}) + "\n"
            for one in (
                {
                    "id": 1,
                    "method": "initialize",
                    "params": {
                        "protocolVersion": "2024-11-05",
                        "capabilities": {},
                        "clientInfo": {"name": "t", "version": "0"},
                    },
                },
                {"method": "notifications/initialized"},
                {
                    "id": 2,
                    "method": "tools/call",
                    "params": {"name": "share", "arguments": {"mineral": ["lithium"]}},
                },
            )
        ),
    ),
    Scenario("exposure", ("exposure", "japan", "graphite", "--supplier", "china", "-q")),
    Scenario("shock", ("shock", "japan", "cobalt", "--stop", "china", "-q")),
    Scenario("via", ("via", "usa", "graphite", "--origin", "china", "-q")),
    Scenario("via of a bloc", ("via", "eu27", "cobalt", "--origin", "COD", "-q")),
    Scenario("compare", ("compare", "share", "lithium", "2023", "2024", "-q")),
    Scenario("compare without a question", ("compare", "lithium", "2023", "2024")),
    Scenario("price", ("price", "cobalt", "-q")),
    Scenario("market", ("market", "-q")),
    Scenario("screen", ("screen", "japan", "-q"), slow=True),
    Scenario("effect", ("effect", "gallium", "--since-control", "china", "-q"), slow=True),
    Scenario("hosts", ("minerals", "zinc", "--hosts", "-q")),
    *(
        Scenario(name, (*name.split(), "-q"))
        for name in (
            "risk tungsten",
            "reliance antimony",
            "reserves lithium",
            "trend lithium",
            "lists gallium",
            "policy awards",
            "policy acts",
            "events",
            "agreements",
            "controls gallium",
            "dependency japan graphite",
            "minerals lithium",
            "hhi cobalt",
        )
    ),
    Scenario(
        "effect of own months",
        ("effect", "graphite", "--since-control", "china", "--trade", "./lake", "-q"),
        lake,
        slow=True,
    ),
    Scenario("lake list", ("lake", "list", "--lake", "lake"), lake),
    Scenario("lake check", ("lake", "check", "--lake", "lake"), lake),
    Scenario("lake remove", ("lake", "remove", "t.csv", "--lake", "lake"), lake),
    *(
        Scenario(f"lake add {file}", ("lake", "add", "--as", "table", file, "--lake", "new"), trade)
        for file in ("t.csv", "t2.csv.gz", "t3.zip", "t4.7z")
    ),
    *(
        Scenario(
            f"lake add {file}", ("lake", "add", "--as", "table", file, "--lake", "new"), seven_zips
        )
        for file in ("bzip2.7z", "deflate.7z")
    ),
    Scenario(
        "lake add again", ("lake", "add", "--as", "table", "t2.csv.gz", "--lake", "lake"), lake
    ),
    *(
        Scenario(name, ("lake", "add", "--as", reader, file, "--lake", "lake"), make)
        for name, reader, file, make in (
            ("lake add of a Parquet file", "table", "t.parquet", trade_parquet),
            ("lake add beside what killed runs left", "table", "t2.csv.gz", left_behind),
            ("lake add of a folder", "table", "lake", lake),
            ("lake add of the Census Bureau's answer", "census", "census.json", census),
            ("lake add of rows set aside", "table", "aside.csv", aside),
        )
    ),
    *(
        Scenario(name, ("lake", "add", "--as", reader, file, "--lake", "lake"), files_of_trade)
        for name, reader, file in (
            ("lake add of what stands beside another file", "table", "beside.csv"),
            ("lake add of two ways to record trade", "table", "ways.csv"),
            ("lake add of two revisions", "table", "revisions.csv"),
            ("lake add of semicolons", "table", "semicolons.csv"),
            ("lake add of two figures of a flow", "table", "twice.csv"),
            ("lake add of a month of the Census Bureau", "census", "IMDB2501.ZIP"),
            ("lake add of totals and parts", "comtrade", "comtrade_JPN_2023.txt.gz"),
        )
    ),
    Scenario(
        "lake whose lock cannot be had",
        ("lake", "check", "--lake", "lake"),
        lake,
        also="critmin/lakes/below.py:_lock:flock",
    ),
    Scenario(
        "lake in a folder with other things",
        ("lake", "add", "--as", "table", "t.csv", "--lake", "."),
        trade,
    ),
    Scenario(
        "progress on a terminal",
        ("lake", "add", "--as", "table", "t2.csv.gz", "--lake", "lake"),
        lake,
        before=SCREEN,
    ),
    Scenario(
        "bar on a terminal", ("site", "-o", "atlas"), before=SCREEN + ONE_JOB.replace("N", "1")
    ),
    Scenario(
        "dependency of a lake", ("dependency", "japan", "graphite", "--trade", "./lake", "-q"), lake
    ),
    Scenario(
        "dependency of an old lake",
        ("dependency", "japan", "graphite", "--trade", "./lake", "-q"),
        old_lake,
        before=NOTHING_IS_FRESH,
    ),
    Scenario(
        "lake add where no folder is held open",
        ("lake", "add", "--as", "table", "t2.csv.gz", "--lake", "lake"),
        lake,
        before=NO_FOLDER_IS_HELD,
    ),
    Scenario("lake check of an old lake", ("lake", "check", "--lake", "lake"), old_lake),
    Scenario(
        "lake of the user's own",
        ("dependency", "japan", "graphite", "--trade", "lake", "-q"),
        lake,
        environment={"XDG_DATA_HOME": "/none"},
    ),
    Scenario("trend of a lake", ("trend", "graphite", "--trade", "./lake", "-q"), lake, slow=True),
    Scenario(
        "screen of a lake",
        ("screen", "japan", "--trade", "./lake", "--year", "2024", "-q"),
        lake,
        slow=True,
    ),
    Scenario(
        "screen of a bloc in a lake of the world",
        ("screen", "eu27", "--trade", "./lake", "--year", "2024", "-q", "-o", "o.parquet"),
        both(world, targets("o.parquet")),
        ("o.parquet",),
        slow=True,
    ),
    Scenario(
        "screen of the largest in a lake of the world",
        ("screen", "japan", "--trade", "./lake", "--year", "2024", "--top", "1", "-q"),
        world,
        slow=True,
    ),
    Scenario("screen of months", ("screen", "japan", "--trade", "./lake", "-q"), months, slow=True),
    Scenario(
        "effect of months of a lake",
        ("effect", "graphite", "--since-control", "china", "--trade", "./lake", "-q"),
        months,
        slow=True,
    ),
    *(
        Scenario(
            f"via in a lake of the world: {asked}",
            ("via", *asked.split(), "--trade", "./lake", "--year", "2024", "-q"),
            world,
            slow=True,
        )
        for asked in (
            "eu27 graphite --form ore --origin china",
            "usa tungsten --form refined --origin china --allow-gap",
            "china cobalt --form refined --origin COD --origin-stage mining",
        )
    ),
    Scenario("sample", ("dependency", "GBR", "lithium", "--trade", "sample", "-q"), slow=True),
    Scenario(
        "spark",
        ("dependency", "japan", "graphite", "--trade", "./lake", "--engine", "sc://127.0.0.1:9"),
        lake,
    ),
    Scenario("library: Spark writes", (), lake, library=SPARK, slow=True),
    Scenario("library: Spark opens", (), library=SPARK_OPENS, slow=True),
    Scenario(
        "lake in storage",
        ("dependency", "japan", "graphite", "--trade", "s3://none/lake", "-q"),
        lake,
        before=STORAGE,
        slow=True,
    ),
    Scenario(
        "lake without its engine",
        ("dependency", "japan", "graphite", "--trade", "./lake", "-q"),
        lake,
        before=NO_DUCKDB,
    ),
    Scenario(
        "lake beside what a killed run left",
        ("dependency", "japan", "graphite", "--trade", "./lake", "-q"),
        left_behind,
    ),
    Scenario(
        "remote lake", ("dependency", "japan", "graphite", "--trade", "s3://none/lake"), slow=True
    ),
    *(
        Scenario(
            f"export as {kind}",
            ("export", name, "--as", kind, "--metadata", "m.json", "--overwrite"),
            both(
                left_part, targets("m.json"), earlier_folder if kind == "parquet" else targets(name)
            ),
            ("m.json", *(() if kind == "parquet" else (name,))),
            before=SHORT_EXPORT,
        )
        for kind, name in (("sqlite", "e.db"), ("duckdb", "e.duckdb"), ("parquet", "out"))
    ),
    Scenario(
        "export of a folder that cannot take its place",
        ("export", "out", "--as", "parquet", "--overwrite"),
        earlier_folder,
        before=SHORT_EXPORT,
        also="critmin/answers/writing.py:put:rename#2",
    ),
    Scenario("large Parquet", ("hhi", "--data", "large.parquet", "-q"), large_parquet, slow=True),
    *(
        Scenario(name, ("hhi", "lithium", "--data", file, "--year", "1801", "-q"), make, slow=True)
        for name, file, make in (
            ("packed large table", "large.csv.gz", large_packed),
            ("large table of points", "large.csv", large_points),
            ("large table of whole numbers", "large.csv", large_whole),
        )
    ),
    Scenario("large supplier list", ("suppliers", "list.csv", "-q"), large_list, slow=True),
    Scenario(
        "large shares",
        ("hhi", "lithium", "--data", "large.csv", "--year", "1801", "-q"),
        large_shares,
        slow=True,
    ),
    Scenario("faulty large table", ("check", "large.csv", "-q"), large_and_faulty, slow=True),
    Scenario(
        "answer of a faulty large table",
        ("share", "--data", "large.csv", "-q"),
        large_and_faulty,
        slow=True,
    ),
    *(
        Scenario(f"library: {name}", (), make, library=text)
        for name, make, text in (
            ("polars", own, "critmin.share('lithium').to_polars()"),
            ("arrow", own, "critmin.share('lithium').to_arrow()"),
            ("parquet", own, "critmin.share('lithium').to_parquet('x.parquet')"),
            ("picture", own, "critmin.share('lithium').to_picture('svg')"),
            ("empty lake", lake, EMPTY_LAKE),
            ("process of a reading", own, PROCESS_OF_A_READING),
            ("lake add that is terminated", trade, TERMINATED_LIBRARY),
            ("Parquet of a lake", lake, PARQUET_OF_LAKE),
            ("frame", own, "import pandas; critmin.check(pandas.read_csv('own.csv'))"),
            ("large frame of Arrow", large_whole, LARGE_FRAME),
            ("narwhals", own, "import pyarrow.csv; critmin.check(pyarrow.csv.read_csv('own.csv'))"),
            (
                "flows",
                lambda folder: (folder / "f.csv").write_text(
                    "year,importer,code,exporter,value,kg\n2024,JPN,250410,CHN,5,1\n"
                ),
                "from critmin.trade.readers import CsvFlows; list(CsvFlows('f.csv').codes())",
            ),
            (
                "build",
                own,
                "from critmin.core import files; files.CHECKED = False; files.has('minerals.csv')",
            ),
        )
    ),
    Scenario(
        "worker of an atlas",
        (),
        stdin="index\n",
        library="""
import sys
from critmin.atlas import jobs, workers
sys.argv = ["", "atlas", "2026-11-25"]
sys.stdin = iter([f"{jobs.every()[0]}\\n"])
workers.serve()
""",
        slow=True,
    ),
    Scenario(
        "atlas in one process",
        ("site", "-o", "atlas", "--processes", "1"),
        unfinished_atlas,
        before=ONE_JOB.replace("N", "1"),
        slow=True,
    ),
    Scenario(
        "atlas made before",
        ("site", "-o", "atlas", "--processes", "1"),
        finished_atlas,
        before=ONE_JOB.replace("N", "1"),
        slow=True,
    ),
    Scenario(
        "atlas in two processes",
        ("site", "-o", "atlas", "--processes", "2"),
        before=ONE_JOB.replace("N", "2"),
        slow=True,
    ),
)
BY_NAME = {one.name: one for one in SCENARIOS}
