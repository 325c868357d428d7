"""Tariff codes, recorded flows, buyers, and imports as shares: dependency."""
