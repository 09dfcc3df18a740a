"""Places: today's provinces and communes, what they were before 1 July 2025, and how citizens write them."""

from services_catalog.places.gazetteer import Mention, Places
from services_catalog.places.telling import CHECKED_ON, Location, describe, located, remembered, sources, told
from services_catalog.places.units import Level, Unit

__all__ = [
    "CHECKED_ON",
    "Level",
    "Location",
    "Mention",
    "Places",
    "Unit",
    "describe",
    "located",
    "remembered",
    "sources",
    "told",
]
