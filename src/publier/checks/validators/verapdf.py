"""veraPDF: PDF/A and PDF/UA, every profile that a file claims, all files in one Java machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from publier.checks.validators import tools
from publier.checks.validators.results import Message, NotRunError, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NAME = "veraPDF"
SHOWN = 3
"""How many places of one broken rule are told."""

PROMISED = {"PDF/A": "archive", "PDF/UA": "accessibility"}
"""What each of our files claims to be; veraPDF looks at no profile that a file does not claim."""


def check(paths: Sequence[Path]) -> list[Result]:
    """Return what veraPDF says of each PDF. Raises NotRunError when it cannot look."""
    pin = tools.pins()["verapdf"]
    jar = tools.verified(tools.verapdf_jar(), pin["sha256"])
    printed = tools.run(tools.java(jar, "--format", "json", "--flavour", "0", *map(str, paths)))
    return read(printed, paths)


def read(printed: str, paths: Sequence[Path]) -> list[Result]:
    """Return the results that veraPDF printed as JSON, one a path."""
    try:
        report = json.loads(printed)["report"]
        version = str(report["buildInformation"]["releaseDetails"][0]["version"])
        jobs = {job["itemDetails"]["name"]: job for job in report["jobs"]}
        return [_result(path, version, jobs[str(path)]) for path in paths]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise NotRunError(said=f"{type(error).__name__}: {printed[-200:]}") from error


def _result(path: Path, version: str, job: dict[str, Any]) -> Result:
    if "taskException" in job or "taskResult" in job:
        task = job.get("taskException") or job["taskResult"]
        text = str(task.get("exceptionMessage") or task.get("exception") or "unreadable")
        return Result(NAME, path.name, version, (Message("error", "exception", text),))
    profiles = job["validationResult"]
    names = [str(profile["profileName"]).removesuffix(" validation profile") for profile in profiles]
    looked = tuple(
        f"{name} : {profile['details']['passedChecks'] + profile['details']['failedChecks']} contrôles"
        for name, profile in zip(names, profiles, strict=True)
    )
    messages = [
        Message("error", "profile", f"the file does not claim to be {kind}")
        for kind in PROMISED
        if not any(name.startswith(kind) for name in names)
    ]
    for name, profile in zip(names, profiles, strict=True):
        messages += _messages(name, profile)
    return Result(NAME, path.name, version, tuple(messages), looked)


def _messages(name: str, profile: dict[str, Any]) -> Iterator[Message]:
    for rule in profile["details"]["ruleSummaries"]:
        code = f"{name} {rule['clause']}-{rule['testNumber']}"
        places = [str(check.get("context", "")) for check in rule.get("checks", ())]
        shown = " · ".join(dict.fromkeys(place.rpartition("/")[2] for place in places[:SHOWN]))
        yield Message("error", code, str(rule["description"]), shown, int(rule["failedChecks"]))
    if not profile["compliant"] and not profile["details"]["ruleSummaries"]:
        yield Message("error", name, str(profile.get("statement") or profile.get("jobEndStatus")))
