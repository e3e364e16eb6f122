"""A plain pipeline, as a first implementation would be: python naive.py RELECTURE.md FOLDER.

One process: pandoc → JSON, a template, EbookLib, WeasyPrint. It imports only what it uses, checks
nothing and proves nothing. It is what the benchmark measures publier against: the same text, the same
references, and on paper the same faces, measure and leading, without cover or structure of its own.
"""

from __future__ import annotations

import json
import sys
from html import escape
from pathlib import Path
from typing import Any

import jinja2
import pypandoc
import weasyprint
from ebooklib import epub
from weasyprint.text.fonts import FontConfiguration

Node = dict[str, Any]
CSL = Path(__file__).resolve().parents[2] / "styles" / "references.csl"

PAGE = jinja2.Environment(autoescape=False).from_string(  # noqa: S701 (a plain pipeline takes no such care)
    """<!DOCTYPE html><html lang="fr" xmlns="http://www.w3.org/1999/xhtml"
 xmlns:epub="http://www.idpf.org/2007/ops"><head><meta charset="utf-8"/><title>{{ title }}</title>
<style>{{ css }}</style></head><body><header><h1>{{ title }}</h1></header>
<nav class="toc" role="doc-toc"><h2>Sommaire</h2><ol>
{% for level, id, text in headings %}
<li class="l{{ level }}"><a href="#{{ id }}">{{ text }}</a></li>{% endfor %}
</ol></nav><main>{{ body }}{{ notes }}</main></body></html>"""
)
SCREEN = "body { max-width: 36em; margin: auto; font: 1.1em/1.5 serif } blockquote { font-style: italic }"
FONTS = Path(__file__).resolve().parents[2] / "styles" / "fonts"
FACES = (
    ("Source Serif 4", "normal", 400, "SourceSerif4_400Regular"),
    ("Source Serif 4", "italic", 400, "SourceSerif4_400Regular_Italic"),
    ("Source Serif 4", "normal", 600, "SourceSerif4_600SemiBold"),
    ("Atkinson Hyperlegible Next", "normal", 400, "AtkinsonHyperlegibleNext_400Regular"),
    ("Atkinson Hyperlegible Next", "normal", 600, "AtkinsonHyperlegibleNext_600SemiBold"),
)
PAPER = """
@page { size: A4; margin: 32mm 30mm 30mm 60mm;
  @bottom-center { content: counter(page) } @top-left { content: string(section); font-size: 8pt }
  @footnote { border-top: .5pt solid #888; padding-top: 2mm } }
html { font: 10.5pt/15pt "Source Serif 4", serif; hyphens: auto }
p { margin: 0 0 .6em; orphans: 2; widows: 2 }
h1, h2, h3, .fn { font-family: "Atkinson Hyperlegible Next", sans-serif; hyphens: manual }
h1 { bookmark-level: 1 } h2 { string-set: section content(); break-after: avoid } h3 { break-after: avoid }
blockquote { margin: 1em 0; break-inside: avoid; border-left: 1.5pt solid #9b2c0e; padding-left: 5mm }
nav.toc a::after { content: leader('.') target-counter(attr(href), page) } nav.toc { break-after: page }
span.fn { float: footnote; font-size: 8pt; line-height: 11.25pt }
span.fn::footnote-call { font-size: .7em; vertical-align: super; line-height: 0 }
"""


class Converter:
    """Pandoc's nodes to HTML; ``mode`` is web, epub or print."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.notes: list[str] = []
        self.headings: list[tuple[int, str, str]] = []

    def inlines(self, nodes: list[Any]) -> str:
        return "".join(map(self.inline, nodes))

    def blocks(self, nodes: list[Any]) -> str:
        return "\n".join(map(self.block, nodes))

    def inline(self, node: Node) -> str:  # noqa: PLR0911 (one return a kind of node)
        kind: str = node["t"]
        content: Any = node.get("c")
        if kind in ("Space", "SoftBreak"):
            return " "
        if kind == "Str":
            return escape(content, quote=False)
        if kind == "Note":
            return self.note(content)
        if kind == "Link":
            return f'<a href="{escape(content[2][0])}">{self.inlines(content[1])}</a>'
        if kind == "Quoted":
            return f"«\u202f{self.inlines(content[1])}\u202f»"
        if kind in ("Span", "Cite"):
            return self.inlines(content[1])
        tag = {"Emph": "em", "Strong": "strong", "Superscript": "sup", "Underline": "u"}.get(kind)
        return f"<{tag}>{self.inlines(content)}</{tag}>" if tag else ""

    def note(self, blocks: list[Any]) -> str:
        number, text = len(self.notes) + 1, self.blocks(blocks)
        self.notes.append(text)
        if self.mode == "print":
            return f'<span class="fn">{text.replace("<p>", "").replace("</p>", "")}</span>'
        kind = ' epub:type="noteref"' if self.mode == "epub" else ""
        return f'<a id="ref{number}" href="#fn{number}" role="doc-noteref"{kind}><sup>{number}</sup></a>'

    def block(self, node: Node) -> str:
        kind: str = node["t"]
        content: Any = node.get("c")
        if kind in ("Para", "Plain"):
            return f"<p>{self.inlines(content)}</p>"
        if kind == "Header":
            level, (name, _, _), inlines = content
            text = self.inlines(inlines)
            self.headings.append((level, name, text))
            return f'<h{level} id="{name}">{text}</h{level}>'
        if kind == "BlockQuote":
            return f"<blockquote>{self.blocks(content)}</blockquote>"
        if kind == "Div":
            return self.blocks(content[1])
        return ""

    def endnotes(self) -> str:
        items = (
            f'<li id="fn{n}">{text} <a href="#ref{n}" role="doc-backlink">↩</a></li>'
            for n, text in enumerate(self.notes, 1)
        )
        return f'<section role="doc-endnotes"><h2>Notes</h2><ol>{"".join(items)}</ol></section>'


def page(document: Node, mode: str, css: str) -> tuple[str, Converter]:
    """Return a page and its converter."""
    converter = Converter(mode)
    body = converter.blocks(document["blocks"])
    title = converter.inlines(document["meta"]["title"]["c"])
    notes = "" if mode == "print" else converter.endnotes()
    return PAGE.render(title=title, css=css, headings=converter.headings, body=body, notes=notes), converter


def faces() -> str:
    """Return the rules that name the fonts."""
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight};'
        f" src: url({(FONTS / name).with_suffix('.ttf').as_uri()}) }}"
        for family, style, weight, name in FACES
    )


def main(source: Path, folder: Path) -> None:
    """Write the three files."""
    references = [f"--bibliography={source.parent.parent / 'references.yaml'}", f"--csl={CSL}"]
    document = json.loads(
        pypandoc.convert_file(
            str(source), "json", format="markdown+smart", extra_args=["--citeproc", *references]
        )
    )
    (folder / "naive.html").write_text(page(document, "web", SCREEN)[0], encoding="utf-8")
    text, converter = page(document, "epub", "")
    book = epub.EpubBook()
    book.set_identifier("urn:x:naive")
    book.set_title("naive")
    book.set_language("fr")
    chapter = epub.EpubHtml(title="naive", file_name="text.xhtml", lang="fr")
    chapter.content = text
    book.add_item(chapter)
    book.toc = [epub.Link(f"text.xhtml#{name}", shown, name) for _, name, shown in converter.headings]
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = ["nav", chapter]
    epub.write_epub(folder / "naive.epub", book)
    paper = page(document, "print", "")[0]
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=faces() + PAPER, font_config=fonts)
    weasyprint.HTML(string=paper).write_pdf(
        folder / "naive.pdf", stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
