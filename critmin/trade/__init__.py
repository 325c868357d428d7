"""Tariff codes, recorded trade flows, buyers and import shares: dependency."""
