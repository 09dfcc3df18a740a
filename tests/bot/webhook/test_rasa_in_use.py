"""Which Rasa messages go to can change while the webhook runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.webhook.rasa import Rasa, RasaUnavailable
from tests.contract.stand_in import StandIn, serving

NOWHERE = 9


def name(file: Path, port: int) -> None:
    """What tools/served.py writes."""
    new = file.with_name("new")
    new.write_text(json.dumps({"program": "rasa", "port": port}))
    new.replace(file)


async def test_the_next_message_goes_to_the_rasa_that_the_file_names(rasa: StandIn, tmp_path: Path) -> None:
    file = tmp_path / "in-use.json"
    name(file, rasa.port)
    following = Rasa(NOWHERE, 5.0, file)
    with serving() as other:
        await following.say("lan", "một")
        name(file, other.port)
        await following.say("lan", "hai")
        await following.close()

        assert [each["message"] for each in rasa.heard] == ["một"]
        assert [each["message"] for each in other.heard] == ["hai"]


async def test_a_file_that_cannot_be_read_changes_nothing(rasa: StandIn, tmp_path: Path) -> None:
    file = tmp_path / "in-use.json"
    name(file, rasa.port)
    following = Rasa(NOWHERE, 5.0, file)
    await following.say("lan", "một")
    file.write_text("{")
    await following.say("lan", "hai")
    file.unlink()
    await following.say("lan", "ba")
    await following.close()

    assert len(rasa.heard) == 3


async def test_without_a_file_the_port_of_the_settings_counts(tmp_path: Path) -> None:
    following = Rasa(NOWHERE, 1.0, tmp_path / "none.json")

    with pytest.raises(RasaUnavailable):
        await following.say("lan", "một")
    assert await following.understood("một") is None
    await following.close()
