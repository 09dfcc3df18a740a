"""Signing in at an agency's own OpenID Connect provider: authorization code with PKCE, state and nonce."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_catalog.back_office.access import sessions, tokens
from services_catalog.back_office.access.accounts import normal
from services_catalog.back_office.access.audit import record
from services_catalog.back_office.access.roles import Role
from services_catalog.back_office.models import Account
from services_catalog.back_office.settings import OfficeSettings

BY = "openid connect"
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_SECONDS = 10.0  # that the provider may take
_METADATA_SECONDS = 3600
_LEEWAY_SECONDS = 120


class ProviderAway(Exception):
    """The provider does not answer, or not as a provider does."""


class NotLetIn(Exception):
    """The provider vouches for nobody, or for somebody who has no account; the message says what to do."""


@dataclass(frozen=True)
class Claims:
    """Whom the provider vouches for."""

    subject: str  # issuer and subject, hashed: never given to somebody else
    names: tuple[str, ...]  # by which an account may have been prepared: verified e-mail, user name
    roles: frozenset[str]  # as the provider calls them


class Provider:
    """The provider of the settings. What it says about itself is asked for when needed and kept for an hour."""

    def __init__(self, settings: OfficeSettings) -> None:
        """Raises ValueError if an issuer is given without a client, or an issuer that is not HTTPS."""
        if not settings.office_oidc_issuer or not settings.office_oidc_client_id:
            raise ValueError("OFFICE_OIDC_ISSUER needs OFFICE_OIDC_CLIENT_ID.")
        self._issuer = settings.office_oidc_issuer.rstrip("/")
        url = httpx2.URL(self._issuer)
        self._is_here = url.host in ("localhost", "127.0.0.1", "::1")
        if url.scheme != "https" and not self._is_here:
            raise ValueError("OFFICE_OIDC_ISSUER must begin with https://.")
        secret = settings.office_oidc_client_secret
        self._client_id = settings.office_oidc_client_id
        self._client_secret = secret.get_secret_value() if secret else None
        self._roles_claim = settings.office_oidc_roles_claim
        self._known: dict[str, Any] = {}
        self._known_at = 0.0
        self._keys: KeySet | None = None

    def address(self, secret: str, back: str, state: str) -> str:
        """Where to send the browser. `secret`: of its cookie; `back`: where it is sent to afterwards, with `state`.

        Raises ProviderAway.
        """
        with self._client(back) as client:
            address, _ = client.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=state,
                nonce=tokens.derived(secret, "nonce"),
                code_verifier=tokens.derived(secret, "verifier"),
            )
        return str(address)

    def claims(self, secret: str, back: str, code: str) -> Claims:
        """Whom the provider vouches for by `code`. Raises ProviderAway or NotLetIn."""
        metadata = self._metadata()
        try:
            with self._client(back) as client:
                token = client.fetch_token(
                    metadata["token_endpoint"],
                    code=code,
                    grant_type="authorization_code",
                    code_verifier=tokens.derived(secret, "verifier"),
                )
        except OAuthError as error:
            raise NotLetIn("Nơi xác thực của cơ quan không chấp nhận lần đăng nhập này. Bạn thử lại nhé.") from error
        except httpx2.HTTPError as error:
            raise ProviderAway from error
        options = {
            "iss": {"essential": True, "values": [metadata["issuer"]]},
            "aud": {"essential": True, "values": [self._client_id]},
        }
        params = {
            "nonce": tokens.derived(secret, "nonce"),
            "client_id": self._client_id,
            "access_token": token.get("access_token"),
        }
        try:
            decoded = self._decoded(str(token.get("id_token", "")))
            claims = CodeIDToken(decoded.claims, decoded.header, options, params)
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError) as error:
            raise NotLetIn("Giấy xác nhận của nơi xác thực không đúng. Bạn báo cho người quản trị nhé.") from error
        return self._told(claims)

    def _told(self, claims: dict[str, Any]) -> Claims:
        email = claims.get("email") if claims.get("email_verified") is True else None
        names = [normal(name) for name in (email, claims.get("preferred_username")) if isinstance(name, str)]
        roles = claims.get(self._roles_claim, [])
        said = [roles] if isinstance(roles, str) else roles if isinstance(roles, list) else []
        subject = tokens.hashed(f"{claims['iss']}\n{claims['sub']}")
        return Claims(subject, tuple(names), frozenset(map(str, said)))

    def _decoded(self, id_token: str) -> jwt.Token:
        try:
            return jwt.decode(id_token, self._key_set(), algorithms=_ALGORITHMS)
        except InvalidKeyIdError:  # the provider has new keys
            self._keys = None
            return jwt.decode(id_token, self._key_set(), algorithms=_ALGORITHMS)

    def _key_set(self) -> KeySet:
        if self._keys is None:
            self._keys = KeySet.import_key_set(self._got(self._metadata()["jwks_uri"]))
        return self._keys

    def _metadata(self) -> dict[str, Any]:
        if not self._known or time.monotonic() - self._known_at > _METADATA_SECONDS:
            known = self._got(f"{self._issuer}/.well-known/openid-configuration")
            if str(known.get("issuer", "")).rstrip("/") != self._issuer:
                raise ProviderAway
            self._known, self._known_at = known, time.monotonic()
        return self._known

    def _got(self, url: str) -> Any:
        try:
            with httpx2.Client(timeout=_SECONDS, trust_env=not self._is_here) as client:
                return client.get(url).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderAway from error

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._client_id,
            client_secret=self._client_secret,
            token_endpoint_auth_method="client_secret_basic" if self._client_secret else "none",
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_SECONDS,
            trust_env=not self._is_here,
        )


def account_of(session: Session, claims: Claims, roles: dict[str, Role]) -> Account:
    """The account of whom the provider vouches for, with the role it gives, if `roles` maps any.

    Known by its subject; the first time by the name under which it was prepared, if it has no password of its own.
    Raises NotLetIn for a stranger, a disabled account, and who has none of the mapped roles.
    """
    account = session.scalar(select(Account).where(Account.oidc_subject == claims.subject))
    if account is None:
        prepared = select(Account).where(
            Account.name.in_(claims.names), Account.oidc_subject.is_(None), Account.password_hash.is_(None)
        )
        account = session.scalars(prepared).first()
        if account is None:
            raise NotLetIn("Bạn chưa có tài khoản ở đây. Bạn nhờ người quản trị thêm tài khoản nhé.")
        account.oidc_subject = claims.subject
        record(session, BY, "openid_link", account.name)
    if account.disabled_at is not None:
        raise NotLetIn("Tài khoản của bạn đã bị khoá. Bạn hỏi người quản trị nhé.")
    if roles:
        given = [role for name, role in roles.items() if name in claims.roles]
        if not given:
            raise NotLetIn("Cơ quan của bạn chưa cho bạn vai trò nào ở đây. Bạn hỏi người quản trị nhé.")
        role = max(given, key=list(Role).index)
        if role != account.role:
            before, account.role = account.role, role
            sessions.end_all(session, account.id)
            record(session, BY, "account_role", account.name, before=before, role=role)
    return account
