"""The formats in which harvesters are given a manifestation."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from catalogue.model import Manifestation
from normalize.linked_data import address, to_json_ld
from normalize.write_dublin_core import to_dublin_core
from normalize.write_marc21 import to_marcxml
from normalize.write_mods import to_mods
from normalize.write_pica import to_picaxml

JSON_LD_NAMESPACE = "urn:x-spil:json-ld"
JSON_LD_SCHEMA = f"""<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{JSON_LD_NAMESPACE}">
  <xs:element name="json-ld" type="xs:string">
    <xs:annotation><xs:documentation>One object of JSON-LD 1.1 as text.</xs:documentation>
    </xs:annotation>
  </xs:element>
</xs:schema>
"""

# What JSON may hold and XML may not.
_NOT_XML = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class HarvestFormat:
    """A metadata format: where its schema is, its namespace, and what writes a record in it."""

    prefix: str
    schema: str
    namespace: str
    write: Callable[[Manifestation, str], bytes]

    def payload(self, manifestation: Manifestation, base_uri: str) -> str:
        """The record as XML text that names its schema."""
        location = f'xsi:schemaLocation="{self.namespace} {self.schema_under(base_uri)}"'
        return self.write(manifestation, base_uri).decode().replace(" ", f" {location} ", 1)

    def schema_under(self, base_uri: str) -> str:
        """The address of the schema, ours below `base_uri`."""
        return self.schema.replace("BASE", base_uri.rstrip("/"), 1)


def _dublin_core(one: Manifestation, base_uri: str) -> bytes:
    return to_dublin_core(one.description, address=address(one.id, base_uri))


def _json_ld(one: Manifestation, base_uri: str) -> bytes:
    text = json.dumps(to_json_ld(one, base_uri=base_uri), ensure_ascii=False)
    safe = _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return f'<json-ld xmlns="{JSON_LD_NAMESPACE}">{escape(safe)}</json-ld>'.encode()


_LISTED = (
    HarvestFormat(
        "oai_dc",
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
        _dublin_core,
    ),
    HarvestFormat(
        "marcxml",
        "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
        "http://www.loc.gov/MARC21/slim",
        lambda one, _: to_marcxml(one.description, one.id),
    ),
    HarvestFormat(
        "picaxml",
        "http://www.oclcpica.org/xml/picaplus.xsd",
        "info:srw/schema/5/picaXML-v1.0",
        lambda one, _: to_picaxml(one.description, one.id),
    ),
    HarvestFormat(
        "mods",
        "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd",
        "http://www.loc.gov/mods/v3",
        lambda one, _: to_mods(one.description, one.id),
    ),
    HarvestFormat("json-ld", "BASE/v1/oai/json-ld.xsd", JSON_LD_NAMESPACE, _json_ld),
)

FORMATS = {each.prefix: each for each in _LISTED}
