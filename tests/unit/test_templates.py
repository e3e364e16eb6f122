"""Templates are ours: what they are given is text, and a name that is not given is an error."""

from __future__ import annotations

import re
from importlib.resources import files

import jinja2
import pytest

from publier.editions import templates

FOLDER = files("publier") / "templates"


def test_text_is_never_a_template() -> None:
    template = templates.environment().from_string("<p title='{{ text }}'>{{ text }}</p>")
    shown = template.render(text="{{ 7 * 7 }}</p>'\"<script>")
    assert shown.count("{{ 7 * 7 }}&lt;/p&gt;&#39;&#34;&lt;script&gt;") == 2


def test_a_name_that_is_not_given_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        templates.environment().from_string("{{ nothing }}").render()


def test_no_template_lets_markup_through_by_itself() -> None:
    """Only ``markup`` and its like say what is markup: no template does."""
    texts = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir() if path.name.endswith(".j2")}
    assert len(texts) > 5
    found = [name for name, text in texts.items() if re.search(r"\|\s*safe\b|autoescape", text)]
    assert found == ["archive.txt.j2"]  # plain text, which nothing reads as markup
