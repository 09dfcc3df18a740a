"""Codes are read aloud by one and typed by another; a stolen database gives none away."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from services_catalog.database import sessions
from services_catalog.models import now
from services_catalog.teams import codes
from services_catalog.teams.models import Device, Team
from services_catalog.teams.registering import create

LOOK_ALIKE = ("0o", "1il", "5s", "2z", "8b", "uv", "gq", "vy")
SOUND_ALIKE = ("bp", "dg", "ln", "mn", "sx", "ckq", "vd")


def made(engine: Engine) -> tuple[int, str]:
    with sessions(engine).begin() as session:
        team, code = create(session, name="Tổ thử", commune="26740", by="lan")
        return team.id, code


def test_no_two_signs_look_or_sound_alike_and_there_are_bits_enough() -> None:
    for group in (*LOOK_ALIKE, *SOUND_ALIKE):
        assert len(set(group) & set(codes.ALPHABET)) <= 1
    assert codes.CODE_LENGTH * math.log2(len(codes.ALPHABET)) >= 40
    assert not set("aeiouy") & set(codes.ALPHABET)


@given(st.text(alphabet=codes.ALPHABET, min_size=codes.CODE_LENGTH, max_size=codes.CODE_LENGTH))
def test_a_code_is_known_however_it_is_typed(code: str) -> None:
    shown = codes.shown(code)

    assert codes.typed(shown) == code
    assert codes.typed(f" {shown.upper().replace('-', ' – ')}. ") == code
    assert codes.typed(shown.replace("x", "s").replace("k", "q").replace("m", "N")) == code


@given(st.text(max_size=200))
def test_anything_may_be_typed(text: str) -> None:
    assert len(codes.typed(text)) <= codes.CODE_LENGTH + 1


def test_neither_code_nor_token_is_stored(engine: Engine) -> None:
    _, code = made(engine)
    with sessions(engine).begin() as session:
        _, token = codes.join(session, code)
        rows = [*session.scalars(select(Team)), *session.scalars(select(Device))]
        stored = " ".join(str(value) for row in rows for value in vars(row).values())

    assert code not in stored
    assert token not in stored
    with sessions(engine)() as session:
        assert codes.team_of(session, token)
        assert codes.team_of(session, f"{token}x") is None


def test_a_phone_is_not_known_for_ever(engine: Engine) -> None:
    _, code = made(engine)
    with sessions(engine).begin() as session:
        _, token = codes.join(session, code)
    with sessions(engine).begin() as session:
        session.scalars(select(Device)).one().joined_at = now() - timedelta(days=codes.DEVICE_DAYS + 1)
    with sessions(engine).begin() as session:
        assert codes.team_of(session, token) is None
        assert codes.purge(session) == 1


def test_a_code_that_was_taken_back_joins_nobody_until_there_is_a_new_one(engine: Engine) -> None:
    team_id, code = made(engine)
    with sessions(engine).begin() as session:
        codes.revoke(session, session.get_one(Team, team_id), end_devices=False)
    with sessions(engine).begin() as session:
        with pytest.raises(codes.NoSuchCode):
            codes.join(session, code)
        new = codes.issue(session.get_one(Team, team_id))
    with sessions(engine).begin() as session:
        assert codes.join(session, new)[0].id == team_id
        with pytest.raises(codes.NoSuchCode):
            codes.join(session, "")
