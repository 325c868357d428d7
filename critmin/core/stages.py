"""Stages of supply and traded forms, and the words that people use for stages."""

from __future__ import annotations

STAGES = ("mining", "refining", "reserves", "capacity")
TRADE_FORMS = (
    "ore",
    "intermediate",
    "ferroalloy",
    "refined",
    "semi",
    "magnet",
    "downstream",
    "scrap",
    "mixed",
)
# Traded forms of each stage of supply. Semi, magnet, downstream and scrap are no stage's output.
# A publisher's sum over several forms is `mixed`; it counts with the processed forms.
STAGE_FORMS = {"mining": ("ore",), "refining": ("intermediate", "ferroalloy", "refined")}
STAGE_OF_FORM = {form: stage for stage, forms in STAGE_FORMS.items() for form in forms}
STAGE_OF_FORM["mixed"] = "refining"
# Product of each stage: the stage's output is compared only with trade in this form.
STAGE_PRODUCTS = {"mining": "ore", "refining": "refined"}
PRODUCT_STAGES = {form: stage for stage, form in STAGE_PRODUCTS.items()}
STAGE_WORDS = {
    "mine": "mining",
    "mined": "mining",
    "extraction": "mining",
    "mines": "mining",
    "refinery": "refining",
    "refineries": "refining",
    "refined": "refining",
    "refined-output": "refining",
    "processing": "refining",
    "smelting": "refining",
    "smelter": "refining",
    "separation": "refining",
    "reserve": "reserves",
    "capacities": "capacity",
}
