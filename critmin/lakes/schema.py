"""Schema of a lake: one row a recorded flow, whatever its publisher. Pure."""

from __future__ import annotations

from critmin.core.named_tuple import NamedTuple

# Money and weights are kept as exact decimals, so that a sum is the same on every engine.
AMOUNT = "decimal(18,3)"

# What is known of a row's figures; each is told from zero.
NUMBER = "number"  # value and, where given, weight are figures
MISSING = "missing"  # the publisher gives the row without a value
SUPPRESSED = "suppressed"  # the partner, the value or the weight is confidential
RESIDUAL = "residual"  # the partner is a group or not specified, not a country
STATES = (NUMBER, MISSING, SUPPRESSED, RESIDUAL)

FLOWS = ("import", "export", "re-import", "re-export", "trade")


# Digits of a whole code, by nomenclature.
DIGITS = {f"HS{year}": 6 for year in ("92", "96", "02", "07", "12", "17", "22")} | {
    "CN": 8,
    "HTS": 10,
    "SCHB": 10,
    "NCM": 8,
}

# Codes of ISO 4217, with those of currencies that ended since 1988.
_ISO_4217 = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
    "GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
    "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
    "MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
    "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS "
    "UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG "
    "ATS BEF CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK"
)
CURRENCIES = tuple(_ISO_4217.split())


class Column(NamedTuple):
    """Column of a lake."""

    name: str
    type: str  # of ``text`` or `AMOUNT`
    may_be_empty: bool
    description: str


COLUMNS = (
    Column("source", "text", False, "Publisher's data: baci-hs92, comext, census, table ..."),
    Column("edition", "text", False, "Edition of the source, as the user or the file names it"),
    Column("period", "text", False, "Year (2024) or month (2024-01)"),
    Column("reporter", "text", True, "ISO3 of who recorded it; empty where reconciled"),
    Column("importer", "text", True, "ISO3 or a code of trade_places.csv; empty if no country"),
    Column("exporter", "text", True, "As importer"),
    Column("flow", "text", False, "import, export, re-import, re-export; trade where reconciled"),
    Column("nomenclature", "text", False, "HS92 to HS22, CN, HTS, SCHB, NCM"),
    Column("code", "text", False, "Code of the goods, digits alone"),
    Column("value", AMOUNT, True, "In the currency of the source, not converted"),
    Column("currency", "text", False, "USD, EUR, GBP"),
    Column("weight_kg", AMOUNT, True, "Net weight of the product"),
    Column("quantity", AMOUNT, True, "In the supplementary unit"),
    Column("quantity_unit", "text", True, "Supplementary unit, as published"),
    Column("state", "text", False, ", ".join(STATES)),
)
NAMES = tuple(column.name for column in COLUMNS)
