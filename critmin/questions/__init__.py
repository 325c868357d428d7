"""One module per question: catalog in, `Table` out."""
