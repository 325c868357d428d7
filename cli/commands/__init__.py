"""Commands of the program itself, which ask no question of the package."""
