"""Sentences under the headings of a report: how to read each section."""

from __future__ import annotations

NEWEST = 12  # agreements and events shown

SHARES_LEAD = (
    "Shares by country of mine or plant, not of its owner. A producer whose output is withheld is "
    "named and is not in the total. Output without a named country is never counted as a country."
)
INDEX_LEAD = (
    "Herfindahl-Hirschman index from 0 to 10,000: 10,000 is one supplier. The bounds show how "
    "much unnamed producers could change it. The marks at 1,000 and 1,800 are the limits "
    "of the bands, which were made for firms, not states."
)
BOUGHT_LEAD = (
    "Shares of recorded imports, by value, in the traded forms that have data. Re-exports are not "
    "subtracted: the supplier may not be the country that produced the mineral."
)
EXPOSED_LEAD = (
    "Direct shares are of recorded imports, in the traded forms that have data (forms_held of "
    "forms_all). Origin shares are between two values if imports mix evenly; the rest has unknown "
    "origin. Under licence or ban: the low value counts only codes wholly inside a control, "
    "the high one all codes that it covers at least in part. This is law, not practice. After a "
    "control a low share is often its result, so the last year before the first control is shown "
    "with the newest year."
)
STOPPED_LEAD = (
    "Loss of imports if all shipments stop and nobody reacts. Losses of several minerals do not "
    "add up. A loss in USD is customs value, not damage."
)
PRICE_LEAD = "Means of calendar years, in the source's unit and for its form."
CONTROLS_LEAD = (
    "State on the day, computed from dated events. This is law, not practice. A missing row does "
    "not prove that there is no control."
)

AGREED_LEAD = (
    f"At most the {NEWEST} newest. Critical minerals as a group name no single mineral. What a "
    "text names is unknown where it was not read; unknown is not no."
)
HAPPENED_LEAD = (
    f"At most the {NEWEST} newest of the tariffs, controls, answers and easings since October "
    "2022, with the state of their export controls on the day."
)
DEMAND_LEAD = (
    "Shares of the world's electric cars sold and of the solar and wind capacity added, net of "
    "losses. A country that the source does not list has at most the rest of the world's share."
)
