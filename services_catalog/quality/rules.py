"""Every rule: its code, how bad it is, what is said of what it finds, and the check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from services_catalog.quality import completeness, contacts, dates, links, names, numbers, wording
from services_catalog.quality.findings import Finding, Severity
from services_catalog.quality.texts import Found
from services_catalog.record import Draft

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True)
class Rule:
    """One rule. `check` gets a record and the day it is read on; `message` says what was found in place of `{}`."""

    code: str
    severity: Severity
    message: str
    check: Callable[[Draft, date], Iterator[Found]]


@dataclass(frozen=True)
class Between:
    """A rule between records: `check` gets all by slug and says in which one what was found."""

    code: str
    severity: Severity
    message: str
    check: Callable[[Mapping[str, Draft]], Iterator[tuple[str, Found]]]


RULES = [
    Rule("missing-field", ERROR, "Thiếu «{}»: phải có mới công bố được.", completeness.missing_fields),
    Rule("silent-aspect", ERROR, "Chưa trả lời «{}» và cũng chưa ghi là chưa biết.", completeness.silent_aspects),
    Rule("unsettled", ERROR, "Còn việc phải xem lại: {}.", completeness.unsettled),
    Rule("no-alias", WARNING, "Chưa có tên gọi nào của người dân.", completeness.unnamed_aliases),
    Rule("no-law-in-force", ERROR, "Không có căn cứ pháp lý nào đang có hiệu lực.", dates.no_law_in_force),
    Rule("law-expired", WARNING, "Căn cứ đã hết hiệu lực: {}.", dates.expired_laws),
    Rule("law-not-yet", WARNING, "Căn cứ chưa có hiệu lực: {}.", dates.future_laws),
    Rule("review-due", WARNING, "Đã quá hạn xem lại, lần cuối là {}.", dates.review_due),
    Rule("seen-in-future", ERROR, "Ngày xem nguồn ở tương lai: {}.", dates.looked_at_in_the_future),
    Rule("period-turned", ERROR, "Ngày kết thúc trước ngày bắt đầu: {}.", dates.periods_turned_round),
    Rule("fee-gap", ERROR, "Có những ngày không có mức nào: {}.", dates.gaps_between_fees),
    Rule("fee-twice", ERROR, "Một khoản, một trường hợp mà hai mức cùng ngày: {}.", numbers.two_amounts),
    Rule("fee-otherwise", ERROR, "Câu này nêu mức khác với mục phí: «{}»", numbers.fee_said_otherwise),
    Rule("fee-free", ERROR, "Tóm tắt nói miễn phí mà mục phí không có mức 0 đồng: «{}»", numbers.free_otherwise),
    Rule("fee-unlisted", WARNING, "Số tiền không có trong mục phí: {}.", numbers.amounts_that_no_fee_has),
    Rule("time-otherwise", ERROR, "Số và câu nói khác nhau: {}.", numbers.duration_said_otherwise),
    Rule(
        "time-unlisted",
        WARNING,
        "Thời hạn trong tóm tắt không có ở chỗ nào khác: {}.",
        numbers.summary_says_another_time,
    ),
    Rule("time-half", ERROR, "Thời hạn có số mà không có đơn vị, hoặc ngược lại: «{}»", numbers.halves_of_a_time),
    Rule("number-format", WARNING, "Viết số tiền «35.000 đồng», thời hạn «3 ngày làm việc»: «{}».", numbers.miswritten),
    Rule("link-unofficial", ERROR, "Trang này không phải của cơ quan nhà nước: {}", links.unofficial_links),
    Rule("link-closed", ERROR, "Trang này đã đóng: {}", links.closed_pages),
    Rule("link-unsafe", WARNING, "Trang này không dùng https: {}", links.unsafe_links),
    Rule("source-unofficial", WARNING, "Nguồn đọc ở nơi không chính thức: {}", links.unofficial_references),
    Rule("office-gone", ERROR, "Nêu cơ quan không còn nữa: «{}»", wording.offices_that_are_gone),
    Rule("paper-gone", ERROR, "Đòi giấy tờ đã bỏ: «{}».", wording.papers_that_are_gone),
    Rule("province-gone", WARNING, "Nêu tỉnh đã sáp nhập mà không nói là tên cũ: {}.", wording.old_provinces),
    Rule("jargon", WARNING, "Từ khó chưa giải thích: {}.", wording.jargon),
    Rule("long-sentence", WARNING, "Câu dài, nên tách: {}", wording.long_sentences),
]
BETWEEN = [
    Between("same-name", ERROR, "Trùng tên với «{}».", names.same_names),
    Between("same-alias", WARNING, "Trùng tên gọi: {}.", names.same_aliases),
    Between("look-alike", WARNING, "Tên gần giống {}.", names.look_alikes),
    Between("phone-elsewhere", ERROR, "Nơi khác ghi số khác cho cùng nơi gọi: {}.", contacts.other_phones),
    Between("fee-variants", ERROR, "Cùng nhóm mà khác mức: {}.", numbers.variants_disagree),
    Between("fee-elsewhere", WARNING, "Nơi khác nêu mức khác: {}.", numbers.same_fee_elsewhere),
]


def check(records: Mapping[str, Draft], today: date, only: Iterable[str] | None = None) -> list[Finding]:
    """What all rules find in `records` on the day `today`, by service, errors first.

    `only`: the slugs to report on; they are compared with all records in any case.
    """
    wanted = set(records if only is None else only)
    found = [
        Finding(slug, rule.severity, rule.code, each.field, rule.message.format(each.what))
        for slug, record in records.items()
        if slug in wanted
        for rule in RULES
        for each in rule.check(record, today)
    ]
    found += [
        Finding(slug, rule.severity, rule.code, each.field, rule.message.format(each.what))
        for rule in BETWEEN
        for slug, each in rule.check(records)
        if slug in wanted
    ]
    return sorted(found)
