"""The command line of critmin: options in, answers and exit codes out."""
