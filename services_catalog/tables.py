"""Every table there is: importing this module makes `Base.metadata` complete, for migrations and whoever compares."""

from services_catalog.back_office import models as back_office
from services_catalog.models import Base
from services_catalog.teams import models as teams

__all__ = ["Base", "back_office", "teams"]
