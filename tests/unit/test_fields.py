"""The forms of languages, dates, identifiers and addresses."""

from __future__ import annotations

import datetime

import pytest

from publier import fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr-fr", "fr-FR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("de-1996", "de-1996"),
        ("fr-x-lyon", "fr-x-lyon"),
        ("frp", "frp"),
        ("no", "no"),
        ("en-u-nu-latn", "en-u-nu-latn"),
        ("fr_FR", None),
        ("français", None),
        ("french", None),
        ("f", None),
        ("", None),
        ("fr-", None),
        ("fr FR", None),
        ("33", None),
        ("fr-FRANCE1234", None),
        ("ſr", None),
    ],
)
def test_language(text: str, expected: str | None) -> None:
    assert fields.language(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("fr_FR", "fr-FR"), ("fr_FR.UTF-8", "fr-FR"), ("Français", "fr"), ("English", "en"), ("???", "fr")],
)
def test_nearest_language(text: str, expected: str) -> None:
    assert fields.nearest_language(text) == expected


@pytest.mark.parametrize(
    "text", ["2020-05-14", "2020-05", "2020", "2020~", "2020?", "2020-05~", "2020-02-29", "0800"]
)
def test_dates(text: str) -> None:
    assert fields.date_shape(text)
    assert fields.first_day(text)


@pytest.mark.parametrize("text", ["2020-02-31", "2021-02-29", "2020-13", "2020-00-01", "2020-05-00", "0000"])
def test_impossible_dates(text: str) -> None:
    assert fields.date_shape(text)
    assert fields.first_day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20",
        "14/05/2020",
        "2020-5-1",
        "~2020",
        "2020/2021",
        "mai 2020",
        "٢٠٢٠",
        "2020\n",
        "2020-05-14T10:00",
    ],
)
def test_no_dates(text: str) -> None:
    assert not fields.date_shape(text)
    assert fields.first_day(text) is None


def test_first_day() -> None:
    assert fields.first_day("2020-05~") == datetime.date(2020, 5, 1)
    assert fields.first_day("2020") == datetime.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14/05/2020", "2020-05-14"),
        ("4.5.2020", "2020-05-04"),
        ("31/02/2020", "2020-05-14"),
        ("hier", "2020-05-14"),
    ],
)
def test_nearest_date(text: str, expected: str) -> None:
    assert fields.nearest_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.5555/12345", "10.5555/12345"),
        ("https://doi.org/10.5555/A(b)", "10.5555/A(b)"),
        ("doi:10.1000.10/1", "10.1000.10/1"),
        ("11.5555/1", None),
        ("10.5555", None),
        ("10.5555/a b", None),
        ("10.5555/a\u00a0b", None),
        ("10.5555/<b>", None),
    ],
)
def test_doi(text: str, expected: str | None) -> None:
    assert fields.doi(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("978-2-07-036822-8", "9782070368228"),
        ("ISBN 978 2 07 036822 8", "9782070368228"),
        ("2-07-036822-X", "207036822X"),
        ("978-2-07-036822-4", None),
        ("2-07-036822-1", None),
        ("9772070368228", None),
        ("12", None),
        ("", None),
        ("٩٧٨٢٠٧٠٣٦٨٢٢٨", None),
    ],
)
def test_isbn(text: str, expected: str | None) -> None:
    assert fields.isbn(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ark:/12148/btv1b8449691v", "ark:/12148/btv1b8449691v"),
        ("ark:12148/b", "ark:/12148/b"),
        ("https://gallica.bnf.fr/ark:/12148/btv1b8449691v", "ark:/12148/btv1b8449691v"),
        ("12148/btv1b8449691v", None),
        ("ark:/12/b", None),
        ("ark:/12148/", None),
    ],
)
def test_ark(text: str, expected: str | None) -> None:
    assert fields.ark(text) == expected


@pytest.mark.parametrize(
    "text", ["urn:nbn:fr:bnf-1", "urn:uuid:5b0f6a5e-3f0e-5d8e-9f2f-0123456789ab", "URN:ISBN:978"]
)
def test_urn(text: str) -> None:
    assert fields.urn(text) == text


@pytest.mark.parametrize("text", ["nbn:fr:x", "urn:x", "urn:n:x", "urn:nbn:", "urn:nbn:a b", 'urn:nbn:"'])
def test_no_urn(text: str) -> None:
    assert fields.urn(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000-0002-1825-0098", None),
        ("0000000218250097", None),
        ("", None),
    ],
)
def test_orcid(text: str, expected: str | None) -> None:
    assert fields.orcid(text) == expected


@pytest.mark.parametrize(
    "text",
    ["https://www.millenaire3.com/", "http://a.example", "https://a.example:8080/é?x=1#y", "https://[::1]/"],
)
def test_url(text: str) -> None:
    assert fields.url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "www.millenaire3.com",
        "ftp://a.example",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://a b.example",
        "https://me:secret@a.example",
        "https://a.example:x/",
        "http://[",
        "https://a.example/\u00a0",
        'https://a.example/"',
    ],
)
def test_no_url(text: str) -> None:
    assert fields.url(text) is None


OWN = """127.0.0.1 127.1 0x7f.1 2130706433 [::1] ::ffff:10.0.0.1 10.1.2.3 192.168.1.20 169.254.169.254 fe80::1
    0.0.0.0 1.2.3.4.5 localhost localhost. intranet a.localhost Imprimante.LOCAL metadata.google.internal"""
PUBLIC = "a.example 9.9.9.9 2620:fe::9 10.example local.example a.1b"


@pytest.mark.parametrize("host", OWN.split())
def test_a_host_that_is_no_place_of_the_public_web(host: str) -> None:
    assert fields.is_private(host)


@pytest.mark.parametrize("host", PUBLIC.split())
def test_a_host_of_the_public_web(host: str) -> None:
    assert not fields.is_private(host)
