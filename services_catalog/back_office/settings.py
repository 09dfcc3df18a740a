"""The settings of the back office, from the environment or a `.env` file."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from services_catalog.back_office.access.roles import Role


class OfficeSettings(BaseSettings):
    """One setting a line: name, default, what it does."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    office_idle_minutes: int = Field(60, ge=5, description="A session of the back office ends when unused so long.")
    office_session_hours: int = Field(12, ge=1, description="A session of the back office ends after so long anyway.")
    office_oidc_issuer: str | None = Field(
        None, description="Address of an OpenID Connect provider by which staff may sign in too."
    )
    office_oidc_client_id: str | None = Field(None, description="What that provider calls the back office.")
    office_oidc_client_secret: SecretStr | None = Field(None, description="Its secret, if it has one.")
    office_oidc_roles: dict[str, Role] = Field(
        {}, description="The provider's roles and ours, as JSON; with none, the role is that of the account."
    )
    office_oidc_roles_claim: str = Field("roles", description="The claim in which the provider says its roles.")


@lru_cache
def settings() -> OfficeSettings:
    """The settings of this process."""
    return OfficeSettings()
