"""Jobs of the atlas: what is made on its own, each with the files that it writes."""

from __future__ import annotations

from critmin.atlas.about_page import PATH as ABOUT
from critmin.atlas.about_page import about_files
from critmin.atlas.index_page import PATH as INDEX
from critmin.atlas.index_page import index_files
from critmin.atlas.page_writing import Written, page_files
from critmin.atlas.search_index import FILE, search_index
from critmin.atlas.subject_page import subject_page
from critmin.atlas.subjects import BUYER, MINERAL, SUPPLIER, of_path, subjects


def every() -> tuple[str, ...]:
    """All jobs: the path of each page, and of the search index; the longest first."""
    order = {SUPPLIER: 0, BUYER: 1, MINERAL: 2}
    pages = sorted(subjects(), key=lambda one: order[one.kind])
    return (INDEX, *(one.path for one in pages), ABOUT, FILE)


def done(job: str, day: str) -> Written:
    """Do a job.

    Parameters
    ----------
    job : str
        One of `every`.
    day : str
        ISO day for which export controls are read.

    Returns
    -------
    Written
        Files of the job; the same bytes for the same job, day, data and version.
    """
    if job == INDEX:
        return index_files(day)
    if job == ABOUT:
        return about_files(day)
    if job == FILE:
        return Written({FILE: search_index().encode()}, ())
    return page_files(subject_page(of_path()[job], day))
