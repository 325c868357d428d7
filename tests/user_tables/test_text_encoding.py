"""Encodings: read where the bytes allow one reading, else both readings are named."""

from __future__ import annotations

import pytest

from critmin.core.errors import DataError
from critmin.user_tables.text_encoding import decoded

GERMAN = "Rohstoff;Land\nLithium;Türkei\nLithium;Südafrika\nLithium;Österreich\n"
FRENCH = "minéral;pays\ncobalt;Pérou\ncobalt;États-Unis\ncobalt;Brésil\n"
JAPANESE = "鉱種,国名\nLi,オーストラリア\nLi,中国\n"
CHINESE = "矿种,国家\nLi,澳大利亚\nLi,智利\n"


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (GERMAN, "utf-8", ""),
        (GERMAN, "utf-8-sig", ""),
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN, "cp850", "cp850"),
        (GERMAN, "mac_roman", "Macintosh Roman"),
        (FRENCH, "cp1252", "cp1252"),
        (FRENCH, "utf-16", "UTF-16"),
        (FRENCH, "utf-16-le", "UTF-16"),
        (FRENCH, "utf-16-be", "UTF-16"),
        (JAPANESE, "cp932", "Shift JIS"),
        (CHINESE, "gb18030", "GB 18030"),
        ("a,b\n1,Müller GmbH\n2,Société Générale\n", "cp1252", "cp1252"),
        ("a,b\n1,“Köln”\n", "cp1252", "cp1252"),
    ],
)
def test_the_one_reading(text: str, codec: str, name: str) -> None:
    assert decoded("own.csv", text.encode(codec), lenient=True) == (text, name)


@pytest.mark.parametrize(
    ("text", "codec", "said"),
    [
        ("a,b\n1,Köln\n", "mac_roman", "may be 'Kšln' (cp1252) or 'Köln' (Macintosh Roman)"),
        ("a,b\n1,Ещё\n", "cp1251", "is not UTF-8: save it as UTF-8"),
        ("a,b\n1,サプライ\n", "cp932", "is not UTF-8"),
    ],
)
def test_two_readings_or_none(text: str, codec: str, said: str) -> None:
    with pytest.raises(DataError) as error:
        decoded("own.csv", text.encode(codec), lenient=True)
    assert (error.value.line, error.value.code) == (2, "encoding")
    assert said in str(error.value)


def test_where_only_utf8_is_read() -> None:
    for codec in ("cp1252", "utf-16"):
        with pytest.raises(DataError, match="save it as UTF-8"):
            decoded("own.csv", GERMAN.encode(codec), lenient=False)
