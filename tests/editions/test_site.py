"""The site of a library: what its page and its search say, held against the sets it was made of."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from built import FROZEN, STYLES, build
from lxml import etree
from lxml.html import HtmlElement
from PIL import Image
from running import held, run, small_project
from shelved import ADDRESS, HOSTILE, LIBRARY, project, put, works
from snapshots import Text
from syrupy.assertion import SnapshotAssertion

from publier import cli, forms, site, storage
from publier.checks import xhtml_book
from publier.editions import Styles
from publier.editions.words import words
from publier.publish import Outcome
from publier.site import covers, page, search, shelf
from publier.site.shelf import Work

BARE = forms.Library()
VENDOR = Path(site.__file__).parent / "vendor"


@pytest.fixture(scope="module")
def made() -> site.Site:
    return site.make(LIBRARY, works(), Styles(STYLES))


def opened(data: bytes) -> xhtml_book.Element:
    """Return a page as a browser reads it."""
    return xhtml_book.open_html(data).documents[0].root


def index(library: forms.Library, *found: Work) -> xhtml_book.Element:
    """Return the page of some works."""
    return opened(page.make(library, found, words(library.lang), Styles(STYLES)))


def text_of(element: xhtml_book.Element) -> str:
    return " ".join(xhtml_book.all_text(element).split())


def documents(script: bytes) -> list[dict[str, str]]:
    """Return what the search looks through."""
    text = script.decode().removeprefix(f"self.{search.GLOBAL}=").removesuffix(";\n")
    found: list[dict[str, str]] = json.loads(text)
    return found


# ------------------------------------------------------------------ what is on the shelf


def test_a_work_is_described_by_its_own_files() -> None:
    first, second = works()
    assert (first.slug, first.title) == ("vocabulaire", "La bibliothèque du quartier des Tanneurs")  # newest
    assert (first.series, first.position, first.date) == ("Relectures d’essai", "2", "2026-03-12")
    assert first.subtitle == "Vingt ans de lectures partagées"
    assert first.alt == "Quatre livres debout sur une étagère, un cinquième penché contre eux."
    assert (second.date, second.modified, second.audited) == ("2020~", "2026-11-23", False)
    assert second.authors == ("Millénaire 3",)
    assert "[« Les solidarités informelles »]" in second.citation  # the title is not the document's own
    assert [file.name for file in second.files] == [
        f"{second.slug}/{second.slug}.{s}" for s in ("html", "epub", "pdf")
    ]
    assert second.files[0].size == len(build(second.slug).html)


@pytest.mark.parametrize("slug", FROZEN)
def test_every_word_of_the_text_and_of_the_notes_can_be_found(slug: str) -> None:
    [work] = (work for work in works() if work.slug == slug)
    root = opened(build(work.slug).html)
    for element in list(root.iter("{*}*")):
        if element.get("aria-hidden") == "true" or element.get("class") == "url":
            assert isinstance(element, HtmlElement)
            element.drop_tree()
    said = "".join(map(xhtml_book.own_text, xhtml_book.texts(root)))
    assert letters("".join(found.text for found in work.passages)) == letters(said)


def letters(text: str) -> Counter[str]:
    return Counter(sign for sign in text if sign.isalnum())


@pytest.mark.parametrize("slug", FROZEN)
def test_every_passage_has_an_anchor_in_the_page(slug: str) -> None:
    [work] = (work for work in works() if work.slug == slug)
    kinds = {str(e.get("id")): e.tag for e in opened(build(work.slug).html).iter("{*}*") if e.get("id")}
    anchors = [found.anchor for found in work.passages]
    assert len(anchors) == len(set(anchors))
    assert set(anchors) <= set(kinds)
    assert all(re.match(r"(par|note)-\d+$", anchor) or kinds[anchor] == "section" for anchor in anchors)
    assert {"note-1", "par-1"} <= set(anchors)


def test_large_print_is_listed_where_it_was_made(tmp_path: Path) -> None:
    slug = "vocabulaire"
    [work], _ = shelf.read(put(tmp_path, slug, {**build(slug).files, f"{slug}-large.pdf": b"%PDF-"}))
    assert (work.files[-1].name, work.files[-1].size) == (f"{slug}/{slug}-large.pdf", 5)
    assert "PDF en grands caractères" in text_of(index(BARE, work))


def test_a_set_that_was_changed_is_left_out_and_named(tmp_path: Path) -> None:
    for slug in FROZEN:
        put(tmp_path, slug)
    epub = tmp_path / FROZEN[0] / f"{FROZEN[0]}.epub"
    epub.write_bytes(epub.read_bytes()[:-1])
    found, problems = shelf.read(tmp_path)
    assert [work.slug for work in found] == [FROZEN[1]]
    assert [problem.code for problem in problems] == ["P101"]
    assert FROZEN[0] in problems[0].message()


@pytest.mark.parametrize("data", [b"", b"<p>", b'<script type="application/ld+json">[]</script>', b"\0\xff"])
@pytest.mark.parametrize("suffix", ["html", "epub"])
def test_a_set_of_another_program_is_left_out_and_named(suffix: str, data: bytes, tmp_path: Path) -> None:
    put(tmp_path, "vocabulaire", {**build("vocabulaire").files, f"vocabulaire.{suffix}": data})
    assert [problem.code for problem in shelf.read(tmp_path)[1]] == ["P101"]


def test_what_is_no_set_is_not_spoken_of(tmp_path: Path) -> None:
    for name in ("kits", "photos", "Mes essais"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("a")
    (tmp_path / "lettre.txt").write_text("a")
    assert shelf.read(tmp_path) == ([], [])


# ------------------------------------------------------------------ covers


def picture(kind: str, mode: str, size: tuple[int, int] = (1200, 1800)) -> bytes:
    packed = io.BytesIO()
    Image.new(mode, size).save(packed, kind)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode", "small"),
    [("PNG", "P", "image/png"), ("PNG", "RGBA", "image/jpeg"), ("JPEG", "RGB", "image/jpeg")],
)
def test_a_small_cover_is_of_the_lightest_kind(kind: str, mode: str, small: str) -> None:
    data = picture(kind, mode)
    whole, little = covers.both("essai", f"image/{kind.lower()}", data)
    assert (whole.data, whole.size) == (data, (1200, 1800))
    assert (little.media_type, little.size) == (small, covers.BOX)
    with Image.open(io.BytesIO(little.data)) as again:
        assert (again.size, f"image/{str(again.format).lower()}") == (covers.BOX, small)


def test_a_transparent_cover_lies_on_white() -> None:
    _, little = covers.both("essai", "image/png", picture("PNG", "LA"))
    with Image.open(io.BytesIO(little.data)) as again:
        assert again.convert("L").getextrema() == (255, 255)


def test_a_small_picture_is_not_enlarged() -> None:
    assert covers.both("essai", "image/jpeg", picture("JPEG", "L", (20, 30)))[1].size == (20, 30)


def test_a_drawing_stays_one() -> None:
    whole, little = covers.both("essai", "image/svg+xml", b"<svg/>")
    assert whole == little
    assert whole.name == "essai.svg"


# ------------------------------------------------------------------ the page


def test_page(made: site.Site, snapshot: SnapshotAssertion) -> None:
    markup = re.sub(r"(?s)<style>.*?</style>", "<style>…</style>", made.beside["index.html"].decode())
    markup = re.sub(r"sha256-[\w+/=]+", "sha256-…", markup)
    sizes = r'\d+(?=\u00a0ko)|(?<="contentSize":")\d+'  # which other layout libraries would change
    assert re.sub(sizes, "…", markup) == snapshot.use_extension(Text)


def test_the_page_names_nothing_that_is_not_there(made: site.Site) -> None:
    root = opened(made.beside["index.html"])
    there = {f"site/{name}" for name in made.inside} | set(made.beside)
    there |= {file.name for work in works() for file in work.files}
    there |= {f"#{element.get('id')}" for element in root.iter("{*}*") if element.get("id")}
    named = {str(e.get(a)) for e in root.iter("{*}*") for a in ("href", "src") if e.get(a)}
    named = {name for name in named if not name.startswith("data:")}
    assert named - there == {f"{ADDRESS}/index.html"}


def test_all_is_there_without_a_script(made: site.Site) -> None:
    articles = list(opened(made.beside["index.html"]).iter("article"))
    assert [article.get("id") for article in articles] == [work.slug for work in works()]
    for article, work in zip(articles, works(), strict=True):
        said = text_of(article)
        for told in (work.title, work.series, work.abstract, work.summary, work.citation):
            assert " ".join(told.split()) in said
        assert all(f"{round(file.size / 1000)} ko" in said for file in work.files)
        assert [e.get("class") for e in article.iter("{*}*") if "hidden" in e.attrib] == ["passages"]


def test_a_size_is_never_nothing() -> None:
    assert page.kilobytes(1, words("fr")) == "1\u00a0ko"


def test_the_page_says_the_same_in_schema_org(made: site.Site) -> None:
    scripts = opened(made.beside["index.html"]).iter("script")
    data = json.loads(next(script.text or "" for script in scripts if script.get("type")))
    items = [item["item"] for item in data["mainEntity"]["itemListElement"]]
    assert [item["headline"] for item in items] == [work.title for work in works()]
    assert data["mainEntity"]["numberOfItems"] == len(works())
    files = [[file["contentUrl"] for file in item["encoding"]] for item in items]
    assert files == [[f"{ADDRESS}/{file.name}" for file in work.files] for work in works()]
    assert all(item["accessibilitySummary"] and "citation" not in item for item in items)


def test_there_is_nothing_to_choose_where_all_agree() -> None:
    work, says = works()[0], words("fr")
    assert list(page.filters([work], says)) == []
    assert [each["name"] for each in page.filters([work, work], says)] == ["theme"]
    other = replace(work, series="Une autre", keywords=("Écoles", "école"))
    series, theme = page.filters([work, other], says)
    assert series["choices"] == ["Relectures d’essai", "Une autre"]
    assert len(theme["choices"]) == len(set(work.keywords)) + 2


def test_a_library_without_a_name_has_a_title() -> None:
    root = index(BARE, works()[0])
    assert [[text_of(e) for e in root.iter(tag)] for tag in ("title", "h1")] == [["Relectures de corpus"]] * 2


def test_a_catalogue_in_english() -> None:
    library = forms.Library.model_validate({"lang": "en", "contact": "https://library.example/"})
    root = index(library, works()[0])
    assert root.get("lang") == "en"
    assert [article.get("lang") for article in root.iter("article")] == ["fr"]
    assert "1 relecture" in text_of(root)
    assert [e.text for e in root.iter("a") if e.get("href") == library.contact] == [library.contact]


def test_a_letter_box_can_be_written_to() -> None:
    library = forms.Library.model_validate({"contact": "relectures@bibliotheque.example"})
    assert "mailto:relectures@bibliotheque.example" in {
        e.get("href") for e in index(library, works()[0]).iter("a")
    }


def test_what_no_person_checked_is_said() -> None:
    told = " ".join(words("fr")["site_not_audited"].split())
    one, other = works()
    sure = replace(one, audited=True)
    assert told in text_of(index(BARE, one, other))
    assert told in text_of(index(BARE, sure, other))
    assert told not in text_of(index(BARE, sure))


# ------------------------------------------------------------------ the search


def test_what_can_be_searched_leads_to_its_place(made: site.Site) -> None:
    found = documents(made.inside[search.FILE])
    assert len(found) == sum(1 + len(work.passages) for work in works())
    assert len({each["id"] for each in found}) == len(found)
    first = found[0]
    assert first["id"] == "vocabulaire"
    assert "Jeanne Vidal" in first["text"]
    assert first["title"] == "La bibliothèque du quartier des Tanneurs Vingt ans de lectures partagées"


def test_the_library_that_searches_is_the_one_that_is_named() -> None:
    said = (VENDOR / "README.md").read_text("utf-8")
    digest = hashlib.sha256((VENDOR / "minisearch.js").read_bytes()).hexdigest()
    assert f"| `minisearch.js` | `{digest}` |" in said


def test_its_licence_goes_with_it(made: site.Site) -> None:
    assert b"Permission is hereby granted" in made.inside["minisearch-LICENSE.txt"]


# ------------------------------------------------------------------ hostile words


@pytest.fixture(scope="module")
def hostile() -> site.Site:
    """A site whose every word tries to be something else."""
    work = works()[0]
    twisted = replace(
        work,
        title=f"{HOSTILE}title",
        subtitle=f"{HOSTILE}subtitle",
        urn=f"urn:{HOSTILE}",
        abstract=HOSTILE,
        series=HOSTILE,
        position=HOSTILE,
        authors=(HOSTILE,),
        publisher=HOSTILE,
        keywords=(HOSTILE,),
        rights=HOSTILE,
        licence=HOSTILE,
        citation=HOSTILE,
        summary=HOSTILE,
        alt=HOSTILE,
        described={"headline": HOSTILE},
    )
    library = forms.Library.model_construct(name=HOSTILE, publisher=HOSTILE, rights=HOSTILE, contact=HOSTILE)
    return site.make(library, [twisted, replace(twisted, slug="autre", series="Une autre")], Styles(STYLES))


def test_hostile_words_stay_words_in_the_page(hostile: site.Site) -> None:
    root = opened(hostile.beside["index.html"])
    scripts = [script.get("type") or script.get("src") for script in root.iter("script")]
    assert scripts == ["application/ld+json", "site/recherche.js"]
    assert {str(image.get("src")).partition("/")[0] for image in root.iter("img")} == {"site"}
    assert [e.tag for e in root.iter("{*}*") if any(str(name).startswith("on") for name in e.attrib)] == []
    assert [text_of(e) for e in root.iter("h1")] == [HOSTILE]
    assert [text_of(e) for e in root.iter("h2")][:2] == [f"{HOSTILE}title"] * 2


def test_hostile_words_stay_words_elsewhere(hostile: site.Site) -> None:
    root = etree.fromstring(hostile.beside["catalogue.atom"])
    assert [title.text for title in root.iterfind("{*}entry/{*}title")] == [f"{HOSTILE}title"] * 2
    assert documents(hostile.inside[search.FILE])[0]["title"] == f"{HOSTILE}title {HOSTILE}subtitle"


# ------------------------------------------------------------------ how it is put into its place


def codes(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def test_a_site_stands_whole_beside_the_sets(tmp_path: Path) -> None:
    for slug in FROZEN:
        put(tmp_path, slug)
    sets = held(tmp_path)
    assert codes(site.build(project(tmp_path))) == []
    first = held(tmp_path)
    assert {name: first[name] for name in sets} == sets
    assert {"index.html", "catalogue.atom", "sitemap.xml", "site/textes.js"} <= set(first)
    assert storage.intact(tmp_path / "site")
    assert codes(site.build(project(tmp_path))) == []
    assert held(tmp_path) == first


def test_a_relecture_that_is_withdrawn_leaves_nothing(tmp_path: Path) -> None:
    for slug in FROZEN:
        put(tmp_path, slug)
    site.build(project(tmp_path))
    for path in (tmp_path / FROZEN[0]).iterdir():
        path.unlink()
    (tmp_path / FROZEN[0]).rmdir()
    site.build(project(tmp_path))
    assert [
        name for name, data in held(tmp_path).items() if FROZEN[0] in name or FROZEN[0].encode() in data
    ] == []


def test_files_of_others_are_kept_and_named(tmp_path: Path) -> None:
    put(tmp_path, "vocabulaire")
    own = {"index.html": "<p>Ma page", "catalogue.atom": "<feed/>", "site/plan.txt": "Mon plan"}
    (tmp_path / "site").mkdir()
    for name, text in own.items():
        (tmp_path / name).write_text(text)
    assert sorted(codes(site.build(project(tmp_path)))) == ["X025", "X031", "X031"]
    found = held(tmp_path)
    assert [found[name].decode() for name in ("index-2.html", "catalogue-2.atom", "site/plan.txt")] == list(
        own.values()
    )
    assert "X031" not in codes(site.build(project(tmp_path)))


@pytest.mark.parametrize("kind", ["pipe", "device", "secret", "nothing", "folder"])
def test_what_is_no_regular_file_gives_way_and_is_not_read(kind: str, tmp_path: Path) -> None:
    output = put(tmp_path / "dist", "vocabulaire")
    (tmp_path / "secret.txt").write_text("mine")
    path = output / "index.html"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to({"device": "/dev/zero", "secret": str(tmp_path / "secret.txt")}.get(kind, "nowhere"))
    assert codes(site.build(project(output))) == ["X031"]
    assert path.is_file()
    assert not path.is_symlink()
    assert os.path.lexists(output / "index-2.html")
    assert (tmp_path / "secret.txt").read_text() == "mine"


def test_without_an_address_there_is_no_sitemap(tmp_path: Path) -> None:
    put(tmp_path / "dist", "vocabulaire")
    site.build(project(tmp_path / "dist"))
    assert (tmp_path / "dist" / "sitemap.xml").is_file()
    (tmp_path / "source").mkdir()
    nowhere = project(tmp_path / "dist", tmp_path / "source")
    assert codes(site.build(nowhere)) == ["M044"]
    assert not (tmp_path / "dist" / "sitemap.xml").exists()
    assert b'href="vocabulaire/vocabulaire.epub"' in (tmp_path / "dist" / "catalogue.atom").read_bytes()
    (tmp_path / "dist" / "sitemap.xml").write_text("<urlset/>")  # which somebody wrote by hand
    assert codes(site.build(nowhere)) == ["M044"]
    assert (tmp_path / "dist" / "sitemap.xml").read_text() == "<urlset/>"


@pytest.mark.parametrize("name", ["index.html", "catalogue.atom", "recherche.js"])
def test_a_disk_that_fills_up_leaves_the_old_files(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "vocabulaire")
    site.build(project(tmp_path))
    before = held(tmp_path)
    write = storage._write

    def full(path: Path, data: bytes) -> None:
        if path.name.endswith(name):
            path.write_bytes(data[:10])
            raise OSError(errno.ENOSPC, "no room", str(path))
        write(path, data)

    monkeypatch.setattr(storage, "_write", full)
    outcome = site.build(project(tmp_path))
    assert codes(outcome)[-1:] == ["X022"]
    assert outcome.published == ()
    assert held(tmp_path) == before


def test_two_do_not_write_at_once(tmp_path: Path) -> None:
    put(tmp_path / "dist", "vocabulaire")
    small_project(tmp_path)
    with storage.locked(tmp_path / "dist"):
        code, said = run(tmp_path, "site")
    assert (code, "X024" in said) == (3, True)
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == ["vocabulaire"]


def test_where_nothing_is_published_there_is_no_site(tmp_path: Path) -> None:
    outcome = site.build(project(tmp_path / "dist"))
    assert codes(outcome) == ["P100"]
    assert held(tmp_path) == {}


def test_a_fault_of_the_library_is_said(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "library.yaml").write_text("nom: Millénaire 3\n", encoding="utf-8")
    put(tmp_path / "dist", "vocabulaire")
    outcome = site.build(project(tmp_path / "dist", tmp_path / "source"))
    assert [problem.at.file for problem in outcome.problems if problem.at] == ["source/library.yaml"]
    assert not (tmp_path / "dist" / "index.html").exists()


def test_the_same_bytes_whatever_the_machine(tmp_path: Path) -> None:
    small_project(tmp_path)
    for seed, zone in (("1", "Pacific/Kiritimati"), ("2", "America/Los_Angeles")):
        output = put(tmp_path / seed, "vocabulaire")
        assert run(tmp_path, "site", "-q", "--output", str(output), PYTHONHASHSEED=seed, TZ=zone)[0] == 0
    assert held(tmp_path / "1") == held(tmp_path / "2")


def test_the_command_says_where_it_opens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path / "dist", "vocabulaire")
    where = [
        "--source",
        str(project(tmp_path).source),
        "--output",
        str(tmp_path / "dist"),
        "--styles",
        str(STYLES),
    ]
    assert cli.main(["site", *where]) == 0
    said = capsys.readouterr()
    assert re.fullmatch(r"Catalogue fait : ouvrez \S+index.html \(catalogue.atom \d+ ko, .*\)\n", said.out)
    assert said.err == ""
    assert cli.main(["site", "--json", *where]) == 0
    [item] = json.loads(capsys.readouterr().out)["published"]
    assert set(item["files"]) == {"catalogue.atom", "sitemap.xml", "index.html"}
    assert cli.main(["site", "--source", where[1], "--output", str(tmp_path / "vide")]) == 1
    assert "P100" in capsys.readouterr().err
