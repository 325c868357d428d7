"""Bands of concentration: limits of the HHI that antitrust authorities draw, and their names."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple


class Band(NamedTuple):
    """A concentration band: its name and the scheme that draws its limits."""

    name: str
    scheme: str


# Upper limits of low and moderate on the 0-10,000 scale; a limit belongs to the lower band.
BANDS = {
    "doj2023": (1_000.0, 1_800.0),  # US DOJ and FTC, Merger Guidelines 2023, guideline 1
    "doj2010": (1_500.0, 2_500.0),  # US DOJ and FTC, Horizontal Merger Guidelines 2010, 5.3
}


def band(value: float, scheme: str = "doj2023") -> Band:
    """Name the band of an HHI on the 0-10,000 scale.

    The schemes were made for firms in antitrust, not for states; the name of the
    scheme travels with the band.

    Parameters
    ----------
    value : float
        The index times 10,000.
    scheme : str
        A key of `BANDS`.

    Returns
    -------
    Band
        ``low``, ``moderate`` or ``high``, with the scheme.

    Raises
    ------
    ValueError
        If the value is no index, or the scheme unknown.

    Examples
    --------
    >>> band(1800.0).name, band(1800.1).name
    ('moderate', 'high')
    """
    if scheme not in BANDS:
        raise ValueError(f"scheme is {scheme!r}: one of {', '.join(BANDS)}")
    if not isfinite(value) or value < 0:
        raise ValueError(f"an index is finite and not negative, got {value}")
    low, moderate = BANDS[scheme]
    name = "low" if value <= low else "moderate" if value <= moderate else "high"
    return Band(name, scheme)
