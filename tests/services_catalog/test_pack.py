"""What a device may show without a network: the sheets of the services most asked about, and no fee past its date."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta

import pytest

from services_catalog.answers import compose
from services_catalog.answers.pack import MOST_ASKED, good_until, offline_pack
from services_catalog.record import Aspect
from tests.content import RECORDS
from tests.services_catalog.samples import CAN_CUOC, CHECKED_ON, KHAI_SINH, TODAY, fact, record

REVIEW_DUE = CHECKED_ON + timedelta(days=180)


def section(pack: dict, aspect: str, service: int = 0) -> dict:
    (found,) = [each for each in pack["services"][service]["sections"] if each["aspect"] == aspect]
    return found


def test_a_fee_may_be_shown_to_its_last_day_and_no_longer() -> None:
    pack = offline_pack({"can-cuoc-cap-lai": CAN_CUOC}, TODAY)

    fee = section(pack, "fee")
    assert fee["blocks"][0]["items"][0]["amount"] == "35.000 đồng"
    assert fee["until"] == "2026-12-31"
    assert section(pack, "documents")["until"] == REVIEW_DUE.isoformat()


def test_a_fact_that_begins_later_ends_what_is_said_before_it() -> None:
    changing = record(steps=[fact(text="Ra phường"), fact(text="Nộp trên mạng", valid_from="2027-02-01")])

    assert good_until(changing, Aspect.STEPS, TODAY) == date(2027, 1, 31)
    assert good_until(changing, Aspect.STEPS, date(2027, 2, 1)) == REVIEW_DUE


@pytest.mark.parametrize("aspect", list(Aspect))
def test_until_its_last_day_a_section_reads_as_the_assistant_would_answer(aspect: Aspect) -> None:
    for slug in MOST_ASKED[:4]:
        until = good_until(RECORDS[slug], aspect, TODAY)
        assert until is not None
        answers = [compose(RECORDS[slug], aspect, "", day).blocks for day in (TODAY, until, until + timedelta(days=1))]
        assert answers[0] == answers[1] != answers[2]


def test_a_service_no_longer_in_force_is_left_out() -> None:
    over = KHAI_SINH.model_copy(update={"valid_to": TODAY - timedelta(days=1)})

    assert offline_pack({"khai-sinh": over}, TODAY)["services"] == []


def test_a_notice_over_every_answer_is_said_once() -> None:
    stale = CHECKED_ON + timedelta(days=400)
    pack = offline_pack({"khai-sinh": KHAI_SINH}, stale)

    notices = [b for s in pack["services"][0]["sections"] for b in s["blocks"] if "đã quá hạn rà soát" in str(b)]
    assert len(notices) == 1


def test_all_services_of_the_pack_exist_and_name_their_sources() -> None:
    pack = offline_pack(RECORDS, TODAY)

    assert [each["slug"] for each in pack["services"]] == list(MOST_ASKED)
    for each in pack["services"]:
        assert each["sources"], each["slug"]
        assert {"general", "documents", "steps", "fee"} <= {found["aspect"] for found in each["sections"]}, each["slug"]


def test_the_pack_is_small_enough_for_a_slow_network() -> None:
    body = json.dumps(offline_pack(RECORDS, TODAY), ensure_ascii=False, separators=(",", ":")).encode()
    assert len(gzip.compress(body)) < 64 * 1024
