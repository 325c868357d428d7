"""Words for types and states of export controls: the only table of them for sentences and titles.

Cells of tables have their own short labels (`critmin.pages.words`).
"""

from __future__ import annotations

from critmin.core.named_tuple import NamedTuple

# Name of a measure by its type, after its country: "China's export-licence rule".
NOUNS = {
    "ban": "export ban",
    "suspension-of-exports": "suspension of exports",
    "quota": "export quota",
    "licence": "export-licence rule",
    "tax": "export tax",
    "state-trading": "list of allowed exporters",
    "end-use-ban": "end-use ban",
    "entity-list": "list of barred firms",
    "watch-list": "watch list of firms",
    "technology": "control of know-how",
    "regulation": "regulation",
    "export-licence-catalogue": "export-licence catalogue",
}
# States in the order of a sentence; in force, last confirmed on an earlier day, is in force.
STATES = {
    "in-force": "in force",
    "announced": "announced and not yet in force",
    "suspended": "suspended",
    "lapsed-unverified": "suspended until a day now past (whether back is not confirmed)",
    "extension-announced": "suspended until a day now past, with an extension announced",
    "ended": "ended",
    "date-uncertain": "of uncertain date",
}
# The same with the day until which a measure was suspended.
PAUSED = {
    "suspended": "is suspended until {until}",
    "lapsed-unverified": "was suspended until {until}; whether it is back is not confirmed",
    "extension-announced": "was suspended until {until}; an extension is announced, and its legal "
    "text was not seen",
}


class Verbs(NamedTuple):
    """What a rule on goods does: by one and by several countries.

    Before the goods (``one``, ``many``), without them (``alone``, ``many_alone``), in a title
    (``short``, ``many_short``; empty where titles name no such rule), and ``since`` a day.
    """

    one: str
    many: str
    alone: str
    many_alone: str
    since: str
    short: str = ""
    many_short: str = ""


VERBS = {
    "ban": Verbs(
        "bans exports of",
        "ban exports of",
        "bans exports",
        "ban exports",
        "has banned exports of",
        "bans",
        "ban",
    ),
    "suspension-of-exports": Verbs(
        "has suspended exports of",
        "have suspended exports of",
        "has suspended exports",
        "have suspended exports",
        "has suspended exports of",
        "bans",
        "ban",
    ),
    "quota": Verbs(
        "sets export quotas for",
        "set export quotas for",
        "sets export quotas",
        "set export quotas",
        "has limited by quota its exports of",
        "sets quotas for",
        "set quotas for",
    ),
    "licence": Verbs(
        "requires an export licence for",
        "require an export licence for",
        "requires an export licence",
        "require an export licence",
        "has required export licences for",
        "requires licences for",
        "require licences for",
    ),
    "tax": Verbs(
        "taxes exports of",
        "tax exports of",
        "taxes exports",
        "tax exports",
        "has taxed its exports of",
    ),
    "state-trading": Verbs(
        "lets only named firms export",
        "let only named firms export",
        "lets only named firms export them",
        "let only named firms export them",
        "has let only named firms export",
    ),
}
# What rules are about that do not restrict goods as such.
BOUND = {
    "entity-list": "named firms",
    "watch-list": "named firms",
    "technology": "know-how",
    "regulation": "licensing",
    "export-licence-catalogue": "licensing",
}
