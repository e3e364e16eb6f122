"""What may be said of a relecture and of a library: the pydantic models.

They are the whole definition: checks, messages and the JSON Schema that ``publier schema``
prints come from them. A value that is refused raises its problem code as pydantic's error type.
Descriptions are shown to editors, hence in French.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, LiteralString

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from publier import fields, yamltext
from publier.problems import digits

SHOWN = 60
"""Characters of a refused value that a message repeats."""
EARLIEST = "1900"
"""Years of a last modification: before them stand slips of the keyboard."""
MAX_NAME, MAX_SUBTITLE, MAX_URL = 200, 300, 300
"""Characters that the cover has room for, and a QR code that a phone reads."""

# ------------------------------------------------------------------ kinds of values


def _written(value: object) -> object:
    """Refuse a number where words are wanted."""
    if isinstance(value, yamltext.Number):
        raise PydanticCustomError("M023", "text wanted")
    return value


def _number(value: object) -> object:
    """Take a number as it is written."""
    return str(value) if isinstance(value, yamltext.Number) else value


def _prose(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("M022", "empty")
    return value.strip()


def _line(value: str) -> str:
    if "\n" in value.strip():
        raise PydanticCustomError("M027", "one line wanted")
    return _prose(value)


def _checked(check: Callable[[str], str | None], code: LiteralString) -> AfterValidator:
    """Return a step that puts a value in its normal form, or refuses it with a problem code."""

    def step(value: str) -> str:
        if result := check(value.strip()):
            return result
        raise PydanticCustomError(code, "refused", {"value": _short(value)})

    return AfterValidator(step)


def _without_query(value: str) -> str | None:
    """Return an address that the name of a relecture can be put behind."""
    return None if {"?", "#"} & set(value) else value


def _lang(value: str) -> str:
    if tag := fields.language(value):
        return tag
    suggestion = fields.nearest_language(value)
    raise PydanticCustomError("M028", "no language", {"value": _short(value), "suggestion": suggestion})


def _date(value: str) -> str:
    if fields.date_shape(value):
        return value
    suggestion = fields.nearest_date(value)
    raise PydanticCustomError("M029", "no date", {"value": _short(value), "suggestion": suggestion})


def _possible(value: str) -> str:
    if fields.first_day(value):
        return value
    raise PydanticCustomError("M030", "no such day", {"value": value})


def _day(value: str) -> str:
    if fields.day_shape(value):
        if value < EARLIEST:
            raise PydanticCustomError("M030", "no such day", {"value": value})
        return value
    suggestion = fields.nearest_date(value)
    raise PydanticCustomError("M032", "no day", {"value": _short(value), "suggestion": suggestion})


def _status(value: object) -> object:
    """Take the status of an HTTP answer (RFC 9110 §15), written in JSON or YAML."""
    number = int(value) if isinstance(value, yamltext.Number) and value.isdecimal() else value
    if type(number) is int and number in range(100, 600):
        return number
    raise PydanticCustomError("M060", "no status", {"value": _short(str(value))})


def _short(value: str) -> str:
    """Return a value for a message: its beginning when it is long."""
    return value if len(value) <= SHOWN else value[:SHOWN] + "…"


def _listed(value: object) -> object:
    """Take one value as a list of one."""
    return value if isinstance(value, list) or value is None else [value]


def _named(value: object) -> object:
    """Take a name alone as something that has only a name."""
    return {"name": value} if isinstance(value, str) else value


def _short_enough(value: str, limit: int) -> str:
    """Refuse what would not stand in the place that the editions have for it."""
    if len(value) > limit:
        raise PydanticCustomError("M050", "too long", {"length": digits(len(value)), "limit": digits(limit)})
    return value


def _at_most(limit: int) -> AfterValidator:
    return AfterValidator(lambda value: _short_enough(value, limit))


Line = Annotated[str, BeforeValidator(_written), AfterValidator(_line)]
Prose = Annotated[str, BeforeValidator(_written), AfterValidator(_prose)]
_LOOSE: dict[str, Any] = {"type": ["string", "number"]}
Loose = Annotated[str, BeforeValidator(_number), AfterValidator(_line), WithJsonSchema(_LOOSE)]
"""What YAML reads as a number when nobody quotes it: 2020, 1.0."""
Language = Annotated[Line, AfterValidator(_lang)]
Edtf = Annotated[Loose, AfterValidator(_date), AfterValidator(_possible)]
Day = Annotated[
    Loose,
    AfterValidator(_day),
    AfterValidator(_possible),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Web = Annotated[Line, _checked(fields.url, "M038")]
Url = Annotated[Web, _at_most(MAX_URL)]
Base = Annotated[Url, _checked(_without_query, "M052")]
Status = Annotated[int, BeforeValidator(_status)]
Result = Literal[
    "ok", "gone", "refused", "busy", "failing", "slow", "unreachable", "certificate", "redirects"
]
"""What came of asking for an address."""
Orcid = Annotated[Loose, _checked(fields.orcid, "M037")]
Doi = Annotated[Loose, _checked(fields.doi, "M033")]
Isbn = Annotated[Loose, _checked(fields.isbn, "M034")]
Ark = Annotated[Loose, _checked(fields.ark, "M035")]
Urn = Annotated[Loose, _checked(fields.urn, "M036")]
_ONE_OR_MORE: dict[str, Any] = {"anyOf": [_LOOSE, {"type": "array", "items": _LOOSE, "minItems": 1}]}

# ------------------------------------------------------------------ models


class Form(BaseModel):
    """Keys and values; a key that is not listed is an error."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )


class SeriesForm(Form):
    """La série à laquelle appartient la relecture."""

    name: Line = Field(description="Nom de la série")
    position: Loose = Field("", description="Place dans la série : 2")


class AuthorForm(Form):
    """Une personne ou un organisme."""

    name: Annotated[Line, _at_most(MAX_NAME)] = Field(description="Nom, comme il doit être imprimé")
    orcid: Orcid = Field("", description="Identifiant ORCID : 0000-0002-1825-0097")


class CoverForm(Form):
    """Une image de couverture ; sans elle, la couverture est dessinée d’après le texte."""

    image: Line = Field(description="Nom du fichier, dans le dossier de la relecture")
    alt: Prose = Field(description="Description de l’image, pour qui ne la voit pas")


class AccessibilityForm(Form):
    """Ce qu’une personne a constaté ; un audit ne s’écrit ici qu’après avoir été fait."""

    summary: Prose = Field("", description="Résumé de l’accessibilité, en une ou deux phrases")
    audited_by: Line = Field("", description="Qui a fait l’audit")
    audited_on: Day = Field("", description="Jour de l’audit : 2026-11-23")
    standard: Line = Field("", description="Norme vérifiée : EPUB Accessibility 1.1 - WCAG 2.2 Level AA")


class PdfForm(Form):
    """Réglages de l’édition PDF."""

    profile: Literal["a2a-ua1", "a4f-ua2"] = Field(
        "a2a-ua1", description="Norme d’archivage et d’accessibilité ; a2a-ua1 convient presque toujours"
    )


class IdentifierForm(Form):
    """Identifiants déjà attribués à la relecture ; une liste s’il y en a plusieurs d’une sorte."""

    doi: Annotated[list[Doi], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MORE)] = Field(
        [], description="DOI : 10.5555/12345"
    )
    isbn: Annotated[list[Isbn], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MORE)] = Field(
        [], description="ISBN à 13 ou 10 chiffres, avec ou sans tirets"
    )
    ark: Annotated[list[Ark], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MORE)] = Field(
        [], description="ARK : ark:/12148/btv1b8449691v"
    )
    urn: Annotated[list[Urn], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MORE)] = Field(
        [], description="URN : urn:nbn:fr:…"
    )


MAX_AUTHORS = 20
MAX_NAMES = 600
"""Names of authors, and the characters of all of them: the cover has them all."""


def _few(authors: list[AuthorForm]) -> list[AuthorForm]:
    if len(authors) > MAX_AUTHORS:
        raise PydanticCustomError("M051", "too many", {"count": len(authors), "limit": MAX_AUTHORS})
    _short_enough(", ".join(author.name for author in authors), MAX_NAMES)
    return authors


_NAME_OR = [{"type": "string"}, AuthorForm.model_json_schema()]
_SERIES = {"anyOf": [{"type": "string"}, SeriesForm.model_json_schema()]}


class FrontForm(Form):
    """Ce que l’on sait d’une relecture, entre les deux lignes « --- » du début de relecture.md."""

    title: Line = Field(description="Titre, en texte simple sur une ligne")
    lang: Language = Field(description="Langue du texte : fr, en, fr-CA…")
    modified: Day = Field(description="Jour de la dernière modification : 2026-11-23")
    title_supplied: bool = Field(
        default=False, description="true quand le titre n’est pas celui du document lui-même"
    )
    subtitle: Annotated[Line, _at_most(MAX_SUBTITLE)] = Field("", description="Sous-titre")
    series: Annotated[SeriesForm | None, BeforeValidator(_named), WithJsonSchema(_SERIES)] = Field(
        None, description="Série : son nom, et la place de la relecture dans la série"
    )
    author: Annotated[
        list[Annotated[AuthorForm, BeforeValidator(_named)]],
        BeforeValidator(_listed),
        AfterValidator(_few),
        WithJsonSchema({"anyOf": [*_NAME_OR, {"type": "array", "items": {"anyOf": _NAME_OR}}]}),
    ] = Field([], description="Auteurs : des noms, ou name et orcid ; un organisme convient aussi")
    publisher: Annotated[Line, _at_most(MAX_NAME)] = Field(
        "", description="Éditeur ; celui de library.yaml s’il manque"
    )
    date: Edtf = Field(
        "", description="Date du texte : 2020-05-14, 2020-05, 2020, ou 2020~ pour « vers 2020 »"
    )
    version: Loose = Field("", description="Version de cette édition : 1.0")
    identifier: IdentifierForm = Field(IdentifierForm(), description="Identifiants : doi, isbn, ark, urn")
    url: Url = Field("", description="Adresse publique ; déduite de base-url (library.yaml) si elle manque")
    keywords: list[Line] = Field([], description="Mots-clés, un par ligne")
    abstract: Prose = Field("", description="Résumé, en texte simple")
    rights: Prose = Field("", description="Mention de droits ; celle de library.yaml si elle manque")
    licence: Line = Field("", description="Licence : CC-BY-SA-4.0, ou son adresse")
    cover: CoverForm | None = Field(None, description="Image de couverture et sa description")
    accessibility: AccessibilityForm = Field(
        AccessibilityForm(), description="Accessibilité : résumé, et audit s’il a été fait"
    )
    pdf: PdfForm = Field(PdfForm(), description="Réglages du PDF")
    handout: list[Loose] = Field(
        [], description="Passages à citer dans le feuillet d’une page : [par-12, par-30]"
    )


class Library(Form):
    """La bibliothèque : ce qui vaut pour toutes ses relectures (library.yaml)."""

    name: Line = Field("", description="Nom de la bibliothèque")
    base_url: Base = Field("", description="Adresse publique sous laquelle les relectures sont déposées")
    publisher: Annotated[Line, _at_most(MAX_NAME)] = Field("", description="Éditeur des relectures")
    lang: Literal["fr", "en"] = Field("fr", description="Langue des messages : fr ou en")
    contact: Line = Field("", description="À qui écrire : adresse électronique ou page web")
    rights: Prose = Field("", description="Mention de droits habituelle")


class RedirectForm(Form):
    """Un renvoi d’une adresse à une autre."""

    status: Status
    to: Web


class LinkForm(Form):
    """Ce qu’une adresse a répondu ; archived peut être écrit à la main et reste."""

    address: Web
    checked: Day
    result: Result
    status: Status | None = None
    final: Web = ""
    redirects: list[RedirectForm] = []
    archived: Web = ""


class LinksForm(Form):
    """Ce que publier links sait des adresses (links.json)."""

    version: Annotated[Literal["1"], BeforeValidator(str)] = Field(alias="schema")
    links: list[LinkForm]
