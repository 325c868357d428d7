"""About: minerals, sources, cite, tables, export, mcp, config, doctor, help, completion."""

import sys
from pathlib import Path
from typing import Annotated

from critmin.answers.table import Table
from critmin.core.errors import QueryError

from .. import options as o
from .. import writing_options as w
from ..help_text import topic_names
from ..notes import print_line
from ..output import Rendering, emit

Hosts = Annotated[
    bool, o.option("--hosts", help="Host metals of a mineral, and its own by-products.")
]
Style = Annotated[str, o.option("--style", takes="text|bibtex", help="Format of the citation.")]
Topic = Annotated[
    list[str] | None,
    o.argument("[TOPIC]", "A topic, a command or a code. Default: list them.", topic_names),
]
Shell = Annotated[str, o.argument("bash|zsh|fish", "Your shell.")]

ExportPath = Annotated[
    Path, o.argument("PATH", "A new file, .sqlite or .duckdb, or a new folder for Parquet.")
]
Metadata = Annotated[
    Path | None,
    o.option("--metadata", takes="FILE.json", help="Also write titles and licences for Datasette."),
]
Overwrite = Annotated[
    bool, o.option("--overwrite", help="Replace a file, or a folder of an earlier export.")
]


def minerals(names: o.Minerals = None, hosts: Hosts = False) -> Table:
    """Which minerals are covered; or one, with its host metals.

    critmin minerals gallium

    critmin minerals zinc --hosts
    """
    if hosts:
        from critmin.uses.host_metals import host_metals

        return host_metals(*(names or ()))
    from critmin.about.minerals import minerals as ask

    return ask(*(names or ()))


def sources(source: o.AnySource = None) -> Table:
    """Where the figures come from: publisher, edition, licence.

    critmin sources

    critmin sources usgs -f json
    """
    from critmin.about.sources import sources as ask

    return ask(source).replace(sources=())


def cite(
    source: o.OneSource,
    style: Style = "text",
    format: w.Format = None,
    output: w.Output = None,
    quiet: w.Quiet = False,
) -> None:
    """How to cite a source, as text or BibTeX.

    critmin cite usgs@2025

    critmin cite iea --style bibtex > iea.bib
    """
    from critmin.about.sources import cite as ask

    table = ask(source, style)
    if format is None and output is None:
        for text in table.column("citation"):
            print(text)
        return
    emit(table.replace(sources=()), Rendering(format, output, quiet))


def tables() -> Table:
    """Which tables are bundled, and what they cover.

    critmin tables

    critmin tables --columns table,rows,licence -f csv
    """
    from critmin.about.tables import tables as ask

    return ask().replace(sources=())


def export(
    path: ExportPath,
    kind: o.ExportKind = None,
    metadata: Metadata = None,
    overwrite: Overwrite = False,
) -> Table:
    """All tables as one database, with keys, views, sources and licences.

    critmin export critmin.sqlite

    critmin export critmin-tables --as parquet
    """
    from contextlib import closing

    from critmin.outlets.export import Export

    from ..progress import followed

    work = Export(path, kind=kind, metadata=metadata, overwrite=overwrite)
    with closing(work.steps()) as steps:
        followed(steps, "rows", quiet=not sys.stderr.isatty())
    return work.answer().replace(sources=())


def mcp(listed: o.ListTools = False) -> None:
    """The questions as tools for language models (Model Context Protocol, on stdin and stdout).

    critmin mcp

    critmin mcp --list
    """
    from critmin.outlets.mcp_server import listing, serve

    from ..question_tools import questions

    if listed:
        print(listing(questions()))
        return
    if sys.stdin is None:
        raise QueryError("standard input is closed: the program that asks writes to it")
    if sys.stdin.isatty():
        print_line(
            "waiting for a program on standard input, which speaks the protocol; Ctrl-D ends"
        )
    serve(questions())


def config() -> Table:
    """Defaults that hold, and the variable or file that sets each.

    critmin config

    critmin config -f csv
    """
    from ..settings import listed

    return listed()


def doctor() -> tuple[Table, int]:
    """Whether the installation is sound: versions, data, terminal, completion.

    critmin doctor

    critmin doctor -f json
    """
    from ..doctor import doctor as ask

    return ask()


def help(topic: Topic = None) -> None:
    """Help on a topic, a command, or the code of a note.

    critmin help output

    critmin help share
    """
    from ..help_text import on
    from ..help_topics import MANUAL
    from ..reference import man_page

    subject = " ".join(topic or ()) or None
    print(man_page().rstrip("\n") if subject == MANUAL else on(subject))


def completion(shell: Shell) -> None:
    """Print the completion script of a shell; it edits no file.

    critmin completion bash > ~/.local/share/bash-completion/completions/critmin

    critmin completion fish > ~/.config/fish/completions/critmin.fish
    """
    from critmin.core.errors import UnknownName

    from ..completion import SCRIPTS, SHELLS

    if shell not in SCRIPTS:
        raise UnknownName("shell", shell, known=SHELLS)
    print(SCRIPTS[shell], end="")
