"""The pages around the text: Jinja2 templates, the same environment for every edition."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FileSystemLoader, StrictUndefined


@cache
def environment() -> Environment:
    """Return the environment: everything is escaped, and a name that is not given is an error."""
    return Environment(
        loader=FileSystemLoader(str(files("publier") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def render(template: str, **context: object) -> str:
    """Render a template; XHTML that is ours must arrive as ``Markup``."""
    return environment().get_template(template).render(context)
