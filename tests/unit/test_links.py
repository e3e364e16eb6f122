"""Asking for addresses: each kind of answer, the pace, and that nobody but this machine is asked."""

from __future__ import annotations

import asyncio
import datetime
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest
from answering import HERE, FakeTime, Guard, Server, server, unused_port

from publier import cli, links, projects
from publier.links import asking
from publier.links.asking import Answer, Hop
from publier.links.collecting import Wanted
from publier.links.pacing import Clock, Pace, Policy

DAY = datetime.date(2026, 3, 3)
TEXT = """---
title: Liens
lang: fr
modified: 2026-03-03
---

## Une partie

Du texte[^a], et [un lien]({base}/moved).

[^a]: Voir [une autre]({base}/missing), [une page]({base}/ok) et [@citee].
"""
REFERENCES = """references:
  - id: citee
    type: webpage
    title: Une page disparue
    URL: {base}/gone
    archived: https://archive.example/page
  - id: oubliee
    type: webpage
    title: Une page que personne ne cite
    URL: {base}/get-only
"""


@pytest.fixture
def web() -> Iterator[Server]:
    with server() as told:
        yield told


def ask(*addresses: str, policy: Policy | None = None, time: FakeTime | None = None) -> dict[str, Answer]:
    """Ask on a clock of the test, before a guard that nothing passes but what stays on this machine."""
    guard, time = Guard(), time or FakeTime()
    clock = Clock(time.now, time.sleep)
    policy = replace(policy or Policy(), private=True)  # this machine is one
    answers = asking.ask(addresses, "publier", policy=policy, clock=clock, transport=guard)
    assert guard.strayed == []
    return answers


def one(web: Server, path: str, policy: Policy | None = None) -> Answer:
    [answer] = ask(web.at(path), policy=policy).values()
    return answer


# ------------------------------------------------------------------ each kind of answer


@pytest.mark.parametrize(
    ("path", "result", "status", "methods"),
    [
        ("/ok", "ok", 200, ["HEAD"]),
        ("/get-only", "ok", 200, ["HEAD", "GET"]),
        ("/missing", "gone", 404, ["HEAD", "GET"]),
        ("/gone", "gone", 410, ["HEAD", "GET"]),
        ("/private", "refused", 403, ["HEAD", "GET"]),
        ("/broken", "failing", 500, ["HEAD", "GET"] * 3),
        ("/odd", "redirects", 304, ["HEAD"]),
        ("/always-busy", "busy", 429, ["HEAD"]),
        ("/busy", "ok", 200, ["HEAD"] * 2),
        ("/shaky", "ok", 200, ["HEAD"] * 3),
    ],
)
def test_an_answer_is_recorded_as_what_it_is(
    web: Server, path: str, result: str, status: int, methods: list[str]
) -> None:
    assert one(web, path) == Answer(result, status)  # type: ignore[arg-type] # a name of the table
    assert web.methods(path) == methods


def test_redirections_are_recorded(web: Server) -> None:
    moved, chain = one(web, "/moved"), one(web, "/chain-1")
    assert moved == Answer("ok", 200, (Hop(301, web.at("/ok")),))
    assert chain == Answer("ok", 200, (Hop(302, web.at("/chain-2")), Hop(307, web.at("/ok"))))
    assert moved.moved == web.at("/ok")
    assert chain.moved == ""  # for now, not for good
    gone = one(web, "/to-gone")
    assert (gone.result, gone.status, gone.moved) == ("gone", 404, "")


def test_a_loop_ends(web: Server) -> None:
    answer = one(web, "/loop-1")
    assert (answer.result, [hop.to for hop in answer.hops]) == (
        "redirects",
        [web.at("/loop-2"), web.at("/loop-1")],
    )
    assert len(web.asked) == 2


def test_redirections_are_limited(web: Server) -> None:
    answer = one(web, "/deep-0", Policy(redirects=4))
    assert (answer.result, len(answer.hops), len(web.asked)) == ("redirects", 5, 5)


def test_a_redirection_to_what_is_no_page(web: Server) -> None:
    assert one(web, "/nowhere").result == "redirects"


def test_a_machine_that_is_not_of_the_public_web_is_not_asked(web: Server) -> None:
    guard = Guard()
    address = web.at("/ok")
    assert asking.ask([address], "publier", transport=guard) == {address: Answer("unreachable")}
    assert web.asked == []


def test_a_redirection_to_one_is_not_followed() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})

    address, transport = "https://a.example/", httpx.MockTransport(answer)
    found = asking.ask([address], "publier", transport=transport)[address]
    assert (found.result, len(found.hops), asked) == ("unreachable", 1, ["a.example"])


def test_a_slow_page_is_left(web: Server) -> None:
    time = FakeTime()
    assert ask(web.at("/slow"), policy=Policy(patience=0.5), time=time) == {web.at("/slow"): Answer("slow")}
    assert time.slept == [2.0, 4.0]  # three tries


def test_a_certificate_that_nobody_signed() -> None:
    with server(tls=True) as web:
        assert one(web, "/ok") == Answer("certificate")
        assert web.asked == []


def test_a_server_that_speaks_no_tls(web: Server) -> None:
    address = web.at("/ok").replace("http:", "https:")
    assert ask(address) == {address: Answer("certificate")}


def test_a_port_where_nobody_listens() -> None:
    address = f"http://{HERE}:{unused_port()}/"
    assert ask(address) == {address: Answer("unreachable")}


def test_a_host_that_is_not_there_is_asked_three_times_and_no_more() -> None:
    guard, time = Guard(), FakeTime()
    pages = [f"https://nulle-part.example/{n}" for n in range(50)]
    found = asking.ask(pages, "publier", clock=Clock(time.now, time.sleep), transport=guard)
    assert found == dict.fromkeys(pages, Answer("unreachable"))
    assert len(guard.strayed) == 3
    assert sum(time.slept) < 10


def test_another_port_of_a_host_is_another_server(web: Server) -> None:
    gone = f"http://{HERE}:{unused_port()}/"
    found = ask(gone, web.at("/ok"))
    assert (found[gone].result, found[web.at("/ok")].result) == ("unreachable", "ok")


def test_a_huge_page_is_not_fetched(web: Server) -> None:
    assert one(web, "/huge") == Answer("ok", 200)
    assert web.sent < 32 * 2**20  # what the system's buffers take before the connection is closed


def test_two_places_of_one_page_are_asked_once(web: Server) -> None:
    found = ask(web.at("/ok#debut"), web.at("/ok#fin"))
    assert found == {web.at("/ok#debut"): Answer("ok", 200), web.at("/ok#fin"): Answer("ok", 200)}
    assert web.asked == [("HEAD", "/ok")]


def test_who_asks_says_so(web: Server) -> None:
    guard = Guard()
    agent = links.agent("relectures@bibliotheque.example")
    asking.ask([web.at("/ok")], agent, policy=Policy(private=True), transport=guard)
    [agent] = web.agents
    assert re.fullmatch(r"publier/\S+ \(link checker of a library; relectures@bibliotheque\.example\)", agent)
    assert links.agent("").endswith("(link checker of a library)")


# ------------------------------------------------------------------ the pace


def test_one_host_is_asked_one_thing_at_a_time_and_not_too_often(web: Server) -> None:
    time = FakeTime()
    found = ask(*(web.at(f"/page-{n}") for n in range(12)), time=time)
    assert {answer.result for answer in found.values()} == {"ok"}
    assert web.most_together == 1
    assert time.slept == [1.0] * 11  # twelve questions, eleven times a second between


def test_a_head_that_is_refused_counts_as_a_question(web: Server) -> None:
    time = FakeTime()
    ask(web.at("/missing"), time=time)
    assert time.slept == [1.0]


def test_a_host_that_asks_for_rest_has_it_from_everybody(web: Server) -> None:
    time = FakeTime()
    found = ask(web.at("/busy"), web.at("/ok"), time=time)
    assert {answer.result for answer in found.values()} == {"ok"}
    assert time.slept[0] == 7.0  # Retry-After
    assert web.asked[0] == ("HEAD", "/busy")


def test_tries_come_later_and_later(web: Server) -> None:
    time = FakeTime()
    ask(web.at("/shaky"), time=time)
    assert time.slept == [2.0, 4.0]


def test_a_host_that_wants_too_long_a_rest_is_left(web: Server) -> None:
    time = FakeTime()
    assert ask(web.at("/always-busy"), time=time)[web.at("/always-busy")].result == "busy"
    assert time.slept == []


def test_retry_after_may_be_a_date() -> None:
    def wait(said: str) -> float | None:
        return asking._wait(httpx.Response(429, headers={"Retry-After": said}))

    later = wait("Fri, 31 Dec 2100 23:59:59 GMT")
    assert later is not None
    assert later > 10**9
    assert (wait("Wed, 21 Oct 2015 07:28:00 GMT"), wait("bientot"), wait("12")) == (0.0, None, 12.0)


def test_only_so_many_hosts_together() -> None:
    running: list[int] = []
    most = 0

    async def use(pace: Pace, host: str) -> None:
        nonlocal most
        async with pace.turn(host):
            running.append(1)
            most = max(most, len(running))
            await asyncio.sleep(0)
            running.pop()

    async def all_hosts() -> None:
        time = FakeTime()
        pace = Pace(Policy(together=3), Clock(time.now, time.sleep))
        await asyncio.gather(*(use(pace, f"hote-{n % 10}") for n in range(40)))

    asyncio.run(all_hosts())
    assert most == 3


# ------------------------------------------------------------------ the command


def small(folder: Path, base: str) -> projects.Project:
    (folder / "source" / "liens").mkdir(parents=True)
    (folder / "source" / "liens" / "relecture.md").write_text(TEXT.format(base=base), encoding="utf-8")
    (folder / "source" / "references.yaml").write_text(REFERENCES.format(base=base), encoding="utf-8")
    project = projects.find(folder)
    assert project is not None
    return project


def check(project: projects.Project, *, everything: bool = True, day: datetime.date = DAY) -> links.Outcome:
    return links.check(project, ["liens"], day, lambda found: ask(*found), everything=everything)


def written(project: projects.Project) -> dict[str, dict[str, object]]:
    data = json.loads((project.source / "links.json").read_bytes())
    assert data["schema"] == 1
    addresses = [link["address"] for link in data["links"]]
    assert addresses == sorted(addresses)
    return {link.pop("address"): link for link in data["links"]}


def test_answers_are_written_and_no_text_is_touched(tmp_path: Path, web: Server) -> None:
    project = small(tmp_path, web.at(""))
    before = {path: path.read_bytes() for path in project.source.rglob("*") if path.is_file()}
    outcome = check(project)
    day = {"checked": "2026-03-03"}
    assert written(project) == {
        web.at("/get-only"): {**day, "result": "ok", "status": 200},
        web.at("/gone"): {
            **day,
            "result": "gone",
            "status": 410,
            "archived": "https://archive.example/page",
        },
        web.at("/missing"): {**day, "result": "gone", "status": 404},
        web.at("/moved"): {
            **day,
            "result": "ok",
            "status": 200,
            "final": web.at("/ok"),
            "redirects": [{"status": 301, "to": web.at("/ok")}],
        },
        web.at("/ok"): {**day, "result": "ok", "status": 200},
    }
    assert before == {path: path.read_bytes() for path in before}
    places = {problem.code: str(problem.at) for problem in outcome.problems if problem.code != "L050"}
    assert places == {"L051": "source/liens/relecture.md:9:18"}
    gone = [str(problem.at) for problem in outcome.problems if problem.code == "L050"]
    assert gone == ["source/references.yaml:2:5", "source/liens/relecture.md:11:12"]


def test_the_same_answers_are_the_same_bytes(tmp_path: Path, web: Server) -> None:
    project = small(tmp_path, web.at(""))
    check(project)
    first = (project.source / "links.json").read_bytes()
    check(project)
    assert (project.source / "links.json").read_bytes() == first


def test_a_copy_that_a_person_gave_stays_and_what_stands_nowhere_goes(tmp_path: Path, web: Server) -> None:
    project = small(tmp_path, web.at(""))
    copy = "https://archive.example/une-autre"
    old = {"checked": "2020-01-01", "result": "ok"}
    links_ = [
        {"address": web.at("/missing"), **old, "archived": copy},
        {"address": "https://ailleurs.example/", **old},
        {"address": "https://ailleurs.example/copie", **old, "archived": copy},
    ]
    (project.source / "links.json").write_text(json.dumps({"schema": 1, "links": links_}))
    check(project, everything=False)
    partial_ = written(project)
    assert partial_[web.at("/missing")]["archived"] == copy
    assert partial_[web.at("/missing")]["checked"] == "2026-03-03"
    assert "https://ailleurs.example/" in partial_  # another relecture may lead there
    assert web.at("/get-only") not in partial_  # no note of this relecture leads there
    check(project)
    assert "https://ailleurs.example/" not in written(project)
    assert "https://ailleurs.example/copie" in written(project)


def test_without_a_network_nothing_is_written(tmp_path: Path) -> None:
    project = small(tmp_path, "https://un.example")

    def nobody(addresses: Sequence[str]) -> dict[str, Answer]:
        first, *rest = addresses
        return {first: Answer("slow"), **dict.fromkeys(rest, Answer("unreachable"))}

    outcome = links.check(project, ["liens"], DAY, nobody, everything=True)
    assert [problem.code for problem in outcome.problems] == ["X040"]
    assert not (project.source / "links.json").exists()


def test_a_source_with_an_error_is_not_asked_for(tmp_path: Path, web: Server) -> None:
    project = small(tmp_path, web.at(""))
    (project.source / "liens" / "relecture.md").write_text("---\ntitle: Rien\n---\n")
    assert {problem.code for problem in check(project).problems} >= {"M020"}
    assert web.asked == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer("ok", 200), None),
        (Answer("ok", 200, (Hop(302, "https://a.example/"),)), None),
        (Answer("ok", 200, (Hop(308, "https://a.example/"),)), "L051"),
        (Answer("gone", 404), "L050"),
        (Answer("unreachable"), "L052"),
        (Answer("slow"), "L052"),
        (Answer("certificate"), "L053"),
        (Answer("redirects", 302), "L054"),
        (Answer("failing", 500), "L055"),
        (Answer("refused", 403), "L056"),
        (Answer("busy", 429), "L056"),
    ],
)
def test_what_an_editor_is_told(answer: Answer, code: str | None) -> None:
    wanted = Wanted("https://a.example/page", None)
    assert [problem.code for problem in links._problems(wanted, answer)] == ([code] if code else [])


def test_the_command(
    tmp_path: Path, web: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small(tmp_path, web.at(""))
    monkeypatch.chdir(tmp_path)
    guard, time = Guard(), FakeTime()
    quick = partial(
        asking.ask, policy=Policy(private=True), clock=Clock(time.now, time.sleep), transport=guard
    )
    monkeypatch.setattr(asking, "ask", quick)
    assert cli.main(["links", "--lang", "fr"]) == 0  # a dead link is a warning
    said = capsys.readouterr()
    assert f"✗ 404 {web.at('/missing')}\n      disparue" in said.out
    assert f"✓ 200 {web.at('/moved')}\n      répond → 301 {web.at('/ok')}" in said.out
    assert "5 adresses, dont 3 répondent" in said.out
    assert "source/liens/relecture.md:11:12: warning[L050]" in said.err
    guard.inner = None
    assert cli.main(["links", "liens", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    found = {link["address"]: link for link in data["links"]}
    assert found[web.at("/gone")]["uses"] == [{"slug": "liens", "notes": [1]}]
    assert found[web.at("/moved")]["uses"] == [{"slug": "liens", "notes": [0]}]
    assert {problem["code"] for problem in data["problems"]} == {"L050", "L051"}
    assert guard.strayed == []


def test_a_source_without_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "source" / "liens").mkdir(parents=True)
    text = "---\ntitle: Liens\nlang: fr\nmodified: 2026-03-03\n---\n\nDu texte.\n"
    (tmp_path / "source" / "liens" / "relecture.md").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["links"]) == 0
    assert capsys.readouterr().out == "Aucune adresse à vérifier.\n"
