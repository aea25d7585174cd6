"""What WeasyPrint leaves undone of PDF/A-3a and PDF/UA-1 in one file, done before the file is written."""

from typing import Any

# PDF/UA has its own mark in the metadata, of a kind that PDF/A wants described before it is used.
_ACCESSIBLE = b"""
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />
</rdf:RDF>"""


def finish(document: Any, pdf: Any) -> None:
    """Say of each header cell what it heads, name each attachment once, and mark the file as accessible."""
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/TH":
            group = _object(pdf, _object(pdf, item["P"])["P"])
            item["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
    if attached := pdf.catalog.get("AF"):
        attached[:] = dict.fromkeys(attached)
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.stream[:] = [part.replace(b"</rdf:RDF>", _ACCESSIBLE) for part in metadata.stream]


def _object(pdf: Any, reference: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]
