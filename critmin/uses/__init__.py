"""What minerals are used for and who calls them critical: technology, lists, host metals."""
