"""Pages in HTML: the templates, style and script that all of them share."""
