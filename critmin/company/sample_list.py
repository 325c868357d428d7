"""Sample supplier list: the columns that a list may have, and lines as purchasing writes them."""

COLUMNS = ("material", "supplier", "country", "HS code", "quantity", "unit")
LINES = (
    ("lithium hydroxide monohydrate, battery grade", "Supplier A", "Chile", "282520", "1200", "t"),
    ("nickel sulphate", "Supplier B", "Finland", "283324", "800", "t"),
    ("cobalt hydroxide", "Supplier C", "DR Congo", "", "150", "t"),
    ("NdFeB magnets N42SH", "Supplier D", "China", "", "9500", "kg"),
    ("ferrovanadium 80% V", "Supplier E", "Austria", "720292", "60", "t"),
    ("tungsten carbide powder", "Supplier F", "Japan", "", "4", "t"),
)


def sample_list() -> str:
    """Sample list as CSV: a header and six lines."""
    import csv
    import io

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((COLUMNS, *LINES))
    return text.getvalue()
