"""Services as JSON-LD of schema.org (GovernmentService), for search engines. https://schema.org/GovernmentService

schema.org has no word for a legal basis or for papers of a service: the papers are the supplies of a HowTo that
describes how it is done, and the law is left to CPSV-AP.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services_catalog.exchange.linked import CURRENCY, identifier, not_over, without_blanks
from services_catalog.record import Contact, Fee, ServiceRecord, Statement, Step

Node = dict[str, Any]
VIETNAM = {"@type": "Country", "name": "Việt Nam", "identifier": "VN"}


def graph(records: Mapping[str, ServiceRecord], today: date) -> Node:
    """A JSON-LD document with each service; only offers have days there, so other facts are those of `today`."""
    return {
        "@context": "https://schema.org",
        "@graph": [_service(slug, record, records, today) for slug, record in records.items()],
    }


def _service(slug: str, record: ServiceRecord, all_records: Mapping[str, ServiceRecord], today: date) -> Node:
    return without_blanks(
        {
            "@type": "GovernmentService",
            "@id": identifier(slug),
            "identifier": record.code or slug,
            "name": record.name,
            "alternateName": record.aliases,
            "description": record.summary,
            "areaServed": VIETNAM,
            "audience": [{"@type": "Audience", "audienceType": each} for each in record.audiences],
            "provider": without_blanks(
                {
                    "@type": "Organization" if record.level == "other" else "GovernmentOrganization",
                    "name": record.agency,
                    "contactPoint": [_contact(each) for each in record.contacts if each.in_force(today)],
                }
            ),
            "availableChannel": [
                {"@type": "ServiceChannel", "name": each.title, "serviceUrl": str(each.url)}
                for each in record.online.links
                if each.in_force(today)
            ],
            "offers": [_offer(each) for each in not_over(record.fees, today)],
            "serviceOutput": [{"@type": "Thing", "name": each.text} for each in record.results if each.in_force(today)],
            "termsOfService": "\n".join(_said(each) for each in record.conditions if each.in_force(today)),
            "isRelatedTo": [
                {"@id": identifier(each.service)} for each in record.relations if each.service in all_records
            ],
            "subjectOf": _how_to(record, today),
        }
    )


def _said(fact: Statement | Step) -> str:
    return f"{fact.text} ({fact.when})" if fact.when else fact.text


def _contact(contact: Contact) -> Node:
    return without_blanks(
        {
            "@type": "ContactPoint",
            "name": contact.name,
            "telephone": contact.phone,
            "url": str(contact.url) if contact.url else None,
            "description": contact.note,
        }
    )


def _offer(fee: Fee) -> Node:
    return without_blanks(
        {
            "@type": "Offer",
            "name": fee.label,
            "price": fee.amount_vnd,
            "priceCurrency": None if fee.amount_vnd is None else CURRENCY,
            "description": "; ".join(filter(None, (fee.when, fee.unit, fee.note))),
            "validFrom": fee.valid_from.isoformat() if fee.valid_from else None,
            "validThrough": fee.valid_to.isoformat() if fee.valid_to else None,
        }
    )


def _how_to(record: ServiceRecord, today: date) -> Node | None:
    """What the citizen brings and does."""
    supplies = [
        without_blanks(
            {
                "@type": "HowToSupply",
                "name": paper.name,
                "requiredQuantity": (paper.originals or 0) + (paper.copies or 0) or None,
                "description": "; ".join(filter(None, (paper.when, paper.note))),
            }
        )
        for paper in record.documents
        if paper.in_force(today)
    ]
    steps = [
        without_blanks(
            {"@type": "HowToStep", "position": number, "text": _said(step), "url": str(step.url) if step.url else None}
        )
        for number, step in enumerate(
            (each for each in record.steps if each.actor == "citizen" and each.in_force(today)), 1
        )
    ]
    if not steps and not supplies:
        return None
    return without_blanks({"@type": "HowTo", "name": record.name, "supply": supplies, "step": steps})
