"""A build asks nobody and opens nothing but its folders: 0 requests, 0 files read outside.

Looked at three ways: by a server that a source tries to call, by Python's audit events, and by
strace, which also sees what Pango, fontconfig and pandoc open.
"""

from __future__ import annotations

import json
import mimetypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from running import ROOT, held, run

from publier import pandoc

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="paths and processes as Unix has them")

WATCHED = Path(__file__).with_name("watched.py")
RELECTURES = ROOT / "tests" / "relectures"

EXPLAINED = (
    *("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/opt/homebrew"),
    "/etc/ld.so.cache",  # where the loader finds them
    *("/usr/share/locale", "/etc/locale.alias"),  # the names of locales
    *("/etc/ssl/openssl.cnf", "/etc/pki/tls/openssl.cnf"),  # OpenSSL begins with it; Python's hashes are its
    *(
        "/etc/localtime",
        "/usr/share/zoneinfo",
    ),  # the C library asks for the time zone, of which no byte depends
    *mimetypes.knownfiles,  # Python's list of file types; ours are written out
    "/usr/share/fontconfig/conf.avail",  # fontconfig reads, and does not apply, the models of its settings
    *("/proc", "/sys", "/dev/null", "/dev/shm", "/dev/urandom"),  # noqa: S108 (what the system itself opens)
    f"{sys.base_prefix}/lib",  # Python and its packages, pandoc among them; in /usr there is more than that
    *([sys.prefix] if sys.prefix != sys.base_prefix else []),
    str(ROOT / "src"),
    str(ROOT / "styles"),
    str(WATCHED),
)
"""What a build may open besides the folders of its project, and why."""


class Canary(BaseHTTPRequestHandler):
    """Answers any request, and keeps its first line."""

    heard: list[str]

    def do_GET(self) -> None:
        self.heard.append(self.requestline)
        self.send_response(200)
        self.end_headers()

    do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815 (as the base class calls them)

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 (as the base class has it)
        """Stay silent."""


class Server:
    """A canary on the loopback: its address, what it heard."""

    def __init__(self, server: ThreadingHTTPServer, heard: list[str]) -> None:
        self.address = f"http://127.0.0.1:{server.server_port}"
        self.heard = heard


@pytest.fixture
def canary() -> Iterator[Server]:
    """A server that a closed build leaves alone."""
    heard: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Heard", (Canary,), {"heard": heard}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Server(server, heard)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that uses the whole vocabulary, with things beside it that are nobody's business."""
    folder = tmp_path / "projet"
    shutil.copytree(RELECTURES, folder / "source")
    (folder / "secret.txt").write_text("not for a build")
    home = tmp_path / "home"
    for lure in (".config/fontconfig/fonts.conf", ".local/share/pandoc/custom-reader.lua", ".netrc"):
        (home / lure).parent.mkdir(parents=True, exist_ok=True)
        (home / lure).write_text("")
    font = next((ROOT / "styles" / "fonts").glob("*.ttf"))
    for fonts in (".fonts", ".local/share/fonts"):
        (home / fonts).mkdir(parents=True)
        shutil.copy(font, home / fonts)
    (folder / "tmp").mkdir()
    return folder


def environment(project: Path) -> dict[str, str]:
    """Return surroundings full of lures: a home of one's own, proxies that would be asked."""
    return {
        **os.environ,
        "HOME": str(project.parent / "home"),
        "TMPDIR": str(project / "tmp"),
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }


def command(*arguments: str, log: Path) -> list[str]:
    return [sys.executable, "-P", str(WATCHED), str(log), *arguments]


def events(log: Path) -> list[tuple[str, str]]:
    return [(event, named) for event, named in map(json.loads, log.read_text().splitlines())]


def outside(paths: list[str], project: Path) -> list[str]:
    """Return the paths that are neither of the project's folders nor explained."""
    own = [project / name for name in ("source", "dist", "styles", "tmp")]
    allowed = [os.path.realpath(path) for path in (*EXPLAINED, *map(str, own))]
    real = {os.path.realpath(project / path) for path in paths if not path.isdecimal()}  # not a handle
    return sorted(path for path in real if not any(_below(path, folder) for folder in allowed))


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


# ------------------------------------------------------------------ what a clean source does


def with_addresses(project: Path, address: str) -> None:
    """Name a server wherever a clean source may: as the library, in links, notes and references."""
    for path in (project / "source").rglob("*.*"):
        if path.suffix in (".md", ".yaml"):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"https?://[\w.-]+", address, text), encoding="utf-8")


def test_a_whole_build_asks_nobody_and_opens_nothing_outside(project: Path, canary: Server) -> None:
    with_addresses(project, canary.address)
    log = project / "tmp" / "log"
    done = subprocess.run(
        command("build", "--large-print", log=log),
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert canary.address.encode() in b"".join(held(project / "dist").values())  # it was really named
    assert canary.heard == []
    seen = events(log)
    assert [event for event, _ in seen if event.startswith(("socket.", "urllib.", "http."))] == []
    assert {named for event, named in seen if event == "subprocess.Popen"} == {pandoc._binary()}
    opened = [named for event, named in seen if event in ("open", "os.listdir", "os.scandir")]
    assert any(path.endswith("relecture.md") for path in opened)
    assert outside(opened, project) == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_strace_sees_no_socket_and_no_file_outside(project: Path, jobs: str) -> None:
    """What C libraries and pandoc open, Python's events do not show."""
    log = project / "tmp" / "strace"
    strace = ["strace", "-f", "-qq", "-e", "trace=open,openat,openat2,socket,connect,execve", "-o", str(log)]
    if not shutil.which("strace") or subprocess.run([*strace, "true"], check=False).returncode:
        pytest.skip("strace is not there, or tracing is not allowed")
    done = subprocess.run(
        [*strace, sys.executable, "-P", "-m", "publier", "build", "--jobs", jobs],
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = log.read_text(errors="replace").splitlines()
    assert [line for line in lines if re.search(r"\b(socket|connect)\(", line)] == []
    ran = {found[1] for line in lines if (found := re.search(r'execve\("([^"]+)".* = 0$', line))}
    assert ran == {sys.executable, pandoc._binary()}
    opened = [found[1] for line in lines if (found := re.search(r'open\w*\(.*?"([^"]*)".* = \d+$', line))]
    fonts = {str(Path(path).parent) for path in opened if path.lower().endswith((".ttf", ".otf", ".pfb"))}
    assert fonts == {str(ROOT / "styles" / "fonts")}
    assert outside(opened, project) == []


def test_a_build_without_a_network_gives_the_same_bytes(project: Path) -> None:
    if not shutil.which("unshare") or subprocess.run(["unshare", "-n", "true"], check=False).returncode:
        pytest.skip("a name space without a network is not allowed here; the tests above guard the sockets")
    surroundings = environment(project)
    assert run(project, "build", "vocabulaire", **surroundings) == (0, "")
    before = held(project / "dist")
    shutil.rmtree(project / "dist")
    build = ["unshare", "-n", sys.executable, "-P", "-m", "publier", "build", "vocabulaire"]
    subprocess.run(build, cwd=project, env=surroundings, check=True, stdout=subprocess.DEVNULL)
    assert held(project / "dist") == before


# ------------------------------------------------------------------ what a source may try

FRONT = "---\ntitle: Essai\nlang: fr\nmodified: 2026-01-31\n{more}---\n\n## Une partie\n\nUn texte. {body}\n"
SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = f'<svg {SPACES} viewBox="0 0 9 9">{{}}</svg>'
PICTURE = '\n\n![Un plan.](plan.svg){alt="Un rectangle."}'

BODIES = {
    "image": '\n\n![Un plan.](ADDRESS/plan.png){alt="Un rectangle."}',
    "html": '<img src="ADDRESS/plan.png">',
    "style": '<link rel="stylesheet" href="ADDRESS/style.css">',
    "script": '<script src="ADDRESS/code.js"></script>',
    "object": '<iframe src="ADDRESS/page.html"></iframe>',
    "attribute": "[mots]{style=\"background: url('ADDRESS/plan.png')\"}",
    "tex": r"\input{ADDRESS/secret}",
    "file": '\n\n![Un plan.](file:///etc/passwd){alt="Un rectangle."}',
    "upwards": '\n\n![Un plan.](../../secret.txt){alt="Un rectangle."}',
}
DRAWINGS = {
    "svg-image": '<image href="ADDRESS/plan.png" width="9" height="9"/>',
    "svg-xlink": '<image xlink:href="ADDRESS/plan.png" width="9" height="9"/>',
    "svg-use": '<use href="ADDRESS/plan.svg#a"/>',
    "svg-style": "<style>@import url(ADDRESS/style.css);</style><path d='M0 0h9'/>",
    "svg-fill": "<path d='M0 0h9' style='fill: url(ADDRESS/plan.svg#a)'/>",
    "svg-font": "<style>@font-face {font-family: a; src: url(ADDRESS/a.ttf)}</style><path d='M0 0h9'/>",
    "svg-script": "<script href='ADDRESS/code.js'/>",
    "svg-foreign": "<foreignObject><img src='ADDRESS/a.png'/></foreignObject>",
    "svg-sheet": "<?xml-stylesheet href='ADDRESS/style.css'?><path d='M0 0h9'/>",
}
FRONTS = {
    "cover": "cover: {image: ADDRESS/plan.png, alt: Un rectangle.}\n",
    "bibliography": "bibliography: ADDRESS/references.json\n",
    "csl": "csl: ADDRESS/style.csl\n",
}


def attempts(source: Path, address: str) -> list[str]:
    """Write one relecture for each way to call a server or to read a file from elsewhere."""

    def put(slug: str, name: str, text: str) -> None:
        (source / slug).mkdir(exist_ok=True)
        (source / slug / name).write_text(text.replace("ADDRESS", address), encoding="utf-8")

    for slug, body in BODIES.items():
        put(slug, "relecture.md", FRONT.format(more="", body=body))
    for slug, drawing in DRAWINGS.items():
        put(slug, "relecture.md", FRONT.format(more="", body=PICTURE))
        put(slug, "plan.svg", SVG.format(drawing))
    put("svg-entity", "relecture.md", FRONT.format(more="", body=PICTURE))
    put("svg-entity", "plan.svg", f'<!DOCTYPE svg SYSTEM "{address}/svg.dtd">{SVG.format("")}')
    for slug, more in FRONTS.items():
        put(slug, "relecture.md", FRONT.format(more=more, body=""))
    put("list", "relecture.md", FRONT.format(more="", body="Un mot [@a]."))
    put("list", "references.yaml", "references: !include ADDRESS/references.yaml\n")
    put("link", "relecture.md", FRONT.format(more="", body=""))
    (source / "link" / "plan.svg").symlink_to("/etc/hostname")
    return [*BODIES, *DRAWINGS, "svg-entity", *FRONTS, "list", "link"]


def test_a_source_that_tries_is_refused_and_calls_nobody(tmp_path: Path, canary: Server) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (tmp_path / "tmp").mkdir()
    (tmp_path / "secret.txt").write_text("not for a build")
    tried = attempts(source, canary.address)
    log = tmp_path / "tmp" / "log"
    done = subprocess.run(
        command("build", "--json", log=log),
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    found = json.loads(done.stdout)["problems"]
    refused = {problem["file"].split("/")[1] for problem in found if problem["severity"] == "error"}
    assert sorted(set(tried) - refused) == []
    assert canary.heard == []
    seen = events(log)
    assert [event for event, _ in seen if event.startswith(("socket.", "urllib.", "http."))] == []
    assert outside([named for event, named in seen if event == "open"], tmp_path) == []
    assert held(tmp_path / "dist") == {}


RULES = {
    "import": "@import url('ADDRESS/style.css');",
    "background": "body { background: url('ADDRESS/plan.png') }",
    "file": "h2::before { content: url('file:///etc/passwd') }",
}


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_style_sheet_that_tries_is_refused(tmp_path: Path, canary: Server, rule: str, jobs: str) -> None:
    shutil.copytree(ROOT / "styles", tmp_path / "styles")
    sheet = tmp_path / "styles" / "print.css"
    sheet.write_text(rule.replace("ADDRESS", canary.address) + sheet.read_text(encoding="utf-8"))
    (tmp_path / "source" / "amis").mkdir(parents=True)
    (tmp_path / "source" / "amis" / "relecture.md").write_text(FRONT.format(more="", body=""))
    code, said = run(tmp_path, "build", "--jobs", jobs)
    assert code == 3, said
    assert re.search(r"X09[01]", said)
    assert canary.heard == []
    assert held(tmp_path / "dist") == {}


# ------------------------------------------------------------------ the watch itself


def test_the_canary_and_the_watch_are_awake(project: Path, canary: Server) -> None:
    """A program that does ask, and does read elsewhere, is seen by both."""
    log = project / "tmp" / "log"
    hostile = f"""
import sys, urllib.request
sys.path.insert(0, {str(WATCHED.parent)!r})
import watched
watched.watch({str(log)!r})
open('secret.txt').read()
urllib.request.urlopen({canary.address!r})
"""
    bare = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    subprocess.run([sys.executable, "-c", hostile], cwd=project, env=bare, check=True)
    assert len(canary.heard) == 1
    seen = events(log)
    assert "socket.connect" in {event for event, _ in seen}
    assert outside([named for event, named in seen if event == "open"], project) == [
        os.path.realpath(project / "secret.txt")
    ]


def test_a_file_of_the_home_would_be_seen(project: Path) -> None:
    fonts = str(project.parent / "home" / ".fonts" / "a.ttf")
    assert outside([fonts, "secret.txt"], project) == [fonts, str(project / "secret.txt")]
    assert outside([tempfile.gettempdir()], project) != []
