"""WeasyPrint as it is here: what it imports, and what it gets instead."""

from __future__ import annotations

import subprocess
import sys

from prepared import STYLES

SCRIPT = """
import sys
from pathlib import Path

from publier.editions import press

press.lay_out("<p>mot</p>", "", Path({fonts!r}), {{}})
named = ("fontTools.subset", "fontTools.varLib", "PIL.ImageCms", "tinyhtml5")
unused = [name for name in named if name in sys.modules]
from weasyprint import HTML, css
from weasyprint.pdf import fonts

HTML(string="<p>mot").render()

options = fonts.subset.Options()
try:
    fonts.instantiateVariableFont({{}}, {{}})
except ValueError as error:
    said = str(error)
from PIL.ImageCms import createProfile

profile = css.ImageCmsProfile(createProfile("sRGB"))
print(unused, type(options).__module__, type(profile).__module__, said)
"""


def test_what_weasyprint_hardly_uses_is_imported_when_it_is_used() -> None:
    script = SCRIPT.format(fonts=str(STYLES / "fonts"))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] fontTools.subset PIL.ImageCms Missing required table fvar"
