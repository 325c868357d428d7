"""Pages: one set of blocks, from which briefs, reports and the atlas are written.

`blocks` has their types, and `html_page.written` and `pdf_page.written` write them;
`page_tables.table_view` and `page_figures.picture_of` make those of an answer.
"""
