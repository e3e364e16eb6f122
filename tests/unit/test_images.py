"""Pictures: found by their exact name, what they say they are, of a size that can be printed."""

from __future__ import annotations

import io
import time
import unicodedata
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PIL import ImageFile

from publier import images, model, svg
from publier.problems import Problem

BAD = Path(__file__).parents[1] / "badinput"
AT = model.At("relecture.md", 8, 1)
OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
)


def picture(kind: str = "PNG", size: tuple[int, int] = (3, 2), **options: object) -> bytes:
    stream = io.BytesIO()
    Pillow.new("RGB", size, "teal").save(stream, kind, **options)
    return stream.getvalue()


def look(name: str, data: bytes | None = None, **others: bytes) -> tuple[model.Image | None, list[Problem]]:
    folder = {name: data} if data is not None else {}
    return images.check(name, folder | others, AT)


def codes(name: str, data: bytes | None = None) -> list[str]:
    image, problems = look(name, data)
    assert (image is None) == bool(problems)
    assert all(problem.at == AT for problem in problems)
    assert all(problem.message(lang) for problem in problems for lang in ("fr", "en"))
    return [problem.code for problem in problems]


def drawing(inside: str, opening: str = OPEN) -> list[str]:
    return codes("dessin.svg", f"{opening}{inside}</svg>".encode())


# ------------------------------------------------------------------ names


@pytest.mark.parametrize(
    "name",
    ["http://a.example/b.png", "HTTPS://a.example/b.png", "//a.example/b.png", "file:///etc/passwd",
     "data:image/png;base64,AAAA", "javascript:alert(1)", "http://[fe80::1]/x.png"],
)  # fmt: skip
def test_an_address_is_no_file(name: str) -> None:
    assert codes(name) == ["L020"]


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../x.png", "a/../../x.png", "..", "%2e%2e/x.png", "C:\\x.png", "c:x.png", "a\\x.png",
     "%2Fetc/passwd"],
)  # fmt: skip
def test_nothing_outside_the_folder(name: str) -> None:
    assert codes(name, picture()) == ["L021"]


def test_a_missing_file_names_the_nearest() -> None:
    _, (problem,) = images.check("images/plam.png", {"images/plan.png": picture()}, AT)
    assert problem.code == "L022"
    assert "images/plan.png" in problem.message()
    assert codes("absent.png") == ["L034"]


def test_case_counts() -> None:
    _, (problem,) = images.check("Plan.PNG", {"plan.png": picture()}, AT)
    assert problem.code == "L023"
    assert "plan.png" in problem.message()


@pytest.mark.parametrize("written", ["été.png", "%C3%A9t%C3%A9.png", "./été.png", "e\u0301te\u0301.png"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_and_blanks_in_names(written: str, form: str) -> None:
    stored = unicodedata.normalize("NFD" if form == "NFD" else "NFC", "été.png")
    image, problems = images.check(written, {stored: picture()}, AT)
    assert image
    assert problems == []


# ------------------------------------------------------------------ kinds and sizes


@pytest.mark.parametrize(
    ("name", "kind", "media_type"),
    [("a.png", "PNG", "image/png"), ("a.jpg", "JPEG", "image/jpeg"), ("A.JPEG", "JPEG", "image/jpeg")],
)
def test_a_picture(name: str, kind: str, media_type: str) -> None:
    data = picture(kind)
    assert look(name, data) == (model.Image(name, media_type, 3, 2, data), [])


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.tiff", "a", "a.png.exe", "a.pdf"])
def test_other_kinds_of_files(name: str) -> None:
    assert codes(name, picture()) == ["L024"]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.png", picture("JPEG"), "JPEG"),
        ("a.jpg", picture("PNG"), "PNG"),
        ("a.png", (BAD / "i03-fake.png").read_bytes(), "GIF"),
        ("a.png", b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
        ("a.jpg", b"\0\0\0\x20ftypheic", "HEIC"),
        ("a.svg", picture(), "PNG"),
        ("a.png", OPEN.encode(), "SVG"),
    ],
)
def test_the_content_says_the_kind(name: str, data: bytes, kind: str) -> None:
    _, (problem,) = look(name, data)
    assert problem.code == "L025"
    assert kind in problem.message()


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    start = time.process_time()
    _, (problem,) = look("bombe.png", (BAD / "i01-bomb.png").read_bytes())
    assert time.process_time() - start < 0.5
    assert problem.code == "L026"
    assert "60\u202f000 × 60\u202f000" in problem.message()


def test_a_jpeg_bomb() -> None:
    data = bytearray(picture("JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"
    assert codes("a.jpg", bytes(data)) == ["L026"]


def test_the_pixel_limit_holds_at_its_edge() -> None:
    assert codes("a.png", picture(size=(images.MAX_PIXELS // 5_000, 5_000))) == []
    assert codes("a.png", picture(size=(images.MAX_PIXELS // 5_000 + 1, 5_000))) == ["L026"]


def test_too_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_BYTES", 10)
    assert codes("a.png", picture()) == ["L027"]


@pytest.mark.parametrize("lenient", [False, True], ids=["alone", "after-weasyprint"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_cut_picture_is_damaged(kind: str, lenient: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    data = picture(kind, (64, 64))
    name = "a.png" if kind == "PNG" else "a.jpg"
    for end in range(8, len(data) - 12, 16):
        assert codes(name, data[:end]) in (["L028"], ["L025"]), end


def test_a_wrong_checksum_is_damage() -> None:
    data = bytearray(picture(size=(64, 64)))
    data[data.index(b"IDAT") + 8] ^= 0xFF
    assert codes("a.png", bytes(data)) == ["L028"]
    assert codes("a.png", picture()[:16] + b"\0" * 8 + picture()[24:]) == ["L028"]


def test_a_turned_photograph_has_the_size_that_is_seen() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    image, _ = look("a.jpg", picture("JPEG", (30, 20), exif=exif))
    assert image
    assert (image.width, image.height) == (20, 30)


# ------------------------------------------------------------------ drawings


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="30" height="20"', (30, 20)),
        ('width="30px" height="20.4"', (30, 20)),
        ('width="25.4mm" height="1in"', (96, 96)),
        ('viewBox="0 0 40 50"', (40, 50)),
        ('width="100%" height="100%" viewBox="-1,-1,40,50"', (40, 50)),
        ('width="0.1" height="0.1"', (1, 1)),
    ],
)
def test_the_size_of_a_drawing(attributes: str, size: tuple[int, int]) -> None:
    image, problems = look("a.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode())
    assert problems == []
    assert image
    assert (image.media_type, image.width, image.height) == ("image/svg+xml", *size)


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        'width="100%" height="3"',
        'width="0" height="5"',
        'viewBox="0 0 1e9 1"',
        'viewBox="0 0"',
        'width="0.01" height="0.01"',
        'width="0.1" height="60000"',
    ],
)
def test_a_drawing_without_size(attributes: str) -> None:
    assert drawing("", f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>') == ["L036"]


def test_a_drawing_too_large() -> None:
    assert drawing("", '<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9000">') == ["L026"]


@pytest.mark.parametrize(
    "data",
    [
        b"<svg",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'><g></svg>",
        b"<svg width='1' height='1'/>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>\xff</svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 10_000 + b"</g>" * 10_000 + b"</svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>&x;</svg>",
    ],
    ids=["cut", "unclosed", "no namespace", "a web page", "not UTF-8", "too deep", "an entity"],
)
def test_no_drawing_at_all(data: bytes) -> None:
    assert codes("a.svg", data) == ["L029"]


def test_no_doctype_no_entities() -> None:
    assert codes("a.svg", (BAD / "x12-svg-xxe.svg").read_bytes()) == ["L030"]
    assert codes("a.svg", b'<!doctype svg [<!entity a "b">]>' + OPEN.encode() + b"&a;</svg>") == ["L030"]


@pytest.mark.parametrize(
    "inside",
    ["<script>alert(1)</script>", "<foreignObject/>", "<animate/>", "<set/>", "<handler/>", "<SCRIPT/>",
     '<p xmlns="http://www.w3.org/1999/xhtml"/>', '<script xmlns="urn:x"/>', "<iframe/>",
     "<?xml-stylesheet href='a'?>", '<image href="data:image/png;base64,AAAA"/>',
     '<radialGradient spreadMethod="repeat"/>', '<linearGradient spreadMethod=" reflect"/>'],
)  # fmt: skip
def test_elements_that_do_more_than_draw(inside: str) -> None:
    assert drawing(inside) == ["L031"]


def test_an_instruction_before_the_drawing() -> None:
    data = (
        b'<?xml version="1.0"?><?xml-stylesheet href="http://a.example/a.css"?>' + OPEN.encode() + b"</svg>"
    )
    assert codes("a.svg", data) == ["L031"]


@pytest.mark.parametrize(
    "inside", ['<g onclick="x()"/>', '<g ONLOAD="x()"/>', '<g xmlns:e="urn:e" e:onbegin="x"/>']
)
def test_handlers(inside: str) -> None:
    assert drawing(inside) == ["L032"]


@pytest.mark.parametrize(
    "inside",
    [
        '<use xlink:href="http://127.0.0.1/x.png"/>',
        '<use href="x.png"/>',
        '<feImage href="data:image/svg+xml;base64,PHN2Zy8+"/>',
        '<feImage href="data:text/html;base64,PHN2Zy8+"/>',
        '<use href="file:///etc/passwd#a"/>',
        '<a href=" javascript:x()"/>',
        '<g xml:base="http://a.example/"/>',
        '<rect fill="url(http://a.example/#b)"/>',
        "<rect style=\"fill:url('//a.example/b')\"/>",
        '<rect style="fill:u\\72l(//a.example/b)"/>',
        "<style>@import 'http://a.example/a.css';</style>",
        "<style><![CDATA[@font-face{src:url(a.woff)}]]></style>",
        "<style>rect{fill:URL( 'a.svg#b' )}</style>",
        "<style>rect{fill:image-set('a.png' 1x)}</style>",
    ],
)
def test_nothing_from_elsewhere(inside: str) -> None:
    assert drawing(inside) == ["L033"]


@pytest.mark.parametrize(
    "inside",
    [
        '<defs><linearGradient id="a"/></defs><rect fill="url(#a)" style="stroke:url(\'#a\')"/>',
        '<symbol id="a"/><use xlink:href="#a"/><a href="#a"><text aria-label="image (1)">src(x)</text></a>',
        "<style>.st1234567890{font:italic 12px serif}</style><title>Un plan</title><!-- exporté -->",
        '<metadata><r:RDF xmlns:r="urn:r"><r:Work about="http://a.example/"/></r:RDF></metadata>',
        '<g id="a"><a href="#a"/></g>',
    ],
)
def test_what_drawing_programs_write(inside: str) -> None:
    assert drawing(inside) == []


@pytest.mark.parametrize(
    "inside",
    ['<path d="M1e400 0"/>', '<path d="M0 0L-1234567890.5 0"/>', '<g transform="scale(1E+99)"/>',
     '<rect x="nan"/>', '<rect x="Infinity"/>', '<symbol viewBox="0 0 1e-300 9"/>',
     '<g style="transform:scale(1e99)"/>', "<style>g{transform:scale(-1e99)}</style>"],
)  # fmt: skip
def test_numbers_beyond_all_measure(inside: str) -> None:
    assert drawing(inside) == ["L044"]


@pytest.mark.parametrize(
    "inside",
    ['<path id="p12345678901" d="M1e3 0.12345678901L6e-17 999999999"/>', '<g style="fill:#1e1011"/>',
     '<g transform="matrix(6.123e-17 1 -1 6.123e-17 0 0)"/>', '<stop offset="1" spreadMethod="pad"/>'],
)  # fmt: skip
def test_numbers_of_drawing_programs(inside: str) -> None:
    assert drawing(inside) == []


@pytest.mark.parametrize("size", [(1, 70_000), (70_000, 1)])
def test_a_picture_too_long_to_be_seen(size: tuple[int, int]) -> None:
    assert codes("a.png", picture(size=size)) == ["L026"]


def test_every_fault_of_a_drawing_is_told() -> None:
    assert codes("a.svg", (BAD / "x11-svg-script.svg").read_bytes()) == ["L031", "L033"]
    assert codes("a.svg", (BAD / "x14-svg-remote.svg").read_bytes()) == [
        "L031",
        "L033",
        "L033",
        "L033",
        "L036",
    ]


def test_a_drawing_that_multiplies_itself() -> None:
    levels = "".join(
        f'<g id="l{n}">' + f'<use href="#l{n - 1}"/>' * 10 + "</g>" for n in range(1, 10)
    )  # fmt: skip
    start = time.process_time()
    assert drawing(f'<g id="l0"><path d="M0 0"/></g>{levels}<use href="#l9"/>') == ["L035"]
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "inside",
    ['<use id="a" href="#a"/>', '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
     '<pattern id="a"><rect fill="url(#a)"/></pattern>'],
)  # fmt: skip
def test_a_drawing_that_holds_itself(inside: str) -> None:
    assert drawing(inside) == ["L035"]


def test_a_book_in_a_drawing() -> None:
    assert drawing(f"<text>{'mot ' * 1_000}</text>") == []
    assert drawing(f"<text>{'mot ' * 30_000}</text>") == ["L035"]


def test_a_large_map_is_no_bomb() -> None:
    gradient = '<linearGradient id="a"><stop/><stop/></linearGradient>'
    assert drawing(gradient + '<path fill="url(#a)" d="M0 0"/>' * 10_000) == []
    assert svg.MAX_DRAWN > 40_000


@pytest.mark.parametrize("data", [b"", b"Bonjour", OPEN.encode("utf-16")], ids=["empty", "text", "UTF-16"])
def test_what_is_no_picture_at_all(data: bytes) -> None:
    assert codes("a.png", data) == ["L037"]


@pytest.mark.parametrize("name", ['a"b.png', "a|b.png", "a\n.png", "images./a.png"])
def test_a_name_that_no_book_may_hold(name: str) -> None:
    assert codes(name, picture()) == ["L038"]


def test_a_picture_of_sixteen_bits() -> None:
    packed = io.BytesIO()
    Pillow.new("I;16", (3, 2)).save(packed, "PNG")
    assert codes("x.png", packed.getvalue()) == ["L041"]


@pytest.mark.parametrize("encoding", ["UTF-7", "ISO-8859-1", "utf-16"])
def test_a_drawing_in_another_encoding(encoding: str) -> None:
    svg_data = f'<?xml version="1.0" encoding="{encoding}"?>{OPEN}</svg>'.encode()
    assert codes("x.svg", svg_data) == ["L042"]
    assert codes("x.svg", svg_data.replace(encoding.encode(), b"utf-8")) == []


def test_the_words_of_a_drawing() -> None:
    assert svg.words(f"{OPEN}<title>a</title><text>b<tspan>c</tspan></text></svg>".encode()) == "bc"
