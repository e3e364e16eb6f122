"""WeasyPrint as it is here: it asks the machine for no font and no program, and brings little it never uses.

A module that imports WeasyPrint imports this one first. Raises EnvironmentFault.
"""

from __future__ import annotations

import ctypes.util
import os
import sys
import tempfile
import warnings
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from publier import environment
from publier.problems import EnvironmentFault, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>{fonts}<cachedir>{cache}</cachedir></fontconfig>
"""

UNUSED = {
    "fontTools.subset": (),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
    "PIL.ImageCms": ("ImageCmsProfile",),
    "tinyhtml5": (),
}
"""What WeasyPrint imports for machines without HarfBuzz's subsetter, variable fonts, colour profiles and
pages that are no XML, and the functions that it takes by name: a third of its own import."""


@contextmanager
def fontconfig(fonts: Path | None = None) -> Iterator[None]:
    """Let fontconfig, when it is asked in the block, know one folder of fonts, or none, and nothing else.

    WeasyPrint asks it when it is imported and for each configuration.
    """
    environment.leave_home_alone()
    with _settings(fonts) as settings:
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(settings)
        try:
            yield
        finally:
            os.environ.pop("FONTCONFIG_FILE")
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


@contextmanager
def _settings(fonts: Path | None) -> Iterator[Path]:
    """Write what fontconfig is to read, the only temporary files of a build (``X030`` where none can be)."""
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="publier-"))
            settings = Path(folder, "fonts.conf")
            named = f"<dir>{fonts.resolve()}</dir>" if fonts else ""
            settings.write_text(_FONTCONFIG.format(fonts=named, cache=folder), encoding="utf-8")
        except OSError as error:
            raise EnvironmentFault([Problem("X030", reason=error.strerror or error)]) from error
        yield settings


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


with fontconfig(), _named_libraries(), _stand_ins(), warnings.catch_warnings():
    warnings.simplefilter("ignore")  # there is no font yet, which it says
    import weasyprint  # noqa: F401 (who imports this module finds it imported)
