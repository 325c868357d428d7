"""Your own trade data: lake."""

from pathlib import Path
from typing import Annotated

from critmin.answers.table import Table

from .. import completers
from .. import options as o

ACTIONS = ("add", "list", "check", "remove")

Action = Annotated[
    str, o.argument("ACTION", "add, list, check or remove.", completes=completers.choices(*ACTIONS))
]
Names = Annotated[
    list[str] | None, o.argument("FILE...|SOURCE[@EDITION]", "Files to add, or what to remove.")
]
LakeFolder = Annotated[
    Path | None,
    o.option(
        "--lake",
        takes="DIR",
        help="Folder of the lake. Default: the setting, else critmin/lake among your data.",
    ),
]
Called = Annotated[
    str | None,
    o.option("--called", takes="NAME", help="Name of the data in a plain table. Default: table."),
]
Period = Annotated[
    str | None,
    o.option("--period", takes="PERIOD", help="Remove only files of this year or month."),
]


def lake(
    action: Action,
    names: Names = None,
    reader: o.Publisher = None,
    lake: LakeFolder = None,
    edition: o.LakeEdition = None,
    called: Called = None,
    column_map: o.ColumnMap = None,
    period: Period = None,
    replace: o.ReplaceFiles = False,
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
        "--map": column_map,
        "--period": period,
        "--replace": replace,
    }
    folder = lake or (None if chosen is None else own_folder(chosen.value))
    with reading_rows() as watch:
        table = ask(action, names or [], given, folder, watch)
    return table, 1 if action == "check" and table.rows else 0
