"""Sentences as a reader gets them; each was read and judged against its rows by hand."""

from __future__ import annotations

import pytest
from summarised import DAY, Asked, ask

SENTENCES = [
    (
        ask("share", "lithium", stage="mining"),
        "Australia mined about 32% of the world's lithium in 2025 and China about 21%, not "
        "counting the United States, whose figure is withheld.",
    ),
    (
        ask("share", "lithium", stage="mining,refining"),
        "China refined 70% of the world's lithium in 2024 but mined about 21% in 2025, "
        "while Australia mined about 32%, not counting the United States, whose figure is "
        "withheld.",
    ),
    (
        ask("share", "gallium", stage="refining"),
        "China refined about 99% of the world's gallium in 2025.",
    ),
    (
        ask("share", "graphite", stage="mining,refining"),
        "China mined about 80% of the world's graphite in 2025 and refined 96% of the "
        "world's battery-grade graphite in 2024.",
    ),
    (
        ask("share", "gold", stage="mining"),
        "Which country mined the most gold in 2025 is not known: 31% of the total is of "
        "countries not named, and China, the largest named, has about 12%.",
    ),
    (
        ask("share", "germanium", stage="refining"),
        "China refined 83% of the world's germanium on average in 2016-2020, ahead of "
        "Russia (5%). Publishers differ widely on this figure.",
    ),
    (
        ask("share", "lithium", "cobalt", "gallium", stage="mining"),
        "Largest share of mining in 2025: lithium, Australia (about 32%, not counting the withheld "
        "figure of the United States); cobalt, DR Congo (about 73%). No figure for gallium mining.",
    ),
    (
        ask("share", "lithium", source="iea@2024", year="2030"),
        "By the IEA's 2024 edition, Australia is projected to mine 32% of the world's lithium in "
        "2030, ahead of China (23%).",
    ),
    (
        ask("share", "lithium", "cobalt", year="2030"),
        "By the IEA's 2025 edition, the largest share of mining in 2030: lithium, China (28%); "
        "cobalt, DR Congo (62%).",
    ),
    (
        ask("share", "tantalum", "lithium", stage="reserves"),
        "Largest share of listed reserves in 2025: tantalum, China (60% of those printed); "
        "lithium, Chile (25%).",
    ),
    (
        ask("share", "lithium", country="USA"),
        "The United States' figure is withheld and in no share (lithium mining, 2025).",
    ),
    (
        ask("share", "lithium", country="CHN"),
        "China mined about 21% of the world's lithium in 2025, not counting the United States, "
        "whose figure is withheld.",
    ),
    (
        ask("share", "lithium", top=1),
        "Australia mined about 32% of the world's lithium in 2025, not counting the United "
        "States, whose figure is withheld.",
    ),
    (
        ask("share", "antimony", country=("USA", "CHN")),
        "China mined about 36% of the world's antimony in 2025; the United States' figure is "
        "withheld and in no share (antimony mining, 2025).",
    ),
    (
        ask("share", "bauxite", by="bloc:g7"),
        "No figure for members of G7 (bauxite mining, 2025). The United States' figure is withheld "
        "and in no share.",
    ),
    (
        ask("trend", "lithium", country="USA"),
        "The United States' figure is withheld and in no share (lithium mining, 2025).",
    ),
    (
        ask("trend", "lithium", country=("CHN", "AUS")),
        "China's share of lithium mining rose from about 13% in 2021 to about 21% in 2025 "
        "while Australia's fell from 52% to about 32%. Figures come from 4 editions of the "
        "USGS; output of the United States is withheld and in no share.",
    ),
    (
        ask("trend", "cobalt"),
        "DR Congo's share of cobalt mining was about 72% in 2021 and about 73% in 2025 "
        "while Indonesia's rose from about 1.6% to about 14%. Figures come from 4 editions "
        "of the USGS.",
    ),
    (
        ask("trend", "lithium", source="iea", year="2024,2030,2040"),
        "By the IEA's 2025 edition, China's share of lithium mining is projected to rise from 22% "
        "in 2024 to 30% in "
        "2040 while Australia's is projected to fall from 35% to 24%.",
    ),
    (
        ask("reserves", "rare-earths"),
        "China mined about 69% of the world's rare earths in 2025 and held 58% of the "
        "listed reserves. No reserve is printed for Myanmar, which mined about 5.7% of output in "
        "2025.",
    ),
    (
        ask("reserves", "lithium"),
        "Chile held 25% of the listed reserves of lithium in 2025 and mined about 19% of "
        "output; Australia mined about 32%, not counting the United States (output "
        "withheld).",
    ),
    (
        ask("reserves", "copper"),
        "Chile mined about 23% of the world's copper in 2025 and held 18% of the listed "
        "reserves, the most of any country named.",
    ),
    (
        ask("dependency", "JPN", "graphite"),
        "Japan bought 90% of its recorded imports of graphite ore from China in 2024, by "
        "value. Graphite anode material is not in these trade codes.",
    ),
    (
        ask("dependency", "USA", "graphite"),
        "The United States bought 46% of its recorded imports of graphite ore from China "
        "and 13% from Canada on average in 2021-2024. Graphite anode material is not in "
        "these trade codes.",
    ),
    (
        ask("dependency", "eu27", "tungsten"),
        "Of the EU27's recorded imports in 2024, by value, trade among its members left "
        "out: Bolivia supplied 51% of tungsten ore; Vietnam 31% of tungsten intermediates; "
        "China 40% of refined tungsten. Goods made of tungsten are not in these trade "
        "codes.",
    ),
    (
        ask("dependency", "JPN", "gallium"),
        "From whom Japan buys refined gallium cannot be told: the trade codes also hold "
        "other goods.",
    ),
    (
        ask("dependency", "JPN", "cobalt", supplier="COD"),
        "No imports of cobalt intermediates or refined cobalt by Japan from DR Congo are "
        "recorded in 2024. What was mined there and refined elsewhere is not counted.",
    ),
    (
        ask("dependency", "USA", "copper", year="2015:2024", measure="weight"),
        "Of the United States' recorded imports in 2024, by product weight: Chile supplied 71% of "
        "refined copper; China 59% of the little copper ore imported. Copper intermediates are "
        "not in these trade codes.",
    ),
    (
        ask("dependency", "JPN", "antimony"),
        "Of Japan's recorded imports in 2024, by value: China supplied 28% of refined antimony; "
        "Austria 100% of the little antimony ore imported. Antimony intermediates are not in "
        "these trade codes.",
    ),
    (
        ask("dependency", "DEU", "cobalt"),
        "Of Germany's recorded imports in 2024, by value: Finland supplied 83% of cobalt "
        "intermediates; Belgium 15% of refined cobalt and over 99% of the little cobalt ore "
        "imported. Goods made of cobalt are not in these trade codes.",
    ),
    (
        ask("dependency", "USA", "copper", "zinc"),
        "Of the United States' recorded imports on average in 2021-2024: Canada supplied about "
        "99% of copper ore; Peru 50% of zinc ore; Finland 88% of copper intermediates; 5 more "
        "forms in the table.",
    ),
    (
        ask("via", "USA", "graphite", origin="CHN"),
        "Between 53% and 64% of the United States' supply of graphite ore was produced in China "
        "in 2024, if imports mix evenly: at least 44% shipped directly and at least 8.8% through "
        "other countries, above all Canada (4.1%) and Mexico (2.5%).",
    ),
    (
        ask("via", "eu27", "copper", origin="CHN"),
        "Of the EU27's supply in 2024, up to 23% of copper ore and 0.2% to 26% of refined copper "
        "(at least 0.2% through other countries) was produced in China, if imports mix evenly. "
        "The EU27's own output is part of that supply.",
    ),
    (
        ask("via", "USA", "cobalt", origin="COD"),
        "Up to 15% of the United States' supply of cobalt intermediates was produced in DR Congo "
        "in 2024, if imports mix evenly; none of it was shipped directly. How much of the United "
        "States' supply of refined cobalt was produced in DR Congo in 2024 cannot be told.",
    ),
    (
        ask("via", "USA", "rare-earths", origin="CHN"),
        "How much of the United States' supply of refined rare earths was produced in China "
        "in 2024 cannot be told: the range over what is assumed is wider than 30 points.",
    ),
    (
        ask("via", "USA", "copper", origin="CHL", origin_stage="mining"),
        "Between 35% and 47% of the United States' supply of refined copper in 2024 was "
        "mined in Chile, if supply mixes evenly; the largest chain is refined in Chile "
        "(35%); 12% is followed to no mine.",
    ),
    (
        ask("reliance", "antimony"),
        "The United States relied on imports for about 91% of its antimony in 2025; 55% of "
        "its imports came from China (2021-2024 average).",
    ),
    (
        ask("reliance", "lithium"),
        "The United States relied on imports for more than 50% of its lithium in 2025; 54% "
        "of its imports came from Chile (2021-2024 average).",
    ),
    (
        ask("reliance", "graphite", "lithium", "cobalt", buyer="JPN"),
        "Japan relied on imports for about 100% of its graphite ore and 61% to 100% of its "
        "refined lithium in 2024. No figure for cobalt.",
    ),
    (
        ask("reliance"),
        "Of 96 minerals with a figure, the United States imported all of what it used of "
        "16, net of exports, and more than half of 37 others in 2025; it was a net exporter "
        "of 16.",
    ),
    (
        ask("risk", "tungsten"),
        "The European Union's supply risk of tungsten is 1.2 at the refinery, above its "
        "threshold of 1.0, recomputed here from shares of 2016-2020.",
    ),
    (
        ask("risk", "germanium"),
        "The European Union's supply risk of germanium at the refinery, recomputed here from "
        "shares of 2016-2020, is 3.6, above its threshold of 1.0; the study prints 1.8.",
    ),
    (
        ask("exposure", "CHN", supplier="COD", mineral="cobalt", as_of=DAY),
        "Of China's recorded imports in 2024, by value, DR Congo supplied 96% of cobalt "
        "intermediates and none of refined cobalt; by its law as of 24 November 2026 it sets an "
        "export quota on some or all cobalt intermediates (last confirmed 14 January 2026). What "
        "was mined in DR Congo and refined elsewhere is not in these figures.",
    ),
    (
        ask("risk", "lithium"),
        "The European Union's supply risk of lithium at the refinery, recomputed here from "
        "shares of 2016-2020, is 2.0, above its threshold of 1.0; the study prints 1.9.",
    ),
    (
        ask("risk", "cobalt", method="geopolrisk", buyer="JPN"),
        "Japan's GeoPolRisk score (0 to 1) in 2024 was 0.050 to 0.12 for refined cobalt (it "
        "imports 43%).",
    ),
    (
        ask("exposure", "JPN", supplier="CHN", mineral="graphite", as_of=DAY),
        "China supplied 90% of Japan's recorded imports of graphite ore in 2024, by value; 59% of "
        "all of Japan's imports of it fall under an export licence as of 24 November 2026 (last "
        "confirmed 23 August 2026). China's bans on certain users in Japan are not in this "
        "figure.",
    ),
    (
        ask("exposure", "JPN", supplier="CHN", mineral="rare-earths", as_of=DAY),
        "China supplied 38% of Japan's recorded imports of refined rare earths in 2024, by value; "
        "up to 36% of all of Japan's imports of them fall under an export licence as of 24 "
        "November 2026 (the trade code mixes goods; last confirmed 31 July 2026). By origin, 65% "
        "to 86% of Japan's supply was made in China (by weight, own output included, if imports "
        "mix evenly).",
    ),
    (
        ask("exposure", "JPN", supplier="CHN", mineral="gallium", as_of=DAY),
        "China's part of Japan's imports of refined gallium cannot be told: the trade codes "
        "also hold other goods; China's export control on it is in force as of 24 November "
        "2026 (last confirmed 5 July 2026).",
    ),
    (
        ask("exposure", "JPN", supplier="CHN", mineral="tungsten", as_of=DAY),
        "Of Japan's recorded imports in 2024, by value, China supplied over 99% of refined "
        "tungsten and none of tungsten ore; by its law as of 24 November 2026 it requires "
        "an export licence for some or all refined tungsten (last confirmed 30 December "
        "2025). China's bans on certain users in Japan are not in these figures.",
    ),
    (
        ask("exposure", "NLD", supplier="CHN", mineral="gallium", as_of=DAY),
        "China supplied 27% of the Netherlands' recorded imports of refined gallium in "
        "2024, by value, after over 99% in 2022, the year before its first control; all of "
        "that falls under an export licence as of 24 November 2026 (last confirmed 5 July "
        "2026). China's bans on certain users in the Netherlands are not in this figure.",
    ),
    (
        ask("exposure", "USA", supplier="CHN", mineral="lithium", as_of=DAY),
        "China is not among the sources of the United States' imports of refined lithium "
        "that are named (2021-2024 average); its share is unknown, not zero.",
    ),
    (
        ask("exposure", "JPN", supplier="COD", mineral="cobalt", as_of=DAY),
        "No imports of cobalt intermediates or refined cobalt by Japan from DR Congo are "
        "recorded in 2024. What was mined in DR Congo and refined elsewhere cannot be told.",
    ),
    (
        ask("exposure", "JPN", supplier="CHN", summary=True, as_of=DAY),
        "China supplied more than half of Japan's recorded imports of at least one form of 12 of "
        "the 42 minerals that can be compared; 27 more cannot, because their trade codes are "
        "shared. As of 24 November 2026, more than half of at least one form falls under an "
        "export licence for 2 to 4 minerals.",
    ),
    (
        ask("shock", "JPN", "lithium", stop="CHN", as_of=DAY),
        "If China stopped all lithium exports and nothing reacted, Japan would lose 66% of "
        "its recorded imports of refined lithium, about 34,000 t a year (product weight, "
        "trade of 2024). Stocks are not published.",
    ),
    (
        ask("shock", "JPN", "cobalt", stop="COD=0.573", as_of=DAY),
        "What a 57% cut of DR Congo's cobalt exports takes from Japan cannot be told: 82% "
        "of the feed behind its refined cobalt is in no table.",
    ),
    (
        ask("shock", "JPN", "copper", stop=("COD=0.573", "CHL=0.5"), reach=1.0, as_of=DAY),
        "If DR Congo cut its copper exports by 57% and Chile by 50% (re-exports stopped "
        "too), Japan would lose 11% to 23% of its imports by weight of copper ore and at "
        "least 18% of its recorded imports of refined copper (trade of 2024). What the "
        "stopped suppliers mined and others refined is not counted.",
    ),
    (
        ask("shock", "JPN", stop="CHN", as_of=DAY),
        "If China stopped all exports and nothing reacted, Japan would lose more than half "
        "of its recorded imports in 12 of 51 lines (a mineral in one form, trade to 2024); "
        "the largest loss by customs value is refined lithium (about 560 million dollars).",
    ),
]


@pytest.mark.parametrize(("asked", "sentence"), SENTENCES, ids=[str(one) for one, _ in SENTENCES])
def test_a_sentence_reads(asked: Asked, sentence: str) -> None:
    table = asked.table()
    assert table is not None
    assert table.summary == sentence
