"""The content of this repository: everything that must be there is there, and holds together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import pytest
import yaml

from bot.language.marks import fold
from services_catalog.answers.aspects import blocks_of
from services_catalog.content import CONTENT
from services_catalog.record import Aspect, ServiceRecord
from services_catalog.search.teaching import AMBIGUOUS, NONE, read_teaching
from tests.content import READ, RECORDS

MUST_HAVE = [
    "can-cuoc-cap-moi",
    "can-cuoc-cap-doi",
    "can-cuoc-cap-lai",
    "ho-chieu-pho-thong",
    "dinh-danh-muc-1",
    "dinh-danh-muc-2",
    "vneid-kich-hoat",
    "vneid-su-co",
    "sim-chinh-chu",
    "dang-ky-thuong-tru",
    "dang-ky-tam-tru",
    "khai-bao-tam-vang",
    "thong-bao-luu-tru",
    "xac-nhan-cu-tru",
    "xoa-dang-ky-thuong-tru",
    "tach-ho",
    "bo-so-ho-khau",
    "khai-sinh",
    "khai-tu",
    "ket-hon",
    "trich-luc-ho-tich",
    "xac-nhan-tinh-trang-hon-nhan",
    "lien-thong-khai-sinh",
    "lien-thong-khai-tu",
    "chung-thuc-ban-sao",
    "dang-ky-xe",
    "dang-ky-xe/lan-dau",
    "dang-ky-xe/sang-ten",
    "dang-ky-xe/doi",
    "dang-ky-xe/cap-lai",
    "dang-ky-xe/thu-hoi",
    "bien-so-xe",
    "gplx-cap-doi",
    "gplx-cap-lai",
    "nop-phat-giao-thong",
    "ly-lich-tu-phap",
    "dang-ky-con-dau",
    "bao-hiem-that-nghiep",
    "bhxh-mot-lan",
    "huong-luong-huu",
    "bhyt-ho-gia-dinh",
    "bhyt-cap-lai-the",
    "tro-cap-mai-tang",
    "tro-cap-xa-hoi",
    "dang-ky-ho-kinh-doanh",
    "thanh-lap-doanh-nghiep",
    "dang-ky-thue-ca-nhan",
    "quyet-toan-thue-tncn",
    "dat-dai-bien-dong",
    "dat-dai-cap-so-do",
    "tra-cuu-quy-hoach-dat",
    "cap-dien-moi",
    "thi-tot-nghiep-thpt",
    "xet-tuyen-dai-hoc",
    "tai-khoan-dvc",
    "thanh-toan-truc-tuyen",
    "tra-cuu-ho-so",
    "phan-anh-kien-nghi",
]

# Offices that are gone: there is no district level since July 2025, and no Phòng Tư pháp with it.
GONE = re.compile(
    r"(cấp|công an|uỷ ban nhân dân|ủy ban nhân dân|ubnd|toà án nhân dân|phòng|bảo hiểm xã hội|bhxh"
    r"|chi cục thuế|văn phòng đăng ký đất đai)\s+(cấp\s+)?(huyện|quận)\b|phòng tư pháp|phòng lao động",
    re.IGNORECASE,
)
SAID_TO_BE_GONE = re.compile(r"không|bỏ|trước đây|trước kia|cũ\b|nay|thay cho|chuyển", re.IGNORECASE)


def test_every_file_can_be_used() -> None:
    assert {slug: str(each) for slug, each in READ.items() if not isinstance(each, ServiceRecord)} == {}


@pytest.mark.parametrize("slug", MUST_HAVE)
def test_a_service_that_must_be_there(slug: str) -> None:
    assert slug in RECORDS


def test_every_variant_has_its_family() -> None:
    assert {slug for slug in RECORDS if slug.split("/")[0] not in RECORDS} == set()


@pytest.mark.parametrize("slug", sorted(RECORDS))
def test_every_aspect_is_answered_or_said_to_be_unknown(slug: str) -> None:
    each = RECORDS[slug]
    noted = {note.aspect for note in each.notes}

    silent = [
        str(aspect)
        for aspect in Aspect
        if not blocks_of(each, aspect, each.verified.on) and aspect not in each.unknown and aspect not in noted
    ]

    assert silent == []


def test_relations_lead_to_services_that_are_there() -> None:
    assert {
        (slug, to.service) for slug, each in RECORDS.items() for to in each.relations if to.service not in RECORDS
    } == set()


def test_no_question_belongs_to_two_services() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for slug, each in RECORDS.items():
        for texts in each.questions.values():
            for text in texts:
                owners[" ".join(fold(text).split())].add(slug)

    assert {question: slugs for question, slugs in owners.items() if len(slugs) > 1} == {}


def test_no_office_that_is_gone_is_named_as_one_to_go_to() -> None:
    stale = [
        (slug, field, sentence)
        for slug, each in RECORDS.items()
        for field, text in offices(each)
        for sentence in re.split(r"(?<=[.;!?])\s+", text)
        if GONE.search(sentence) and not SAID_TO_BE_GONE.search(sentence)
    ]

    assert stale == []


@pytest.mark.parametrize("slug", [slug for slug, each in RECORDS.items() if any(fee.valid_to for fee in each.fees)])
def test_a_fee_that_ends_is_followed_by_another(slug: str) -> None:
    each = RECORDS[slug]
    for fee in each.fees:
        if fee.valid_to:
            after = fee.valid_to + timedelta(days=1)
            followed = any(other.in_force(after) for other in each.fees if other is not fee)
            assert followed or Aspect.FEE in each.unknown, f"nothing is known of {fee.label} after {fee.valid_to}"


@pytest.mark.parametrize("slug", [slug for slug, each in RECORDS.items() if any(fee.valid_to for fee in each.fees)])
def test_a_fee_that_everybody_pays_until_a_day_has_its_next_amount(slug: str) -> None:
    each = RECORDS[slug]
    ends = [fee for fee in each.fees if fee.valid_to and fee.amount_vnd and not fee.valid_from]
    for fee in ends:
        assert fee.valid_to is not None
        starts = fee.valid_to + timedelta(days=1)
        assert any(other.valid_from == starts for other in each.fees), f"{fee.label}: what is paid from {starts}?"


def test_what_an_ambiguous_question_may_mean_is_there() -> None:
    path = CONTENT / "_ambiguous.yml"
    entries = yaml.safe_load(path.read_text("utf-8")) if path.exists() else []

    assert {slug for entry in entries for slug in entry["services"] if slug not in RECORDS} == set()


def test_what_is_taught_beside_the_services_has_labels_that_mean_something() -> None:
    teaching = read_teaching()
    labels = {label for _, label, _ in teaching.phrases}

    assert {label for label in labels if label[:1] == "?" and label[1:] not in teaching.unlisted} == set()
    assert {
        label for label in labels if label[:1] not in ("?", "!") and label not in {*RECORDS, NONE, AMBIGUOUS}
    } == set()
    assert set(teaching.unlisted).isdisjoint(RECORDS)


def offices(each: ServiceRecord) -> Iterator[tuple[str, str]]:
    """What a record says of where to go, with the field that says it."""
    yield "agency", each.agency
    yield from (("where", fact.text) for fact in each.where)
    yield from (("steps", fact.text) for fact in each.steps)
    yield from (("contacts", contact.name) for contact in each.contacts)
    yield from (("problems", problem.remedy) for problem in each.problems)
    yield from (("online", fact.text) for fact in each.online.statements)
