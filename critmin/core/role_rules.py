"""Roles of names in each question: what its countries are, in the order in which they are typed."""

from __future__ import annotations

from critmin.core.named_tuple import NamedTuple

MINERAL, PLACE = "mineral", "place"


class Rule(NamedTuple):
    """Names that a question takes.

    ``one`` are the roles that each take one country, in order; ``rest`` is the role of all others,
    empty for none. ``needs`` are the roles of countries that must be filled, ``needs_mineral``
    whether a mineral must be (unless the figures are a user's own). ``minerals`` is the largest
    number of minerals, None for any. ``code`` is what a code is by its place: at the first place,
    and at the others. ``blocs`` is whether a bloc can stand for a country. ``beyond`` is what to
    write for a country that has no role, with the ``first`` country and that ``place``. ``stages``
    is whether a word for a stage of supply may stand among the names.
    """

    question: str
    one: tuple[str, ...] = ()
    rest: str = ""
    needs: tuple[str, ...] = ()
    needs_mineral: bool = False
    minerals: int | None = None
    code: tuple[str, str] = (MINERAL, MINERAL)
    blocs: bool = True
    beyond: str = ""
    stages: bool = False

    @property
    def roles(self) -> tuple[str, ...]:
        """All roles of countries, in order."""
        return (*self.one, *([self.rest] if self.rest else []))


_BY_PLACE = (PLACE, MINERAL)
RULES = {
    rule.question: rule
    for rule in (
        Rule("share", rest="country", needs_mineral=True, stages=True),
        Rule("trend", rest="country", stages=True),
        Rule("reserves", rest="country", needs_mineral=True, blocs=False),
        Rule(
            "hhi",
            beyond="the HHI is of the whole world; critmin share shows single countries",
            stages=True,
        ),
        Rule("exposure", rest="buyer", needs=("buyer",), code=(PLACE, PLACE)),
        Rule("dependency", one=("buyer",), rest="supplier", needs=("buyer",), code=_BY_PLACE),
        Rule(
            "shock",
            one=("buyer",),
            needs=("buyer",),
            code=_BY_PLACE,
            beyond="name one buyer: critmin shock {first} --stop {place}, or critmin shock {place} "
            "--stop {first}",
        ),
        Rule(
            "via",
            one=("buyer",),
            needs=("buyer",),
            needs_mineral=True,
            minerals=1,
            code=_BY_PLACE,
            beyond="name one buyer: critmin via {first} --supplier {place}, or critmin via {place} "
            "--supplier {first}, with a mineral",
        ),
        Rule("effect", rest="buyer", needs_mineral=True, minerals=1),
        Rule("screen", rest="buyer", code=(PLACE, PLACE)),
        Rule("reliance", one=("buyer",), beyond="reliance takes one buyer: ask once for each"),
        Rule("risk", one=("buyer",), beyond="risk takes one buyer: ask once for each"),
        Rule(
            "controls",
            one=("country",),
            beyond="name one country that controls: critmin controls {first} --buyer {place}, or "
            "critmin controls {place} --buyer {first}",
        ),
        Rule("events", rest="country"),
        Rule("agreements", rest="party"),
        Rule("lists", rest="issuer"),
        Rule(
            "price",
            beyond="prices are of the world market; --since-control {place} shows them before "
            "and after its export control",
        ),
        Rule("market", beyond="the market is the world's; critmin share shows single countries"),
        Rule("policy", beyond="the views of policy are of one country each: critmin policy"),
        Rule("minerals", minerals=1, beyond="a country is in: critmin brief {place}"),
    )
}
