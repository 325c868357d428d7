"""How charts are drawn; `critmin.pictures` is the way in."""
