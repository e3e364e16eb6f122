"""Front matter and ``library.yaml``: what is made of them, and every problem at once.

The forms that they must have are in ``forms``.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from publier import fields, matter, model, yamltext
from publier.at import At
from publier.forms import Form, FrontForm, Library
from publier.problems import Problem, SourceError, digits, nearest

MAX_FRONT = 100_000
"""Characters of a front matter; longer ones are a body that lost its ``---``."""
NAMESPACE = uuid.UUID("6f1d0f5a-8a53-5a0e-9f0b-3d5f6c1e2a47")
"""Of the ``urn:uuid`` of relectures: uuid5(NAMESPACE, publisher + "/" + slug). Never to change."""
REQUIRED = ("title", "lang", "modified")

AnyForm = TypeVar("AnyForm", bound=Form)

# ------------------------------------------------------------------ reading


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a relecture as it was written, and where it ends."""

    document: yamltext.Document


def split(text: str, file: str) -> tuple[FrontMatter, str]:
    """Return the front matter, and the text with its lines left blank so that lines stay true.

    Its problems are reported by ``read_metadata``.
    """
    cut = matter.cut(text)
    at = At(file, cut.start)
    if cut.front is None:
        return FrontMatter(_broken(file, Problem("M001", at, keys=", ".join(REQUIRED)))), text
    if not cut.closed:
        return FrontMatter(_broken(file, Problem("M002", at))), cut.body
    if len(cut.front) > MAX_FRONT:
        problem = Problem("M015", at, length=digits(len(cut.front)), limit=digits(MAX_FRONT))
        return FrontMatter(_broken(file, problem)), cut.body
    return FrontMatter(yamltext.load(cut.front, file, cut.start + 1)), cut.body


def _broken(file: str, problem: Problem) -> yamltext.Document:
    return yamltext.Document(file, problems=(problem,), broken=True)


def read_library(text: str, file: str) -> Library:
    """Return what ``library.yaml`` says; raises SourceError with every problem."""
    document = yamltext.load(text, file)
    library, problems = validated(Library, document)
    if problems:
        raise SourceError(problems)
    return library or Library()


def read_metadata(
    front: FrontMatter, slug: str, library: Library, folder: Mapping[str, bytes]
) -> tuple[model.Metadata, list[Problem]]:
    """Return what is known about a relecture, and every problem of its front matter.

    ``folder`` holds the files of the relecture's folder by name. When there are errors the
    metadata is a stand-in that only serves to look further for problems.
    """
    document = front.document
    form, problems = validated(FrontForm, document)
    cover = None
    if form and form.cover:
        at = document.place(("cover", "image"))
        from publier import images  # brings Pillow, which most relectures do without

        image, found = images.check(form.cover.image, folder, at)
        problems += found
        if fields.is_generic(form.cover.alt, form.cover.image):
            problems.append(Problem("A004", document.place(("cover", "alt")), alt=form.cover.alt))
        cover = model.Cover(image, form.cover.alt) if image else None
    if not form:
        return model.Metadata(title=slug, lang="fr", modified=datetime.date.min), problems
    problems += _late(form, document.place(("date",)))
    chosen = (
        model.Chosen(anchor, at=document.place(("handout", n))) for n, anchor in enumerate(form.handout)
    )
    return replace(_metadata(form, cover, slug, library), handout=tuple(chosen)), problems


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the front matter, for editors that complete and check YAML."""
    schema = FrontForm.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "relecture.md"}


def _late(front: FrontForm, at: At) -> Iterator[Problem]:
    """Yield a warning when the text is younger than its last change, the only clock there is."""
    first = fields.first_day(front.date)
    modified = fields.first_day(front.modified)
    if first and modified and first > modified:
        yield Problem("M031", at, date=front.date, modified=front.modified)


def _metadata(front: FrontForm, cover: model.Cover | None, slug: str, library: Library) -> model.Metadata:
    """Return the model's metadata; what the relecture leaves out the library says."""
    publisher = front.publisher or library.publisher
    base = library.base_url.rstrip("/")
    urns = front.identifier.urn or [uuid.uuid5(NAMESPACE, f"{publisher}/{slug}").urn]
    return model.Metadata(
        title=front.title,
        lang=front.lang,
        modified=datetime.date.fromisoformat(front.modified),
        title_supplied=front.title_supplied,
        subtitle=front.subtitle,
        series=model.Series(front.series.name, front.series.position) if front.series else None,
        authors=tuple(model.Author(author.name, author.orcid) for author in front.author),
        publisher=publisher,
        library=library.name,
        date=front.date,
        version=front.version,
        urn=urns[0],
        identifiers=tuple((scheme, value) for scheme, values in front.identifier for value in values),
        url=front.url or (f"{base}/{slug}/" if base else ""),
        keywords=tuple(front.keywords),
        abstract=front.abstract,
        rights=front.rights or library.rights,
        licence=front.licence,
        cover=cover,
        accessibility=model.Accessibility(**front.accessibility.model_dump()),
        pdf_profile=front.pdf.profile,
    )


# ------------------------------------------------------------------ from pydantic to problems

_TYPES = {
    "string_type": "M023",
    "bool_type": "M024",
    "list_type": "M025",
    "model_type": "M026",
}
# What French editors write first.
_TRANSLATED = {
    "titre": "title", "langue": "lang", "modifié": "modified", "sous-titre": "subtitle",
    "série": "series", "serie": "series", "collection": "series", "auteur": "author", "auteurs": "author",
    "authors": "author", "éditeur": "publisher", "editeur": "publisher", "identifiant": "identifier",
    "adresse": "url", "base-url": "url", "mots-clés": "keywords", "mots-cles": "keywords",
    "résumé": "abstract", "resume": "abstract", "droits": "rights",
    "license": "licence", "couverture": "cover",
    "feuillet": "handout", "extraits": "handout",
    "accessibilité": "accessibility", "accessibilite": "accessibility", "nom": "name", "description": "alt",
}  # fmt: skip


def validated(kind: type[AnyForm], document: yamltext.Document) -> tuple[AnyForm | None, list[Problem]]:
    """Return the model of a YAML text, or None, and every problem of both."""
    problems = list(document.problems)
    if document.broken:
        return None, problems
    try:
        return kind.model_validate(_filled(document.value)), problems
    except ValidationError as error:
        found = error.errors(include_url=False)
    lacking = [str(e["loc"][0]) for e in found if _lacking(e, document)]
    if lacking:
        problems.append(Problem("M020", At(document.file), keys=", ".join(lacking)))
    problems += [_problem(kind, error, document) for error in found if not _lacking(error, document)]
    return None, problems


def _filled(value: yamltext.Value) -> yamltext.Value:
    """Return a value without its empty keys: what is left blank is not said."""
    if isinstance(value, dict):
        kept = {key: _filled(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not None and item != ""}
    return [_filled(item) for item in value] if isinstance(value, list) else value


def _lacking(error: ErrorDetails, document: yamltext.Document) -> bool:
    """Return whether the error is a key of the whole that stands nowhere."""
    return error["type"] == "missing" and len(error["loc"]) == 1 and not document.has(error["loc"])


def _problem(kind: type[Form], error: ErrorDetails, document: yamltext.Document) -> Problem:
    """Return one of pydantic's errors as a problem with its place."""
    path, context = error["loc"], error.get("ctx", {})
    key = str(path[-1] if isinstance(path[-1], str) else path[-2])
    match error["type"]:
        case "missing" if document.has(path):
            return Problem("M022", document.place(path), key=key)
        case "missing":
            return Problem("M041", document.place(path), key=key, parent=path[0])
        case "extra_forbidden":
            known = _known(kind, path[:-1])
            at = document.place(path, key=True)
            return Problem(
                "M021", at, key=" ".join(key.split()), near=_closest(key, known), keys=", ".join(known)
            )
        case "literal_error":
            allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ")
            return Problem("M039", document.place(path), key=key, allowed=allowed)
        case plain:
            return Problem(_TYPES.get(plain, plain), document.place(path), key=key, **context)


def _known(kind: type[BaseModel], path: yamltext.Path) -> list[str]:
    """Return the keys that are allowed at a path."""
    for step in path:
        for field in kind.model_fields.values():
            if field.alias == step:
                kind = next(_models(field.annotation), kind)
    return [str(field.alias) for field in kind.model_fields.values()]


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _closest(key: str, known: list[str]) -> str:
    """Return the key that was meant, in French perhaps."""
    french = _TRANSLATED.get(key.lower(), "")
    return french if french in known else nearest(key, known)
