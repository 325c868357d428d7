"""``python -m critmin`` is the command line."""

from critmin.cli.app import main

if __name__ == "__main__":
    main()
