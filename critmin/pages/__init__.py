"""Pages in HTML: the templates, style and script that all of them share.

`shell.written` writes a page from a template that extends ``base.html``; `tables.table_view` and
`figures.figure_view` make what the macros of ``views.html`` write.
"""
