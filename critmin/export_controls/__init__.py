"""Export controls: the register, their state on a day, the trade that they cover: controls."""
