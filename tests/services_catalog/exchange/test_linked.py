"""Services for other programs: JSON-LD that passes the official shapes of CPSV-AP 3.2, and schema.org."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF

from services_catalog.exchange import cpsv_ap, schema_org
from tests.content import RECORDS
from tests.services_catalog.samples import TODAY, fact, fee, record

CPSV, CV = Namespace("http://purl.org/vocab/cpsv#"), Namespace("http://data.europa.eu/m8g/")
SHAPES = Path(__file__).with_name("cpsv-ap-SHACL.ttl")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES)


def rdf(document: dict[str, Any]) -> Graph:
    return Graph().parse(data=json.dumps(document), format="json-ld")


def test_all_content_passes_the_official_shapes(shapes: Graph) -> None:
    graph = rdf(cpsv_ap.graph(RECORDS, TODAY))

    conforms, _, report = validate(graph, shacl_graph=shapes)

    assert len(set(graph.subjects(RDF.type, CPSV.PublicService))) == len(RECORDS) >= 84
    assert conforms, report


@pytest.mark.parametrize("missing", [DCTERMS.identifier, DCTERMS.title, DCTERMS.description, CV.hasCompetentAuthority])
def test_a_service_has_what_is_mandatory_and_the_shapes_would_notice(missing: URIRef, shapes: Graph) -> None:
    graph = rdf(cpsv_ap.graph({"a": record()}, TODAY))
    service = URIRef("urn:tro-ly-dvc:a")
    assert validate(graph, shacl_graph=shapes)[0]

    assert list(graph.objects(service, missing))
    graph.remove((service, missing, None))
    assert not validate(graph, shacl_graph=shapes)[0]


def test_a_full_record_passes(shapes: Graph) -> None:
    full = record(
        life_events=["sinh-con"],
        audiences=["Công dân Việt Nam"],
        keywords=["thẻ", "sách"],
        documents=[fact(name="Tờ khai", originals=1, channel="post", note="viết tay")],
        fees=[fee(12_000, channel="in_person", valid_to="2026-12-31"), fee(None, "Phí khác")],
        durations=[
            fact(kind="processing", value=3, unit="day", text="3 ngày", channel="online"),
            fact(kind="processing", value=1, unit="working_day", text="1 ngày làm việc", channel="post"),
        ],
        steps=[fact(text="Nộp tờ khai", url="https://example.gov.vn/nop")],
        conditions=[fact(text="Từ 6 tuổi")],
        results=[fact(text="Thẻ")],
        contacts=[fact(name="Thư viện", phone="18001096", url="https://example.gov.vn")],
        relations=[{"service": "b", "kind": "before"}, {"service": "khong-co", "kind": "after"}],
    )

    graph = rdf(cpsv_ap.graph({"a": full, "b": record()}, TODAY))
    conforms, _, report = validate(graph, shacl_graph=shapes)

    assert conforms, report
    assert {str(each) for each in graph.objects(None, CV.hasValue)} == {"12000.0"}
    assert [each.n3() for each in graph.objects(None, CV.processingTime)] == [
        '"P3D"^^<http://www.w3.org/2001/XMLSchema#duration>'
    ]
    assert [str(each) for each in graph.objects(None, DCTERMS.requires)] == ["urn:tro-ly-dvc:b"]
    assert "khong-co" not in graph.serialize()


def test_a_fee_is_exported_until_its_last_day() -> None:
    each = record(fees=[fee(35_000, valid_to="2026-12-31"), fee(70_000, valid_from="2027-01-01")])

    def amounts(day: date) -> list[int]:
        return [int(offer["price"]) for offer in schema_org.graph({"a": each}, day)["@graph"][0]["offers"]]

    assert amounts(date(2026, 12, 31)) == [35_000, 70_000]
    assert amounts(date(2027, 1, 1)) == [70_000]
    assert (
        len(
            rdf(cpsv_ap.graph({"a": each}, date(2027, 1, 1))).query("SELECT ?c {?c a <http://data.europa.eu/m8g/Cost>}")
        )
        == 1
    )


def test_a_search_engine_reads_what_a_citizen_would() -> None:
    each = record(
        "Cấp thẻ thư viện",
        documents=[fact(name="Tờ khai", originals=1, copies=2)],
        fees=[fee(0, "Lệ phí"), fee(None, "Phí ảnh")],
        steps=[fact(text="Nộp tờ khai"), fact(text="Duyệt", actor="officer")],
        results=[fact(text="Thẻ")],
    )

    service = schema_org.graph({"a": each}, TODAY)["@graph"][0]

    assert (service["@type"], service["name"]) == ("GovernmentService", "Cấp thẻ thư viện")
    assert service["provider"]["@type"] == "GovernmentOrganization"
    assert [offer.get("price") for offer in service["offers"]] == [0, None]  # free is not unknown
    assert service["subjectOf"]["supply"] == [{"@type": "HowToSupply", "name": "Tờ khai", "requiredQuantity": 3}]
    assert [step["text"] for step in service["subjectOf"]["step"]] == ["Nộp tờ khai"]


def test_all_content_is_json_for_schema_org() -> None:
    document = schema_org.graph(RECORDS, TODAY)

    assert json.loads(json.dumps(document)) == document
    assert all(each["name"] and each["description"] and each["provider"]["name"] for each in document["@graph"])
