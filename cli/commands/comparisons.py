"""Comparisons: compare."""

from critmin.answers.table import Table

from .. import options as o


def compare(
    question: o.ComparedQuestion,
    names: o.ComparedNames,
    measure: o.ComparedMeasure = None,
    stage: o.ComparedStage = None,
    year: o.Year = None,
    mineral: o.ComparedMineral = None,
    supplier: o.ComparedSupplier = None,
    country: o.Countries = None,
    buyer: o.ComparedBuyer = None,
    stop: o.ComparedStop = None,
    method: o.ComparedMethod = None,
    source: o.SourceId = None,
    total: o.Total = None,
    basis: o.Basis = None,
    as_of: o.ControlDay = None,
) -> Table:
    """One question asked of two sides, and what differs.

    critmin compare share rare-earths usgs@2025 usgs@2026

    critmin compare exposure japan germany --supplier china -f csv
    """
    from critmin.comparisons.compare import compare as ask

    return ask(
        question,
        *names,
        measure=measure,
        stage=stage,
        year=year,
        mineral=mineral,
        supplier=supplier,
        country=country,
        buyer=buyer,
        stop=stop,
        method=method,
        source=source,
        total=total,
        basis=basis,
        as_of=as_of,
    )
