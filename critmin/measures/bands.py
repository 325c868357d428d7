"""Bands of concentration: limits of the HHI that antitrust authorities draw, and their names."""

from __future__ import annotations

from math import isfinite

from critmin.core.named_tuple import NamedTuple


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

    The schemes were made for mergers of firms, not for countries, so the result names its scheme.

    Parameters
    ----------
    value : float
        HHI on the 0-10,000 scale, finite and not negative.
    scheme : str
        A key of `BANDS`: ``doj2023`` or ``doj2010``.

    Returns
    -------
    Band
        ``low``, ``moderate`` or ``high``, with the scheme.

    Raises
    ------
    ValueError
        If the value is negative or not finite, or the scheme is unknown.

    References
    ----------
    US Department of Justice and Federal Trade Commission (2023), Merger Guidelines, guideline 1;
    (2010), Horizontal Merger Guidelines, section 5.3.

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
