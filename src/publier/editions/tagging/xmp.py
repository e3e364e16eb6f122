"""What a PDF file says about itself: XMP, the information dictionary, labels, preferences."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import publier
from publier.editions.tagging import seam

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publier.editions.tagging.profiles import Profile
    from publier.editions.tagging.seam import Pdf
    from publier.model import Metadata

CREATOR = f"publier {publier.__version__}"

W3C_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
"""The dates of EDTF that XMP knows too."""

UA_SCHEMA = """
<pdfaExtension:schemas xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""
"""PDF/A-2 wants each schema it does not know described (ISO 19005-2 §6.6.2.3)."""

DECLARATION = """
<pdfd:declarations xmlns:pdfd="http://pdfa.org/declarations/"><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0</pdfd:conformsTo>
</rdf:li></rdf:Bag></pdfd:declarations>"""

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


def packet(metadata: Metadata, profile: Profile) -> bytes:
    """Write the XMP packet (ISO 16684-1) of an edition."""
    names = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
    properties = "\n".join(
        [
            *_identification(profile),
            *_dublin_core(metadata),
            *_management(metadata),
            DECLARATION if profile.is_pdf2 else UA_SCHEMA,
        ]
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {names}><rdf:Description rdf:about="">\n'
        f"{properties}\n</rdf:Description></rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    ).encode()


def _identification(profile: Profile) -> list[str]:
    rev = "<pdfaid:rev>2020</pdfaid:rev>" if profile.is_pdf2 else ""
    return [
        f"<pdfaid:part>{profile.part}</pdfaid:part>{rev}",
        f"<pdfaid:conformance>{profile.conformance}</pdfaid:conformance>",
        f"<pdfuaid:part>{profile.accessible}</pdfuaid:part>",
        "<pdfuaid:rev>2024</pdfuaid:rev>" if profile.is_pdf2 else "",
    ]


def _dublin_core(metadata: Metadata) -> list[str]:
    dates = [metadata.date] if W3C_DATE.fullmatch(metadata.date) else []
    identifiers = [f"{scheme}:{value}" for scheme, value in metadata.identifiers] or [metadata.urn]
    return [
        "<dc:format>application/pdf</dc:format>",
        "<dc:type><rdf:Bag><rdf:li>Text</rdf:li></rdf:Bag></dc:type>",
        _languages("dc:title", metadata.title, metadata.lang),
        _items("dc:creator", "Seq", [author.name for author in metadata.authors]),
        _languages("dc:description", metadata.abstract, metadata.lang),
        _items("dc:subject", "Bag", metadata.keywords),
        _items("dc:publisher", "Bag", filter(None, [metadata.publisher])),
        _items("dc:language", "Bag", [metadata.lang]),
        _items("dc:date", "Seq", dates),
        _simple("dc:identifier", identifiers[0]),
        _languages("dc:rights", metadata.rights, metadata.lang),
    ]


def _management(metadata: Metadata) -> list[str]:
    clock = f"{metadata.modified.isoformat()}T00:00:00Z"
    identifiers = [metadata.urn, *(f"{scheme}:{value}" for scheme, value in metadata.identifiers)]
    return [
        _simple("xmp:CreateDate", clock),
        _simple("xmp:ModifyDate", clock),
        _simple("xmp:MetadataDate", clock),
        _simple("xmp:CreatorTool", CREATOR),
        _items("xmp:Identifier", "Bag", filter(None, identifiers)),
        _simple("xmpMM:DocumentID", metadata.urn),
        _simple("xmpMM:VersionID", metadata.version),
        _simple("xmpRights:WebStatement", metadata.licence),
        _simple("pdf:Producer", seam.PRODUCER),
        _simple("pdf:Keywords", ", ".join(metadata.keywords)),
    ]


def _simple(name: str, value: str) -> str:
    return f"<{name}>{escape(value, quote=False)}</{name}>" if value else ""


def _items(name: str, kind: str, values: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{escape(value, quote=False)}</rdf:li>" for value in values)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def _languages(name: str, value: str, lang: str) -> str:
    if not value:
        return ""
    text = escape(value, quote=False)
    items = "".join(f'<rdf:li xml:lang="{key}">{text}</rdf:li>' for key in ("x-default", escape(lang)))
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def describe(pdf: Pdf, metadata: Metadata, profile: Profile) -> None:
    """Write everything that the file says about itself."""
    stream = seam.referenced(pdf, pdf.catalog["Metadata"])
    stream.stream, stream.compress = [packet(metadata, profile)], False
    pdf.catalog["Lang"] = seam.string(metadata.lang)
    pdf.catalog["ViewerPreferences"] = seam.dictionary({"DisplayDocTitle": "true"})
    if "Outlines" in pdf.catalog:
        pdf.catalog["PageMode"] = "/UseOutlines"
    # Printed numbers count every page from 1, the cover too.
    labels = seam.array([0, seam.dictionary({"S": "/D"})])
    pdf.catalog["PageLabels"] = seam.dictionary({"Nums": labels})
    pdf.info.clear()
    if not profile.is_pdf2:
        pdf.info.update(_information(metadata))


def _information(metadata: Metadata) -> dict[str, object]:
    clock = f"D:{metadata.modified:%Y%m%d}000000Z"
    values = {
        "Title": metadata.title,
        "Author": ", ".join(author.name for author in metadata.authors),
        "Subject": metadata.abstract,
        "Keywords": ", ".join(metadata.keywords),
        "Creator": CREATOR,
        "Producer": seam.PRODUCER,
        "CreationDate": clock,
        "ModDate": clock,
    }
    return {key: seam.string(value) for key, value in values.items() if value}
