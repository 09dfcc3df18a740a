"""All pages of access: the first one, signing in and out, one's own account, accounts, the audit trail."""

from __future__ import annotations

from fastapi import APIRouter

from services_catalog.back_office.access import account_pages, oidc_pages, own, signing_in, trail_pages

router = APIRouter()


for _family in (signing_in.router, oidc_pages.router, own.router, account_pages.router, trail_pages.router):
    router.include_router(_family)
