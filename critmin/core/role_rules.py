"""Rules of roles: what the countries of a question are, in the order in which they are typed."""

from __future__ import annotations

from critmin.core.named_tuple import NamedTuple

MINERAL, PLACE = "mineral", "place"


class Rule(NamedTuple):
    """Names that a question takes; declared with it, which gives its name.

    ``one`` are the roles that each take one country, in order; ``rest`` is the role of all others,
    empty for none. ``needs`` are the roles of countries that must be filled, ``needs_mineral``
    whether a mineral must be (unless the figures are a user's own). ``minerals`` is the largest
    number of minerals, None for any. ``code`` is what a code is by its place: at the first place,
    and at the others. ``blocs`` is whether a bloc can stand for a country. ``beyond`` is what to
    write for a country that has no role, with the ``first`` country and that ``place``. ``stages``
    is whether a word for a stage of supply may stand among the names.
    """

    question: str = ""
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


BY_PLACE = (PLACE, MINERAL)
RULES: dict[str, Rule] = {}  # of the questions whose modules are loaded


def rule_of(question: str) -> Rule:
    """Rule of a question, which is declared with it; its module is loaded if it is not yet."""
    if question not in RULES:
        import critmin

        getattr(critmin, question)
    return RULES[question]
