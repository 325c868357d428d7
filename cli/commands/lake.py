"""Your own trade data: lake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from critmin.answers.table import Table
from critmin.declared.parameter import FILE, PATH, argument, option

if TYPE_CHECKING:
    from critmin.declared import parameters as p

ACTIONS = ("add", "list", "check", "remove")

Action = Annotated[str, argument("action", "ACTION", "add, list, check or remove.", ACTIONS)]
Names = Annotated[
    list[str] | None,
    argument(
        "names",
        "FILE...|SOURCE[@EDITION]",
        "Files to add, or what to remove.",
        kind=FILE,
        many=True,
    ),
]
LakeFolder = Annotated[
    Path | None,
    option(
        "--lake",
        takes="DIR",
        help="Folder of the lake. Default: the setting, else critmin/lake among your data.",
        kind=PATH,
    ),
]
Called = Annotated[
    str | None,
    option("--called", takes="NAME", help="Name of the data in a plain table. Default: table."),
]
Period = Annotated[
    str | None, option("--period", takes="PERIOD", help="Remove only files of this year or month.")
]


def lake(
    action: Action,
    names: Names = None,
    reader: p.Publisher = None,
    lake: LakeFolder = None,
    edition: p.LakeEdition = None,
    called: Called = None,
    column_map: p.ColumnMap = (),
    period: Period = None,
    replace: p.ReplaceFiles = False,
) -> tuple[Table, int]:
    """Your own trade data: add publishers' files, list and check them, remove them.

    critmin lake add BACI_HS92_V202601.zip --as baci

    critmin lake list
    """
    from critmin.lakes.store import own_folder

    from ..lake_actions import ask
    from ..progress import reading_rows
    from ..settings import setting

    chosen = setting("lake")
    given = {
        "--as": reader,
        "--edition": edition,
        "--called": called,
        "--map": column_map or None,
        "--period": period,
        "--replace": replace,
    }
    folder = lake or (None if chosen is None else own_folder(chosen.value))
    with reading_rows() as watch:
        table = ask(action, names or [], given, folder, watch)
    return table, 1 if action == "check" and table.rows else 0
