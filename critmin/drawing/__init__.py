"""Drawing of charts: a sheet, the body of each kind of chart, and writers of SVG, PNG and PDF."""
