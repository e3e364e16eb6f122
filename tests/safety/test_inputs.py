"""The inputs of inputs.toml, and those that are no text: a clean edition, or problems with places."""

from __future__ import annotations

import io
import struct
import tomllib
import zlib
from pathlib import Path

import pytest
from PIL import Image as Pillow
from refusing import FRONT, ROOT, Files, build, held, project

PICTURE = (ROOT / "tests" / "badinput" / "img.png").read_bytes()
INPUTS = tomllib.loads(Path(__file__).with_name("inputs.toml").read_text(encoding="utf-8"))
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
)
SHOWS = 'Texte.\n\n![](<{}>){{alt="Une vue du quartier"}}\n'


def files(kind: str, given: str) -> Files:
    """Return the project in which an input stands."""
    match kind:
        case "text":
            return {"relecture.md": f"{FRONT}{given}\n", "x.png": PICTURE}
        case "key":
            return {
                "relecture.md": FRONT.replace("\n---\n", f"\n{given}\n---\n") + "Texte.\n",
                "x.png": PICTURE,
            }
        case "front":
            return {"relecture.md": f"---\n{given}\n---\n\nTexte.\n"}
        case "resource":
            return {"relecture.md": f"{FRONT}Un [@a].\n", "/references.yaml": f"{given}\n"}
        case "library":
            return {"relecture.md": f"{FRONT}Texte.\n", "/library.yaml": given}
        case "drawing":
            given = f"{SVG}{given}</svg>"
        case _:
            pass
    return {"relecture.md": FRONT + SHOWS.format("x.svg"), "x.svg": given}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, named in INPUTS.items() for name in named])
def test_an_input(kind: str, name: str, tmp_path: Path) -> None:
    given, expected = INPUTS[kind][name]
    held(build(project(tmp_path, files(kind, given))), expected)


def test_an_input_that_gets_another_problem_is_seen(tmp_path: Path) -> None:
    run = build(project(tmp_path, files("text", "[un site](javascript:x)")))
    with pytest.raises(AssertionError):
        held(run, "")


# ------------------------------------------------------------------ what is no text

BYTES = {
    "UTF-16": (f"{FRONT}été".encode("utf-16"), "E004 1:1"),
    "UTF-16 without a mark": (f"{FRONT}Texte".encode("utf-16-be"), "E004 1:1"),
    "UTF-32": (f"{FRONT}x".encode("utf-32"), "E004 1:1"),
    "Latin-1": (FRONT.encode() + "été".encode("latin-1"), "E004 7:1"),
    "Windows-1252": (FRONT.encode() + b"\x93mot\x94 \x85\n", "E004 7:1"),
    "Mac Roman": (FRONT.encode() + "été".encode("mac-roman"), "E004 7:1"),
    "two encodings": (FRONT.encode() + "été ".encode() + "été".encode("latin-1"), "E004 7:5"),
    "NUL": (FRONT.encode() + b"a\0b", "E005 7:2"),
    "nothing but NUL": (b"\0" * 5000, "E004 1:1"),
    "gzip": (b"\x1f\x8b\x08\0" + b"\0" * 50, "E004 1:1"),
    "a Word document": (b"PK\3\4" + b"\0" * 50, "E003 1:1"),
    "vertical tab, form feed": (FRONT.encode() + b"a\x0bb\x0cc", "E005 7:2, E005 7:4"),
    "DEL": (FRONT.encode() + b"a\x7fb", "E005 7:2"),
    "half a letter": (FRONT.encode() + b"a\x80", "E004 7:2"),
    "a NUL of two bytes": (FRONT.encode() + b"\xc0\x80", "E004 7:1"),
    "a letter of five bytes": (FRONT.encode() + b"\xf8\x88\x80\x80\x80", "E004 7:1"),
    "an emoji of two halves": (FRONT.encode() + b"\xed\xa0\xbd\xed\xb8\x80", "E008 7:1, E008 7:2"),
    "two marks of order": (b"\xef\xbb\xbf" * 2 + FRONT.encode() + b"a", "wE011 1:1"),
    "a front matter alone": (FRONT.encode(), "S035 5:1"),
    "a blank before the front matter": (b" " + FRONT.encode() + b"a", "M001 1:1, S042 2:1"),
    "an empty line before the front matter": (b"\n" + FRONT.encode() + b"a", ""),
    "a line of sixty thousand letters": (FRONT.encode() + b"mot " * 15_000, "E012 7:50001"),
    "tabulations": (FRONT.encode() + b"\t" * 10_000 + b"a", "S003 7:2"),
    "all ends of lines": (FRONT.replace("\n", "\r\n").encode() + b"a\r\rb\n\r\nc", ""),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_text(name: str, tmp_path: Path) -> None:
    data, expected = BYTES[name]
    held(build(project(tmp_path, {"relecture.md": data})), expected)


def saved(kind: str, mode: str = "RGB", **options: object) -> bytes:
    packed = io.BytesIO()
    Pillow.new(mode, (9, 9)).save(packed, kind, **options)
    return packed.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*extra: bytes, width: int = 9, depth: int = 8, kind: int = 0) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, 9, depth, kind, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 90))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + pixels + chunk(b"IEND", b"")


TURNED = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
FRAMES = [Pillow.new("RGB", (9, 9), "red")]
PICTURES = {
    "an archive behind the end": ("x.png", png() + b"PK\3\4" + b"\0" * 99, ""),
    "a page behind the end": ("x.jpg", saved("JPEG") + b"<html><script>alert(1)</script>", ""),
    "a GIF": ("x.jpg", b"GIF89a" + b"\0" * 30, "L025"),
    "a PDF": ("x.png", b"%PDF-1.4 x", "L025"),
    "a WebP": ("x.webp", b"RIFF\0\0\0\0WEBPVP8 ", "L024"),
    "a program": ("x.png.exe", PICTURE, "L024"),
    "a wrong checksum": ("x.png", png()[:-8] + b"\0" * 8, "L028"),
    "sixteen bits": ("x.png", saved("PNG", "I;16"), "L041"),
    "one bit": ("x.png", saved("PNG", "1"), ""),
    "a palette with a hole": ("x.png", saved("PNG", "P", transparency=0), ""),
    "pictures that follow": ("x.png", saved("PNG", save_all=True, append_images=FRAMES), ""),
    "a depth that is none": ("x.png", png(depth=3), "L028"),
    "a kind that is none": ("x.png", png(kind=7), "L028"),
    "four thousand million points wide": ("x.png", png(width=0xFFFFFFFF), "L026"),
    "points without a size": ("x.png", png(chunk(b"pHYs", struct.pack(">IIB", 0xFFFFFFFF, 0, 1))), ""),
    "four inks": ("x.jpg", saved("JPEG", "CMYK"), ""),
    "turned": ("x.jpg", saved("JPEG", exif=TURNED), ""),
    "notes that make no sense": ("x.jpg", saved("JPEG", exif=b"Exif\0\0" + b"\xff" * 50), ""),
    "colours that make no sense": ("x.jpg", saved("JPEG", icc_profile=b"x" * 100), ""),
    "a drawing that is packed": ("x.svg", b"\x1f\x8b\x08" + b"\0" * 20, "L037"),
    "a name that ends in a blank": ("x.png ", PICTURE, "L024"),
    "a hidden name": (".x.png", PICTURE, "L034"),
    "a name like an option": ("-rf.png", PICTURE, ""),
    "a name of Windows": ("con.png", PICTURE, ""),
    "a name with a question": ("a?b.png", PICTURE, "L038"),
    "a name that is encoded": ("a%20b.png", PICTURE, "L022"),
    "a name with a sign of addresses": ("a#b&c;d+e.png", PICTURE, ""),
    "a name of an emoji": ("\U0001f600.png", PICTURE, ""),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_is_odd(name: str, tmp_path: Path) -> None:
    file, data, expected = PICTURES[name]
    run = build(project(tmp_path, {"relecture.md": FRONT + SHOWS.format(file), file: data}))
    held(run, f"{expected} 9:1" if expected else "")
