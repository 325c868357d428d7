"""Equal Earth, a projection of the world in which areas are true to each other.

Source: B. Savric, T. Patterson, B. Jenny (2019), The Equal Earth map projection, International
Journal of Geographical Information Science 33(3), 454-465, equations 7 to 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
# The map is cut in the Bering Strait, so that no country is on both its edges.
CENTRE = 11.0

Flat = tuple[float, float]


def equal_earth(longitude: float, latitude: float) -> Flat:
    """Place on the flat map: right and up, in radii of the globe."""
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    slope = A1 + 3 * A2 * squared + sixth * (7 * A3 + 9 * A4 * squared)
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * slope)
    return x, theta * (A1 + A2 * squared + sixth * (A3 + A4 * squared))


def flat_ring(ring: Sequence[tuple[float, float]]) -> list[Flat]:
    """A ring of longitudes and latitudes on the flat map, whole on one side of its cut."""
    middle = sum(longitude for longitude, _ in ring) / len(ring)
    turn = 360 * round((CENTRE - middle) / 360)
    return [equal_earth(longitude + turn - CENTRE, latitude) for longitude, latitude in ring]
