"""Hostile inputs of our own, of the kinds of tests/badinput: a clean edition, or problems with places."""

from __future__ import annotations

import base64
import os
import socket
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from refusing import FRONT, ROOT, Files, build, held, project

from publier import projects

BAD = ROOT / "tests" / "badinput"
PICTURE = (BAD / "img.png").read_bytes()
NOTE = "\n\n[^1]: Une note.\n"

BODIES = {
    # what math, TeX and HTML leave behind
    "formula": ("La formule $x$, puis $x^2 + y_1$.", "S043 7:12, S043 7:22"),
    "displayed formula": ("Texte.\n\n$$\nE = mc^2\n$$", "S043 9:1, S043 11:1"),
    "prices": ("Cela coûte 5$ ou 10$, soit $5 and $10, US$7 en 2020.", ""),
    "commands of TeX": ("Un \\textbf{mot} et \\newpage la suite.", "S043 7:4, S043 7:20"),
    "an open tag": ("Un <b mot, a < b et c > d.", ""),
    "an escaped note by entities": ("Un &#91;^1] mot[^1]." + NOTE, ""),
    "an entity of NUL": ("Un &#0; mot.", "E009 7:4"),
    "an entity of a bidi override": ("Un &#x202e;mot.", "E006 7:4"),
    "entities that cannot be seen": ("Un &#x200b;mot, m&shy;ot.", "wE011 7:4, wE011 7:18"),
    # letters
    "a heap of accents": ("Z" + "\u0301\u0302\u0303" * 200 + "algo", "E019 7:2, wE010 7:1"),
    "two emoji on a keyboard": ("A © \ufe0f et ☎\ufe0e.", "L090 7:10"),
    "private use and unassigned": ("\ue000 et \u0378", "L090 7:1, L090 7:6"),
    "no letter": ("…\n\n—", "S035 9:1"),
    "dashes of all kinds": ("a‐b‑c–d—e ¿qué? „a“ ‹b› &#x2010;", "wE021 7:2, wE021 7:4, wE021 7:25"),
    "tabs in a list": ("Texte\n\n-\t\t\tx", "S003 9:4"),
    # notes
    "a key of an emoji": ("Un[^😀].\n\n[^😀]: Note.", "N008 7:3, N008 9:1"),
    "a key of accents": ("Un[^é] et[^STRASSE].\n\n[^É]: Note.\n\n[^straße]: Autre.", ""),
    "a key of five thousand letters": (f"Un[^{'a' * 5000}].\n\n[^{'a' * 5000}]: Note.", ""),
    "a key with a slash": ("Un[^a/b].\n\n[^a/b]: Note.", "N008 7:3, N008 9:1"),
    "a key with a bracket": ("Un[^a\\]b].\n\n[^a\\]b]: Note.", "N008 7:3, N008 9:1"),
    "notes in a table": ("| a[^1] | b |\n|---|---|\n| c[^1] | d |" + NOTE, "wA006 7:1"),
    "notes in a list of definitions": ("terme[^1]\n: définition[^1]" + NOTE, ""),
    "a note in a pull quote": ("Un mot.\n\n::: exergue\nUn mot[^1].\n:::" + NOTE, "N014 10:7"),
    "a note in verse": ("::: vers\nUn vers[^1]\\\nun autre\n:::" + NOTE, ""),
    "a note in code": ("Un `[^1]`, et[^1]." + NOTE, ""),
    "a note in an address": ("Voir [la page](https://a.example/[^1])." + NOTE, "L002 7:6"),
    "a note in a description": ('![](x.png){alt="un[^1]"}' + NOTE, "N012 7:1"),
    "a note in a list, defined there": ("- a[^1]\n\n  [^1]: La note.", ""),
    "a note that is a heading alone": ("## [^1]\n\nTexte." + NOTE, "S013 7:1"),
    "a note without a word": ("Un[^1].\n\n[^1]: &nbsp;", "S045 9:7"),
    "a note of brackets": ("Un[^1].\n\n[^1]: []", "S039 9:7"),
    "a note of a picture": ('Un[^1].\n\n[^1]: ![](x.png){alt="Une vue"}', "S032 9:7"),
    "a note of a table": ("Un[^1].\n\n[^1]: | a |\n    |---|\n    | b |", "S032 9:9"),
    "a note longer than a page": (
        "Un[^1].\n\n[^1]: Un.\n\n" + "\n\n".join(f"    Paragraphe {n}." for n in range(100)),
        "",
    ),
    "a note called too often for its page": ("Un" + "[^1]" * 500 + NOTE, ""),
    "a citation in a heading": ("## Titre [@landel]\n\nTexte.", "R002 7:10"),
    "citations of all wrong kinds": (
        "Un [@].\n\nDeux [@a; @b].\n\nQuatre [-@x]. Cinq [voir @x].",
        "N015 7:4, N015 9:6, N015 11:8, N015 11:20",
    ),
    # links
    "schemes in disguise": (
        "[a](JaVaScRiPt:alert) [b](&#106;avascript:x) [c](%6aavascript:x) <data:text/html,x>",
        "L001 7:1, L001 7:23, L005 7:46, L001 7:66",
    ),
    "addresses of files": (
        "[a](file:///etc/passwd) [b](//evil.example/x) [c](\\\\serveur\\x) [d](../x) [e](?q=1)",
        "L001 7:1, L005 7:25, L005 7:47, L005 7:64, L005 7:74",
    ),
    "names and passwords": ("[le site](https://user:pw@evil.example/)", "L002 7:1"),
    "hosts that are none": (
        "[un](http://[::1]/) [deux](http://a.example:99999/) [trois](https://a..example/)",
        "L002 7:1, L002 7:21, L002 7:53",
    ),
    "a head smuggled into a letter": ("[x](mailto:a@b.example%0d%0aBcc:x@y.example)", "L002 7:1"),
    "an address of nine thousand signs": (f"[voir](https://a.example/{'a' * 9000})", ""),
    "two links side by side": ("[voir](https://a.example/) [écrire](mailto:a@b.example)", ""),
    "an address given twice": ("[voir][a]\n\n[a]: https://a.example/\n[a]: https://b.example/", "L010 10:1"),
    "a link around a picture": (
        '[![](x.png){alt="Une vue"}](https://a.example/)',
        "L003 7:1, S021 7:2",
    ),
    "a link in a link": ("[a [b](https://b.example/) c](https://a.example/)", "L008 7:29"),
    "targets that try to get out": ('## Été {#été}\n\n[un](#été) [deux](#"><script>)', "L004 9:12"),
    # headings, lists, tables
    "a heading of a page": ("## " + "a " * 5000 + "\n\nTexte.", "S044 7:1"),
    "marks in a heading": ("## *A* `b` [c]{lang=en} ^d^ [e](https://a.example/)\n\nTexte.", ""),
    "headings all alike": ("## Titre\n\nTexte.\n\n" * 50, ""),
    "a paragraph of blanks": ("Texte.\n\n&nbsp;", "S045 9:1"),
    "a list of nothing": ("Texte.\n\n- \n- x", ""),
    "a list of tasks": ("Texte.\n\n- [ ] x", "S039 9:3"),
    "a list that begins late": ("Texte.\n\n999999999. x", ""),
    "rows of all lengths": ("| a | b |\n|---|---|\n| `x|y` | \\| |\n| c |", "S026 9:1, S026 10:1, wA006 7:1"),
    "a row longer than a page": ("| a | b |\n|---|---|\n| " + "mot " * 3000 + "| b |", "wA006 7:1, S046 9:3"),
    "a word longer than a page": ("Mot " + "x" * 2000 + " fin.", ""),
    "brackets without end": ("[a](" * 90, ""),
    "nested spans": ("[" * 90 + "x" + "]{.smallcaps}" * 90, ""),
    "small capitals over several pages": (f"[{'Un Mot ' * 900}]{{.smallcaps}}", ""),
    "marks without end": ("a_" * 5000, "E016 7:2002"),
    "quotations, lists and quotations": ("> - > - > - > - > - > - > x", "E013 7:1"),
    "a bullet a line, for ever": ("- x\n" * 60_000, "E020 6002:1"),
    "a colon a line, for ever": (":\n" * 20_000, "E020 6002:1"),
}


def sorted_problems(expected: str) -> str:
    """Return problems as they are printed: errors first, then by place."""

    def rank(problem: str) -> tuple[bool, int, int, str]:
        code, _, place = problem.partition(" ")
        line, _, column = place.partition(":")
        return code.startswith("w"), int(line or 0), int(column or 0), code

    return ", ".join(sorted(expected.split(", "), key=rank)) if expected else ""


@pytest.mark.parametrize("name", BODIES)
def test_a_body(name: str, tmp_path: Path) -> None:
    text, expected = BODIES[name]
    run = build(project(tmp_path, {"relecture.md": FRONT + text + "\n", "x.png": PICTURE}))
    held(run, sorted_problems(expected))


# ------------------------------------------------------------------ front matter

FRONTS = {
    "an end of three full stops": ("title: A\nlang: fr\nmodified: 2026-01-02\n...", ""),
    "entities and templates": (
        'title: "A &lt;b&gt; {{7*7}} {% raw %} ${x} %s"\nlang: fr\nmodified: 2026-01-02\n---',
        "",
    ),
    "a tabulation": ("title:\tA\nlang: fr\nmodified: 2026-01-02\n---", "M008 2:7"),
    "a title of no-break spaces": ('title: "\\u00a0"\nlang: fr\nmodified: 2026-01-02\n---', "M022 2:8"),
    "a title of an emoji": ("title: A 😀\nlang: fr\nmodified: 2026-01-02\n---", "L090 2:10"),
    "four hyphens": ("-", "M001 1:1, S042 2:1"),
    "the year nought": ("title: A\nlang: fr\nmodified: 0000-01-01\n---", "M030 4:11"),
    "the year ten thousand less one": ("title: A\nlang: fr\nmodified: 9999-12-31\n---", ""),
}
KEYS = {
    "a merge": ("series: {<<: {name: A}}", "M041 5:9, M021 5:10"),
    "no key": (": v", "M021 5:1"),
    "a key that is a list": ("? [a, b]\n: c", "M014 5:3"),
    "Norway": ("keywords: [no, off, 1.10, ~]", "M023 5:21, M023 5:27"),
    "yes": ("title-supplied: yes", "M024 5:17"),
    "a number of five thousand digits": ("version: " + "9" * 5000, ""),
    "an object of Python": ('author: !!python/object/apply:os.system ["id"]', "M004 5:9"),
    "a binary value": ("subtitle: !!binary aGVsbG8=", "M004 5:11"),
    "lists without end": ("keywords: " + "[" * 99, "M003 5:19"),
    "escapes of what is forbidden": ('subtitle: "a\\x00b\\u202e\\ud800"', "M040 5:11, M040 5:11, M040 5:11"),
    "an escape of two halves": ('subtitle: "\\ud835\\udd52"', "L090 1:1"),
    "a key written twice inside": ("cover: {image: a, image: b, alt: c}", "L034 5:16, M005 5:19"),
    "a cover from elsewhere": ("cover: {image: ../../etc/passwd, alt: a}", "L021 5:16"),
    "a cover with a NUL": ('cover: {image: "a%00.png", alt: a}', "L034 5:16"),
    "a cover that is the text": ("cover: {image: relecture.md, alt: a}", "L034 5:16"),
    "an address that breaks out": ('url: "https://a.example/\\"><script>"', "M038 5:6"),
    "an address too long for a QR code": (f"url: https://a.example/{'x' * 3000}", "M050 5:6"),
    "a subtitle of a page": ("subtitle: " + "mot " * 1000, "M050 5:11"),
    "three hundred authors": (f"author: [{', '.join(f'Nom {n}' for n in range(300))}]", "M051 5:9"),
    "authors who are markup": ('author: ["</script><script>", "{{7*7}}", "]]>", "&amp;"]', ""),
}


@pytest.mark.parametrize("name", FRONTS)
def test_a_front_matter(name: str, tmp_path: Path) -> None:
    text, expected = FRONTS[name]
    text = FRONT.replace("---", "----") if text == "-" else f"---\n{text}\n\n"
    run = build(project(tmp_path, {"relecture.md": text + "Texte.\n"}))
    held(run, sorted_problems(expected))


@pytest.mark.parametrize("name", KEYS)
def test_a_key(name: str, tmp_path: Path) -> None:
    text, expected = KEYS[name]
    front = FRONT.replace("\n---\n", f"\n{text}\n---\n")
    run = build(project(tmp_path, {"relecture.md": front + "Texte.\n"}))
    held(run, sorted_problems(expected))


# ------------------------------------------------------------------ bytes

BYTES = {
    "carriage returns alone": (f"{FRONT}Un[^1].{NOTE}".replace("\n", "\r").encode(), ""),
    "a letter cut off": (f"{FRONT}été".encode()[:-1], "E004 7:3"),
    "letters longer than need be": (FRONT.encode() + b"\xc0\xaf \xf5\x80\x80\x80\n", "E004 7:1"),
    "all bytes there are": (
        bytes(range(256)),
        "E005 1:1, E005 1:2, E005 1:3, E005 1:4, E005 1:5, E004 3:115, wE017 1:6",
    ),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes(name: str, tmp_path: Path) -> None:
    data, expected = BYTES[name]
    held(build(project(tmp_path, {"relecture.md": data})), sorted_problems(expected))


# ------------------------------------------------------------------ pictures and drawings


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, extra: bytes = b"") -> bytes:
    """Return a black PNG; ``extra`` chunks come before its pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * ((width + 1) * height)))
    return b"\x89PNG\r\n\x1a\n" + head + extra + pixels + chunk(b"IEND", b"")


def svg(inside: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'.encode()


BOMB = base64.b64encode((BAD / "i01-bomb.png").read_bytes()).decode()
PICTURES = {
    "no pixel": ("x.png", png(0, 9), "L028"),
    "cut short": ("x.png", png(9, 9)[:-20], "L028"),
    "words that grow": ("x.png", png(9, 9, chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * 10**8))), "L028"),
    "colours that grow": ("x.png", png(9, 9, chunk(b"iCCP", b"a\0\0" + zlib.compress(b"a" * 10**8))), "L028"),
    "a script behind the end": ("x.png", png(9, 9) + b"<script>" * 99, ""),
    "a line of pixels": ("x.png", png(60_000, 1), ""),
    "nothing": ("x.png", b"", "L037"),
    "another kind": ("x.png", b"GIF89a" + b"\0" * 50, "L025"),
    "no ending": ("photo", PICTURE, "L024"),
    "a name that no book may have": ('a"b.png', PICTURE, "L038"),
    "groups without end": ("x.svg", svg("<g>" * 5000 + "</g>" * 5000), "L029"),
    "a style in disguise": ("x.svg", svg("<style>@\\69mport url(x)</style>"), "L033, L033"),
    "another encoding": ("x.svg", svg("").decode().encode("utf-16"), "L037"),
    "a size without end": ("x.svg", svg("").replace(b'"9"', b'"999999"'), "L026"),
    "no size": ("x.svg", svg("").replace(b'"9"', b'"nan"'), "L036, L044"),
    "text on a path": ("x.svg", svg('<text><textPath href="#p">x</textPath></text>'), "L031"),
    "a picture in it that is none": ("x.svg", svg('<image href="data:image/png;base64,AAAA"/>'), "L031"),
    "a bomb in it": ("x.svg", svg(f'<image href="data:image/png;base64,{BOMB}"/>'), "L031"),
    "rules that make no sense": ("x.svg", svg("<style>rect { ; } }} {{</style><rect/>"), "L040"),
    "paths that make no sense": ("x.svg", svg('<path d="M 0 0 L x y"/><use href="#none"/>'), ""),
    "a pattern of dust": (
        "x.svg",
        svg('<pattern id="p" width=".0001" height=".0001"><rect/></pattern><rect fill="url(#p)"/>'),
        "",
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture(name: str, tmp_path: Path) -> None:
    file, data, codes = PICTURES[name]
    text = f'Texte.\n\n![](<{file}>){{alt="Une vue du quartier"}}\n'
    run = build(project(tmp_path, {"relecture.md": FRONT + text, file: data}))
    held(run, ", ".join(f"{code} 9:1" for code in codes.split(", ") if code))


def test_a_cover_that_cannot_be_drawn(tmp_path: Path) -> None:
    front = FRONT.replace("\n---\n", "\ncover: {image: x.svg, alt: Une vue du quartier}\n---\n")
    drawing = svg("<rect transform='rotate(a)'/>")
    held(build(project(tmp_path, {"relecture.md": f"{front}Texte.\n", "x.svg": drawing})), "L040")


def test_two_pictures_that_a_book_mixes_up(tmp_path: Path) -> None:
    text = 'Texte.\n\n![](x.png){alt="Une vue"}\n\n![](X.png){alt="Une autre"}\n'
    run = build(project(tmp_path, {"relecture.md": FRONT + text, "x.png": PICTURE, "X.png": png(4, 4)}))
    held(run, "L039 11:1")


def test_a_picture_named_like_the_cover_of_the_book(tmp_path: Path) -> None:
    text = 'Texte.\n\n![](couverture.png){alt="Une vue"}\n'
    folder = project(tmp_path, {"relecture.md": FRONT + text, "couverture.png": PICTURE})
    held(build(folder), "")
    with zipfile.ZipFile(folder / "dist" / "essai" / "essai.epub") as book:
        names = [name for name in book.namelist() if name.endswith(".png")]
        assert names == ["EPUB/images/couverture.png", "EPUB/images/texte-couverture.png"]
        assert [book.read(name) == PICTURE for name in names] == [False, True]


def test_a_name_in_two_forms_is_one(tmp_path: Path) -> None:
    text = 'Texte.\n\n![](été.png){alt="Une vue"}\n'
    held(build(project(tmp_path, {"relecture.md": FRONT + text, "e\u0301te\u0301.png": PICTURE})), "")


def test_pages_of_pictures_alone(tmp_path: Path) -> None:
    text = "".join(f'![](x.png){{alt="Une vue, numéro {n}"}}\n\n' for n in range(60))
    held(build(project(tmp_path, {"relecture.md": f"{FRONT}Texte.\n\n{text}", "x.png": PICTURE})), "")


# ------------------------------------------------------------------ resources

RESOURCE = "- id: a\n  type: book\n  title: "
RESOURCES = {
    "markup": (RESOURCE + '"<b>gras</b> <script> &lt; *a* $x$ {{7*7}} [^1] [@b]"', ""),
    "commands of TeX": (RESOURCE + '"\\\\input{/etc/passwd}"', ""),
    "an override": (RESOURCE + '"a\\u202eb"', "M040 3:10"),
    "letters without a glyph": (RESOURCE + '"字"', "L090 7:4"),
    "an address that runs": (RESOURCE + 'x\n  URL: "javascript:alert(1)"', "R011 4:8"),
    "a date beyond time": (RESOURCE + "x\n  issued: {date-parts: [[99999, 13, 45]]}", "R010 4:11"),
    "names that are markup": (RESOURCE + 'x\n  author: [{family: "<b>", given: "{{x}}"}]', ""),
    "a key that no citation can say": ('- id: "a b"\n  type: book\n  title: x', "R013 1:7"),
    "a title of pages": (RESOURCE + '"' + "mot " * 5000 + '"', ""),
    "nothing": ("", "E001 1:1"),
    "JSON of one line": ('[{"id": "a", "type": "book", "title": "x"' + ', "note": "b"' + "}]", ""),
}


@pytest.mark.parametrize("name", RESOURCES)
def test_a_resource(name: str, tmp_path: Path) -> None:
    text, expected = RESOURCES[name]
    run = build(project(tmp_path, {"relecture.md": f"{FRONT}Un [@a].\n", "/references.yaml": text}))
    held(run, expected)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    files: Files = {
        "relecture.md": f"{FRONT}Un [@b] et <b>x</b> et [^z] et 字.\n",
        "/references.yaml": RESOURCE + "x\n",
        "/library.yaml": "lang: fr\nfoo: 1\n",
    }
    run = build(project(tmp_path, files))
    held(run, "R001 7:4, S001 7:12, S001 7:16, N002 7:24, L090 7:32, M021 2:1")


def test_a_library_that_is_markup(tmp_path: Path) -> None:
    library = 'name: "<b>{{7*7}}</b>"\ncontact: "javascript:alert(1)"\nrights: "</script>"\n'
    held(build(project(tmp_path, {"relecture.md": f"{FRONT}Texte.\n", "/library.yaml": library})), "")


# ------------------------------------------------------------------ files


def linked(folder: Path) -> None:
    (folder / "relecture.md").unlink()
    (folder / "relecture.md").symlink_to("/etc/passwd")


def in_its_place(folder: Path) -> None:
    (folder / "relecture.md").unlink()
    (folder / "relecture.md").mkdir()


def bound(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("s")
    finally:
        os.chdir(here)


def deep(folder: Path) -> None:
    """Make folders in folders, some more than are read; a path of them all is no longer than a system's."""
    folder.joinpath(*"a" * (projects.DEEPEST + 100)).mkdir(parents=True)


def heavy(folder: Path) -> None:
    for n in range(40):
        with (folder / f"{n}.tif").open("wb") as file:
            file.truncate(60 * 2**20)


def badly_named(folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.png")).write_bytes(b"")


def device(folder: Path) -> None:
    try:
        os.mknod(folder / "plan.png", stat.S_IFCHR | 0o666, os.makedev(1, 5))  # zeros without end
    except PermissionError:
        pytest.skip("nobody but root may make a device")


FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a text that is a link": (linked, "S093 1:1"),
    "a folder in the place of the text": (in_its_place, "S094 1:1"),
    "a socket": (bound, "S094 1:1"),
    "a device": (device, "S094 1:1"),
    "a link to a file beside it": (lambda folder: (folder / "b.png").symlink_to("relecture.md"), ""),
    "a name in other letters": (lambda folder: (folder.parent / "Essai").mkdir(), "S090 1:1"),
    "a name of Windows": (lambda folder: (folder.parent / "con").mkdir(), "S091 1:1"),
    "a name with a blank": (lambda folder: (folder.parent / "les communs").mkdir(), "S090 1:1"),
    "an accent written apart": (lambda folder: (folder.parent / "e\u0301te\u0301").mkdir(), "S090 1:1"),
    "a folder without a text": (lambda folder: (folder.parent / "autre").mkdir(), "S092 1:1"),
    "a hidden folder": (lambda folder: (folder / ".git").mkdir(), ""),
    "a link to a folder": (lambda folder: (folder / "images").symlink_to("/etc"), "S093 1:1"),
    "folders without end": (deep, "S098 1:1"),
    "more than the memory holds": (heavy, "S099 1:1"),
    "a name that is no UTF-8": (badly_named, "S096 1:1"),
    "a relecture that is a link": (lambda folder: (folder.parent / "autre").symlink_to("/etc"), "S093 1:1"),
    "a list that is a link": (
        lambda folder: (folder.parent / "references.yaml").symlink_to("/etc/passwd"),
        "S093 1:1",
    ),
    "a list that is a pipe": (lambda folder: os.mkfifo(folder.parent / "references.yaml"), "S094 1:1"),
}


@pytest.mark.parametrize("name", FILES)
def test_files(name: str, tmp_path: Path) -> None:
    make, expected = FILES[name]
    folder = project(tmp_path, {"relecture.md": f"{FRONT}Texte.\n"})
    make(folder / "source" / "essai")
    held(build(folder), expected)
