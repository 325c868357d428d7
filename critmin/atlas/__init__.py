"""The atlas: a page for each mineral, buyer and supplier, with its tables as files; and the report.

A report is the page of its subject, standing alone.
"""
