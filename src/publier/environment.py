"""What the machine has: layout libraries, packages whose versions shape the bytes, and how to get them."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from dataclasses import dataclass
from functools import cache

PACKAGES = (
    "brotli",
    "cssselect2",
    "ebooklib",
    "fonttools",
    "jinja2",
    "lxml",
    "markupsafe",
    "pikepdf",
    "pillow",
    "pydyf",
    "pyphen",
    "pypandoc_binary",
    "segno",
    "tinycss2",
    "tinyhtml5",
    "uharfbuzz",
    "weasyprint",
)
"""Those that write a part of an edition; ``pypandoc_binary`` carries pandoc itself."""

_INSTALLERS = {  # the first program that is found tells the system at hand
    "apt-get": "sudo apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0",
    "dnf": "sudo dnf install pango harfbuzz",
    "pacman": "sudo pacman -S --needed pango harfbuzz",
    "zypper": "sudo zypper install libpango-1_0-0 libharfbuzz-subset0",
    "brew": "brew install pango",
}


@dataclass(frozen=True, slots=True)
class Library:
    """A library of the system: the names it is opened by (Linux, macOS, Windows), how it says its version."""

    title: str
    names: tuple[str, ...]
    version: str


LIBRARIES = (
    Library(
        "Pango", ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "pango_version_string"
    ),
    Library("PangoFT2", ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"), ""),
    Library(
        "HarfBuzz", ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "hb_version_string"
    ),
    Library(
        "HarfBuzz subset",
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
        "",
    ),
    Library(
        "Fontconfig", ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"), "FcGetVersion"
    ),
)


@cache
def layout_libraries() -> dict[str, str | None]:
    """Return the versions of the libraries that lay out the PDF, by title.

    None: it cannot be opened. Empty: it is there and has no version of its own.
    """
    return {library.title: _version(library) for library in LIBRARIES}


def missing_libraries() -> list[str]:
    """Return the titles of layout libraries that this machine lacks."""
    return [title for title, version in layout_libraries().items() if version is None]


def packages() -> dict[str, str]:
    """Return the versions of the packages that shape the bytes; those that are not there are left out."""
    from importlib import metadata

    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def leave_home_alone() -> None:
    """Let fontconfig read nothing in the user's home, where even settings that do not hold are looked at."""
    names = next(library.names for library in LIBRARIES if library.title == "Fontconfig")
    if opened := _open(names):
        opened.FcConfigEnableHome(0)


def install_command() -> str:
    """Return the command that installs the layout libraries on the system at hand."""
    found = next((command for program, command in _INSTALLERS.items() if shutil.which(program)), None)
    if found is None:
        return "https://doc.courtbouillon.org/weasyprint/stable/first_steps.html#installation"
    root = sys.platform != "win32" and os.geteuid() == 0
    return found.removeprefix("sudo ") if root else found


def _version(library: Library) -> str | None:
    opened = _open(library.names)
    if opened is None or not library.version:
        return None if opened is None else ""
    function = getattr(opened, library.version)
    if library.version == "FcGetVersion":
        number = int(function())
        return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    function.restype = ctypes.c_char_p
    return str(function().decode())


def _open(names: tuple[str, ...]) -> ctypes.CDLL | None:
    _add_windows_folders()
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


@cache
def _add_windows_folders() -> None:
    """Look where WeasyPrint looks on Windows; elsewhere the system's loader knows."""
    if sys.platform == "win32":
        given = os.environ.get("WEASYPRINT_DLL_DIRECTORIES", r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin")
        for folder in filter(os.path.isdir, given.split(";")):
            os.add_dll_directory(folder)
