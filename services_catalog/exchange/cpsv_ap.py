"""Services as JSON-LD of CPSV-AP 3.2, the European vocabulary for public services.

What CPSV-AP has no word for is told in a namespace of our own, `dvc:`: steps with their actor, originals and copies,
the case in which a fact holds, the days of a fact, working days. Nothing is fetched to read it: the context is inside.
https://semiceu.github.io/CPSV-AP/releases/3.2.0/
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services_catalog.exchange.linked import (
    CURRENCY,
    NAMESPACE,
    identifier,
    iso_duration,
    not_over,
    vietnamese,
    without_blanks,
)
from services_catalog.record import (
    Channel,
    Contact,
    Document,
    Duration,
    Fact,
    Fee,
    LegalBasis,
    ServiceRecord,
    Statement,
    Step,
)

EU = "http://publications.europa.eu/resource/authority/"
CONTEXT: dict[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dvc": f"{NAMESPACE}vocabulary:",
}
VIETNAM = {"@id": f"{EU}country/VNM", "@type": "dct:Location"}
Node = dict[str, Any]


def graph(records: Mapping[str, ServiceRecord], today: date) -> Node:
    """A JSON-LD document with each service; facts that ended before `today` are left out."""
    return {"@context": CONTEXT, "@graph": [_service(slug, each, records, today) for slug, each in records.items()]}


def _service(slug: str, record: ServiceRecord, all_records: Mapping[str, ServiceRecord], today: date) -> Node:
    channels = _channels(slug, record, today)
    times = [each for each in not_over(record.durations, today) if each.kind == "processing"]
    return without_blanks(
        {
            "@id": identifier(slug),
            "@type": "cpsv:PublicService",
            "dct:identifier": record.code or slug,
            "dct:title": vietnamese(record.name),
            "dct:description": vietnamese(record.summary),
            "dct:language": {"@id": f"{EU}language/VIE", "@type": "dct:LinguisticSystem"},
            "dct:spatial": VIETNAM,
            "dcat:keyword": [vietnamese(word) for word in dict.fromkeys((*record.aliases, *record.keywords))],
            "dct:audience": [_concept(identifier("audience", each), each) for each in record.audiences],
            "cv:isGroupedBy": [_life_event(each) for each in record.life_events],
            "cv:hasCompetentAuthority": {
                "@id": identifier(slug, "authority"),
                "@type": "cv:PublicOrganisation",
                "skos:prefLabel": vietnamese(record.agency),
                "dct:spatial": VIETNAM,
                "dvc:level": record.level.value,
            },
            "cv:hasChannel": list(channels.values()),
            "cv:processingTime": _processing_time(times),
            "cv:hasCost": [
                _cost(slug, number, fee, channels) for number, fee in enumerate(not_over(record.fees, today), 1)
            ],
            "cpsv:hasInput": [
                _evidence(slug, number, paper) for number, paper in enumerate(not_over(record.documents, today), 1)
            ],
            "cpsv:produces": [
                _described(slug, "output", number, "cv:Output", fact)
                for number, fact in enumerate(not_over(record.results, today), 1)
            ],
            "cv:holdsRequirement": [
                _described(slug, "requirement", number, "cv:Requirement", fact)
                for number, fact in enumerate(not_over(record.conditions, today), 1)
            ],
            "cpsv:follows": [_rule(slug, number, step) for number, step in enumerate(not_over(record.steps, today), 1)],
            "cv:hasLegalResource": [
                _law(law) for law in record.legal_basis if not (law.in_force_to and law.in_force_to < today)
            ],
            "cv:contactPoint": [_contact(each) for each in not_over(record.contacts, today)],
            **_relations(record, all_records),
            "dvc:verifiedOn": _day(record.verified.on),
            "dvc:validFrom": _day(record.valid_from),
            "dvc:validTo": _day(record.valid_to),
        }
    )


def _day(value: date | None) -> Node | None:
    return {"@value": value.isoformat(), "@type": "xsd:date"} if value else None


def _terms(fact: Fact) -> Node:
    """When a fact holds."""
    return {
        "dvc:when": vietnamese(fact.when) if fact.when else None,
        "dvc:validFrom": _day(fact.valid_from),
        "dvc:validTo": _day(fact.valid_to),
    }


def _concept(name: str, label: str) -> Node:
    return {"@id": name, "@type": "skos:Concept", "skos:prefLabel": vietnamese(label)}


def _life_event(key: str) -> Node:
    name = identifier("life-event", key)
    return {
        "@id": name,
        "@type": ["cv:Event", "cv:LifeEvent"],
        "dct:identifier": key,
        "dct:title": vietnamese(key.replace("-", " ")),
    }


def _channels(slug: str, record: ServiceRecord, today: date) -> dict[Channel, Node]:
    """The channels that the record speaks of. Whether there is one online stands in `online`."""
    facts: list[Document | Fee | Duration | Step] = [
        *record.documents,
        *record.fees,
        *record.durations,
        *record.steps,
    ]
    used = {fact.channel for fact in not_over(facts, today) if fact.channel}
    if record.online.level in ("full", "partial"):
        used.add(Channel.ONLINE)
    found = {}
    for channel in (each for each in Channel if each in used):
        times = [
            each for each in not_over(record.durations, today) if each.kind == "processing" and each.channel == channel
        ]
        name = identifier(slug, "channel", channel)
        found[channel] = without_blanks(
            {
                "@id": name,
                "@type": "cv:Channel",
                "dct:identifier": name,
                "dct:type": {"@id": identifier("channel", channel), "@type": "skos:Concept"},
                "dct:description": [
                    vietnamese(each.text)
                    for each in (not_over(record.online.statements, today) if channel == Channel.ONLINE else [])
                ],
                "foaf:page": [_page(str(each.url)) for each in not_over(record.online.links, today)]
                if channel == Channel.ONLINE
                else [],
                "cv:processingTime": _processing_time(times),
            }
        )
    return found


def _processing_time(times: list[Duration]) -> Node | None:
    """The time, if there is one, for all cases, that xsd:duration can say."""
    if len(times) != 1 or times[0].when or (said := iso_duration(times[0])) is None:
        return None
    return {"@value": said, "@type": "xsd:duration"}


def _page(url: str) -> Node:
    return {"@id": url, "@type": "foaf:Document"}


def _cost(slug: str, number: int, fee: Fee, channels: Mapping[Channel, Node]) -> Node:
    name = identifier(slug, "fee", number)
    said = ", ".join(filter(None, (fee.label, fee.unit, fee.note)))
    return without_blanks(
        {
            "@id": name,
            "@type": "cv:Cost",
            "dct:identifier": name,
            "dct:description": vietnamese(said),
            "cv:hasValue": None if fee.amount_vnd is None else {"@value": f"{fee.amount_vnd}.0", "@type": "xsd:double"},
            "cv:currency": {"@id": f"{EU}currency/{CURRENCY}", "@type": "skos:Concept"},
            "cv:ifAccessedThrough": {"@id": channels[fee.channel]["@id"]} if fee.channel else None,
            **_terms(fee),
        }
    )


def _evidence(slug: str, number: int, paper: Document) -> Node:
    name = identifier(slug, "document", number)
    return without_blanks(
        {
            "@id": name,
            "@type": "cv:Evidence",
            "dct:identifier": name,
            "dct:title": vietnamese(paper.name),
            "dct:description": vietnamese(paper.note) if paper.note else None,
            "dvc:originals": paper.originals,
            "dvc:copies": paper.copies,
            "dvc:handling": paper.handling,
            "dvc:form": paper.form,
            "dvc:channel": paper.channel.value if paper.channel else None,
            **_terms(paper),
        }
    )


def _described(slug: str, kind: str, number: int, rdf_type: str, fact: Statement) -> Node:
    name = identifier(slug, kind, number)
    return without_blanks(
        {"@id": name, "@type": rdf_type, "dct:identifier": name, "dct:title": vietnamese(fact.text), **_terms(fact)}
    )


def _rule(slug: str, number: int, step: Step) -> Node:
    name = identifier(slug, "step", number)
    return without_blanks(
        {
            "@id": name,
            "@type": "cpsv:Rule",
            "dct:identifier": name,
            "dct:title": vietnamese(f"Bước {number}"),
            "dct:description": vietnamese(step.text),
            "dvc:order": number,
            "dvc:actor": step.actor,
            "dvc:channel": step.channel.value if step.channel else None,
            "foaf:page": _page(str(step.url)) if step.url else None,
            **_terms(step),
        }
    )


def _law(law: LegalBasis) -> Node:
    return without_blanks(
        {
            "@id": identifier("law", law.number),
            "@type": "eli:LegalResource",
            "dct:identifier": law.number,
            "dct:title": vietnamese(law.title),
            "foaf:page": _page(str(law.url)) if law.url else None,
        }
    )


def _contact(contact: Contact) -> Node:
    return without_blanks(
        {
            "@type": "cv:ContactPoint",
            "skos:prefLabel": vietnamese(contact.name),
            "cv:telephone": contact.phone,
            "cv:contactPage": _page(str(contact.url)) if contact.url else None,
            "dct:description": vietnamese(contact.note) if contact.note else None,
        }
    )


def _relations(record: ServiceRecord, all_records: Mapping[str, ServiceRecord]) -> Node:
    """Other services of the same document; one that is not in it would lack what every service must have."""
    found: Node = {}
    for each in record.relations:
        if each.service in all_records:
            name = "dct:requires" if each.kind == "before" else "cv:relatedService"
            found.setdefault(name, []).append({"@id": identifier(each.service)})
    return found
