"""All classes of published numbers, in the order of the page."""

from __future__ import annotations

import validation_figures
import validation_geopolrisk
import validation_import_shares
import validation_literature
import validation_others
import validation_usgs
from validation import Kind

KINDS: tuple[Kind, ...] = (
    *validation_usgs.KINDS,
    *validation_figures.KINDS,
    *validation_others.KINDS,
    *validation_geopolrisk.KINDS,
    *validation_import_shares.KINDS,
    *validation_literature.KINDS,
)
