"""What minerals are for: technologies, official lists, host metals."""
