"""The door to WeasyPrint: our fonts and only ours, no address but our pictures, no silent fault."""

from __future__ import annotations

import ctypes.util
import logging
import os
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from publier import environment
from publier.editions import footnotes, lines
from publier.problems import EnvironmentFault, Problem, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from weasyprint import CSS, HTML, Document
    from weasyprint.text.fonts import FontConfiguration

    from publier.model import Image

_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""

UNUSED = {"fontTools.subset": (), "fontTools.varLib.instancer": ("instantiateVariableFont",)}
"""What WeasyPrint imports for machines without HarfBuzz's subsetter and for variable fonts, and the
functions that it takes by name: a third of its own import."""

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


@contextmanager
def _stand_ins() -> Iterator[None]:
    """Let WeasyPrint, while it is imported, take what it hardly ever uses without importing that.

    Not by ``LazyLoader``: an import statement looks at the module it finds, which loads it.
    """
    put = {name: _stand_in(name, *functions) for name, functions in UNUSED.items() if name not in sys.modules}
    sys.modules.update(put)
    try:
        yield
    finally:
        for name in put:
            del sys.modules[name]


def _stand_in(name: str, *functions: str) -> ModuleType:
    """Return a module that imports the real one when something of it is used."""

    def later(attribute: str) -> Any:
        if attribute.startswith("__"):  # the import system asks for these
            raise AttributeError(attribute)
        return getattr(import_module(name), attribute)

    module = ModuleType(name)
    module.__dict__["__getattr__"] = later
    for function in functions:
        module.__dict__[function] = partial(_call, later, function)
    return module


def _call(later: Callable[[str], Any], function: str, *arguments: Any, **options: Any) -> Any:
    return later(function)(*arguments, **options)


@cache
def _configuration(fonts: Path) -> FontConfiguration:
    """Return a font configuration that sees one folder and nothing of the machine.

    WeasyPrint asks fontconfig when it is imported and for each configuration; the variable is
    set for as long, and no longer. Raises EnvironmentFault.
    """
    environment.leave_home_alone()
    with _settings(fonts) as settings, _named_libraries(), _stand_ins():
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(settings)
        try:
            from weasyprint.text.fonts import FontConfiguration

            return FontConfiguration()
        finally:
            os.environ.pop("FONTCONFIG_FILE")
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


@contextmanager
def _named_libraries() -> Iterator[None]:
    """Open libraries on Linux by their full names, which the loader knows, and by nothing else.

    For each name that WeasyPrint guesses before, cffi would ask ldconfig, gcc and ld: programs that
    a build has no business with, and half of the time of the import.
    """
    before = ctypes.util.find_library
    if sys.platform == "linux":
        setattr(ctypes.util, "find_library", lambda _: None)  # noqa: B010 - mypy allows no other way
    try:
        yield
    finally:
        setattr(ctypes.util, "find_library", before)  # noqa: B010 (as above)


@contextmanager
def _settings(fonts: Path) -> Iterator[Path]:
    """Write what fontconfig is to read: the only temporary file of a build (``X030`` where none can be)."""
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="publier-"))
            settings = Path(folder, "fonts.conf")
            settings.write_text(_FONTCONFIG.format(fonts=fonts.resolve(), cache=folder), encoding="utf-8")
        except OSError as error:
            raise EnvironmentFault([Problem("X030", reason=error.strerror or error)]) from error
        yield settings
