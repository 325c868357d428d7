"""What is here and from where: minerals, sources, citations, tables."""
