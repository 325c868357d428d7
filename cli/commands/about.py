"""About: minerals, sources, cite, tables, completion."""

from typing import Annotated

from critmin.answers.table import Table

from .. import options as o
from .. import writing_options as w
from ..output import Rendering, emit

Hosts = Annotated[
    bool, o.option("--hosts", help="Host metals of a mineral, and its own by-products.")
]
Style = Annotated[str, o.option("--style", takes="text|bibtex", help="Format of the citation.")]
Shell = Annotated[str, o.argument("bash|zsh|fish", "Your shell.")]


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


def completion(shell: Shell) -> None:
    """Print the completion script of a shell; it edits no file.

    critmin completion bash > ~/.local/share/bash-completion/completions/critmin

    critmin completion fish > ~/.config/fish/completions/critmin.fish
    """
    from critmin.core.errors import UnknownName

    if shell not in {"bash", "zsh", "fish"}:
        raise UnknownName("shell", shell, known=("bash", "zsh", "fish"))
    from typer._completion_shared import get_completion_script

    print(get_completion_script(prog_name="critmin", complete_var="_CRITMIN_COMPLETE", shell=shell))
