"""A plain pipeline, as a first implementation would be: python naive.py RELECTURE.md FOLDER.

One process: pandoc → JSON, a template, EbookLib, WeasyPrint. It imports only what it uses, checks
nothing and proves nothing. It is what the benchmark measures publier against.
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

Node = dict[str, Any]

PAGE = jinja2.Environment(autoescape=False).from_string(  # noqa: S701
    """<!DOCTYPE html><html lang="fr" xmlns="http://www.w3.org/1999/xhtml"
 xmlns:epub="http://www.idpf.org/2007/ops"><head><meta charset="utf-8"/><title>{{ title }}</title>
<style>{{ css }}</style></head><body><header><h1>{{ title }}</h1></header>
<nav class="toc" role="doc-toc"><h2>Sommaire</h2><ol>
{% for level, id, text in headings %}
<li class="l{{ level }}"><a href="#{{ id }}">{{ text }}</a></li>{% endfor %}
</ol></nav><main>{{ body }}{{ notes }}</main></body></html>"""
)
SCREEN = "body { max-width: 36em; margin: auto; font: 1.1em/1.5 serif } blockquote { font-style: italic }"
PAPER = """
@page { size: A4; margin: 25mm 22mm 28mm;
  @bottom-center { content: counter(page) } @top-right { content: string(section); font-size: 8pt }
  @footnote { border-top: .4pt solid #888; padding-top: 2mm } }
html { font: 10.5pt/1.45 "Source Serif 4", "DejaVu Serif", serif; hyphens: auto }
p { margin: 0 0 .6em; orphans: 2; widows: 2 }
h1 { bookmark-level: 1 } h2 { string-set: section content(); break-after: avoid } h3 { break-after: avoid }
blockquote { margin: 1em 2em; break-inside: avoid; border-left: 3pt solid #c33; padding-left: 1em }
nav.toc a::after { content: leader('.') target-counter(attr(href), page) } nav.toc { break-after: page }
span.fn { float: footnote; font-size: 8.5pt }
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
        tag = {"Emph": "em", "Strong": "strong", "Superscript": "sup"}.get(kind)
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


def main(source: Path, folder: Path) -> None:
    """Write the three files."""
    document = json.loads(pypandoc.convert_file(str(source), "json", format="markdown+smart"))
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
    weasyprint.HTML(string=paper).write_pdf(
        folder / "naive.pdf", stylesheets=[weasyprint.CSS(string=PAPER)], pdf_variant="pdf/ua-1"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
