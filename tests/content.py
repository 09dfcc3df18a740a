"""The content of this repository, read once for all tests of a process."""

from __future__ import annotations

from services_catalog.content import CONTENT, read_folder, read_guides
from services_catalog.guides.guide import Guide
from services_catalog.record import ServiceRecord

READ = dict(read_folder())  # by slug: each record, or what is wrong with its file
READ_GUIDES = dict(read_guides(CONTENT))
RECORDS = {slug: each for slug, each in READ.items() if isinstance(each, ServiceRecord)}
GUIDES = {name: each for name, each in READ_GUIDES.items() if isinstance(each, Guide)}
