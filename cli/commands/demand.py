"""technology, lists: what minerals go into, and who calls them critical."""

from .. import options as o
from ..render import Rendering, emit


def technology(
    name: o.TechnologyName = None, supplier: o.OneSupplier = None, reference: o.Reference = None,
    stage: o.SupplyStages = None, format: o.Format = None, output: o.Output = None,
    quiet: o.Quiet = False, columns: o.Columns = None, no_headers: o.NoHeaders = False,
    digits: o.Digits = None, bom: o.Bom = False, plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """Minerals in a car or a megawatt, and who supplies them.

    critmin technology electric-car

    critmin technology offshore-wind --supplier CHN
    """
    from critmin.questions.technology import technology as ask

    table = ask(name, supplier=supplier, reference=reference, stage=stage)
    emit(table, Rendering(format, output, quiet, columns, no_headers, digits, bom, plot, size))


def lists(
    minerals: o.Minerals = None, list_ids: o.ListIds = None, matrix: o.Matrix = False,
    changes: o.Changes = False, format: o.Format = None, output: o.Output = None,
    quiet: o.Quiet = False, columns: o.Columns = None, no_headers: o.NoHeaders = False,
    bom: o.Bom = False, plot: o.Plot = False, size: o.Size = "slide",
) -> None:  # fmt: skip
    """Which official lists of critical minerals it stands on.

    critmin lists lithium cobalt

    critmin lists --changes --list US
    """
    from critmin.questions.lists import lists as ask

    table = ask(*(minerals or ()), list_id=list_ids, matrix=matrix, changes=changes)
    emit(table, Rendering(format, output, quiet, columns, no_headers, None, bom, plot, size))
