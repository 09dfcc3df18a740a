"""The form of a team."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import FormData
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from services_catalog.back_office.access.person import Person
from services_catalog.back_office.forms import Form
from services_catalog.places import Unit
from services_catalog.teams.models import Team
from services_catalog.teams.registering import LONGEST_NAME, commune_of, communes


class TeamForm(Form):
    """What is known of a team."""

    name = StringField("Tên tổ", [InputRequired(), Length(max=LONGEST_NAME)])
    commune = RadioField("Xã, phường, đặc khu", [InputRequired("Bạn tìm rồi chọn xã, phường của tổ nhé.")])
    hamlets = TextAreaField("Các thôn, bản, khu phố, mỗi dòng một tên")
    services = SelectMultipleField("Thủ tục mang theo máy")

    @classmethod
    def for_team(
        cls, sent: FormData | None, person: Person, services: Mapping[str, str], asked: str, team: Team | None = None
    ) -> TeamForm:
        """The form as sent, or as `team` fills it. `services`: names by slug; `asked`: the commune looked for."""
        values = (
            {"name": team.name, "commune": team.commune, "hamlets": team.hamlets, "services": team.chosen}
            if team
            else {}
        )
        form = cls.of(sent, person, **values)
        offered: dict[str, Unit] = {unit.key: unit for unit in communes(asked)} if asked else {}
        chosen = commune_of(form.commune.data or "")
        if chosen is not None:
            offered = {chosen.key: chosen} | offered
        form.commune.choices = [(key, unit.full) for key, unit in offered.items()]
        if len(offered) == 1 and not form.commune.data:
            form.commune.data = next(iter(offered))
        form.services.choices = sorted(services.items(), key=lambda pair: pair[1])
        return form
