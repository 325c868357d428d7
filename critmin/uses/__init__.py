"""Technologies, official lists of critical minerals, and host metals: technology, lists."""
