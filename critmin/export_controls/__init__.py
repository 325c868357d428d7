"""Export controls: the register, their state on a day, what they reach: controls."""
