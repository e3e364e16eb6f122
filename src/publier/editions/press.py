"""How a page is laid out: with our fonts and only ours, no address but our pictures, no silent fault."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from publier.editions import footnotes, lines
from publier.problems import Problem, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from weasyprint import CSS, HTML, Document
    from weasyprint.text.fonts import FontConfiguration

    from publier.model import Image

ACCEPTED = ("has no required alt description",)
"""What WeasyPrint may say: a decorative picture has none, on purpose."""


def lay_out(xhtml: str, css: str, fonts: Path, pictures: Mapping[str, Image]) -> Document:
    """Lay out well-formed XHTML without a namespace; ``pictures`` are all it may name.

    Raises SourceError when WeasyPrint complains, and on any other address.
    """
    configuration = _configuration(fonts)
    footnotes.cure()
    lines.cure()
    with heeded():
        sheets = [_sheet(css)]
        return _html(xhtml, fetcher(pictures)).render(font_config=configuration, stylesheets=sheets)


@contextmanager
def heeded() -> Iterator[None]:
    """Raise SourceError for what WeasyPrint only logs: on paper it would be a fault (``X090``).

    An address that is refused ends the work at once (``X091``): WeasyPrint raises it as a
    BaseException, which must not pass any further.
    """
    from weasyprint.urls import FatalURLFetchingError

    said: list[str] = []
    handler = _Collector(said)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    before, logger.propagate = logger.propagate, False
    try:
        yield
    except FatalURLFetchingError as fault:
        raise SourceError([Problem("X091", None, address=fault)]) from None
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
    faults = [line for line in dict.fromkeys(said) if not line.endswith(ACCEPTED)]
    if faults:
        raise SourceError([Problem("X090", None, reason=line) for line in faults])


class _Collector(logging.Handler):
    """Keeps the words of warnings and errors."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def fetcher(pictures: Mapping[str, Image]) -> Callable[[str], Any]:
    """Return the one way from a page to the outside: pictures that are already in memory."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

    def fetch(url: str) -> URLFetcherResponse:
        if url not in pictures:
            raise FatalURLFetchingError(url)
        image = pictures[url]
        return URLFetcherResponse(url, image.data, {"Content-Type": image.media_type})

    return fetch


def _html(xhtml: str, fetch: Callable[[str], Any]) -> HTML:
    """Return a page for WeasyPrint, read as XML: quicker than HTML, and a note may hold blocks."""
    import cssselect2
    from weasyprint import HTML

    page = HTML.__new__(HTML)  # its own __init__ only knows the HTML parser
    page.base_url = None
    page.url_fetcher = fetch
    page.media_type = "print"
    page.wrapper_element = cssselect2.ElementWrapper.from_html_root(
        ET.fromstring(xhtml),  # noqa: S314 (written by our own templates, without entities)
        content_language=None,
    )
    page.etree_element = page.wrapper_element.etree_element
    return page


@cache
def _sheet(css: str) -> CSS:
    """Return a style sheet; one with a fault is not kept, so that each use of it says so."""
    from weasyprint import CSS

    with heeded():
        return CSS(string=css, url_fetcher=fetcher({}))


@cache
def _configuration(fonts: Path) -> FontConfiguration:
    """Return a font configuration that sees one folder and nothing of the machine.

    Raises EnvironmentFault.
    """
    from publier.editions import engine

    with engine.fontconfig(fonts):
        from weasyprint.text.fonts import FontConfiguration

        return FontConfiguration()
