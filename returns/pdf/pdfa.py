"""What WeasyPrint leaves undone of PDF/A-3a and PDF/UA-1 in one file, done before the file is written."""

import zlib
from functools import cached_property, partial
from typing import Any

import pydyf

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


def make_pdfa(document: Any, pdf: Any) -> None:
    """Say of each header cell what it heads, name each attachment once, and mark the file as accessible, in plain."""
    scope(pdf, "")
    if attached := pdf.catalog.get("AF"):
        attached[:] = dict.fromkeys(attached)
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.stream[:] = [part.replace(b"</rdf:RDF>", _ACCESSIBLE) for part in metadata.stream]
    metadata.compress = False  # whoever looks for it in an archive need not unpack anything
    pdf.objects[:] = [item if item.free == "f" else Written.of(item) for item in pdf.objects]
    pdf.add_object = partial(_add_object, pdf.add_object)


def scope(pdf: Any, name: str) -> None:
    """Say of each header cell what it heads, and give it a name that no other has: `name` and its number.

    The cells it heads hold the very same name.
    """
    for number, item in enumerate(pdf.objects):
        if isinstance(item, dict) and item.get("S") == "/TH":
            group = _object(pdf, _object(pdf, item["P"])["P"])
            item["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
            item["ID"].string = f"{name}-{number}"


class Written(pydyf.Object):  # type: ignore[misc]
    """An object as the file holds it: it is written and hashed, and would be packed twice otherwise."""

    data = b""
    compressible = True

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data

    @classmethod
    def of(cls, item: Any) -> "Written":
        """An object with its number; the drawing of a kept page is there already."""
        if isinstance(item, cls):
            return item
        written = cls(item.kept.data if hasattr(item, "kept") else item.data)
        written.number, written.compressible = item.number, item.compressible
        return written


def pack(stream: Any) -> bytes:
    """A stream as the file holds it, packed at zlib's default level.

    Its best, which streams are packed at otherwise, takes three times as long for a twentieth less.
    """
    packed = zlib.compress(b"\n".join(map(pydyf._to_bytes, stream.stream)))
    head = pydyf.Dictionary(stream.extra | {"Filter": "/FlateDecode", "Length": len(packed)})
    return b"\n".join((head.data, b"stream", packed, b"endstream"))


class Packed(pydyf.Stream):  # type: ignore[misc]
    """The stream of all small objects, by far the longest: it is written and it is hashed, and is packed once."""

    @cached_property
    def data(self) -> bytes:
        return pack(self)


def _add_object(add: Any, item: Any) -> None:
    if isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/ObjStm":
        item.__class__ = Packed
    add(item)


def _object(pdf: Any, reference: Any) -> Any:
    return pdf.objects[int(reference.split()[0])]
