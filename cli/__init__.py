"""The command line of critmin: it translates, it decides nothing."""
