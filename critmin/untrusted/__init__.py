"""Files of strangers: containers that are believed in nothing, and what a file may cost."""
