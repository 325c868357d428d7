"""technology, lists: what minerals go into, and who calls them critical."""

from critmin.answers.table import Table

from .. import options as o


def technology(
    name: o.TechnologyName = None,
    supplier: o.OneSupplier = None,
    reference: o.Reference = None,
    stage: o.SupplyStages = None,
) -> Table:
    """Minerals in a car or a megawatt, and who supplies them.

    critmin technology electric-car

    critmin technology offshore-wind --supplier CHN
    """
    from critmin.uses.technology import technology as ask

    return ask(name, supplier=supplier, reference=reference, stage=stage)


def lists(
    minerals: o.Minerals = None,
    list_ids: o.ListIds = None,
    matrix: o.Matrix = False,
    changes: o.Changes = False,
) -> Table:
    """Which official lists of critical minerals it stands on.

    critmin lists lithium cobalt

    critmin lists --changes --list US
    """
    from critmin.uses.lists import lists as ask

    return ask(*(minerals or ()), list_id=list_ids, matrix=matrix, changes=changes)
