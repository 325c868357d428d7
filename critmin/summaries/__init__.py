"""Summaries of the questions on supply and trade: sentences made from the rows of an answer."""
