"""Contents and sources of the data: minerals, sources, citations, tables."""
