"""The figures as tables, each with its chart where a picture helps; what pages show and what is exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from markupsafe import Markup
from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.orm import Session

from services_catalog.answers.wording import day as as_day
from services_catalog.back_office.figures import charts, counting, reasons, words
from services_catalog.back_office.figures.counting import Counts, Filters, Outcomes
from services_catalog.back_office.gaps import board
from services_catalog.clock import VIETNAM
from services_catalog.models import Feedback, Revision, Service
from services_catalog.teams.choices import choices
from services_catalog.teams.models import Visit

Cell = str | int
Builder = Callable[[str, "Reading"], "Table"]
SHOWN = ("answered", "asked_back", "declined", "degraded")  # a column each; the rest together
MOST_BARS = 10
MOST_ROWS = 20  # on the page; the export has all
LEAST_TO_RISE = 5  # a service that is asked about less often rises by chance
REVIEW_DAYS = 180  # as `Draft.review_after_days`, which a record that keeps it leaves out


@dataclass(frozen=True)
class Table:
    """One table. `name`: in addresses; the first cell of a row is its head; `links`: a head → where it leads."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    chart: Markup
    note: str = ""
    links: Mapping[Cell, str] | None = None


@dataclass
class Reading:
    """What the tables are made from. The questions are counted once, when a table first needs them."""

    session: Session
    filters: Filters
    today: date

    @cached_property
    def counts(self) -> Counts:
        """The questions that the filters let through."""
        return counting.count(self.session, self.filters)


def all_tables(session: Session, filters: Filters, today: date) -> list[Table]:
    """Every table for `filters`; those of records hold what is so on the day `today`."""
    reading = Reading(session, filters, today)
    return [build(name, reading) for name, build in BUILDERS.items()]


def one_table(name: str, session: Session, filters: Filters, today: date) -> Table:
    """The table called `name`, a key of BUILDERS."""
    return BUILDERS[name](name, Reading(session, filters, today))


def share(part: int, whole: int) -> str:
    """«12,5 %»; «–» of nothing."""
    return f"{100 * part / whole:.1f} %".replace(".", ",") if whole else "–"


def _outcomes(name: str, reading: Reading) -> Table:
    total = reading.counts.total
    whole = sum(total.values())
    keys = [key for key in dict.fromkeys((*words.OUTCOMES, *sorted(total))) if total[key]]
    rows: list[tuple[Cell, ...]] = [(words.outcome(key), total[key], share(total[key], whole)) for key in keys]
    return Table(
        name,
        "Trợ lý trả lời ra sao",
        ("Kết quả", "Số câu hỏi", "Tỉ lệ"),
        [*rows, ("Tổng", whole, share(whole, whole))] if rows else [],
        charts.bars("ve-ket-qua", "Số câu hỏi theo kết quả", [(words.outcome(key), total[key]) for key in keys]),
    )


def _days(name: str, reading: Reading) -> Table:
    counts, filters = reading.counts, reading.filters
    span = (filters.until - filters.since).days + 1
    days = [filters.since + timedelta(days=at) for at in range(span)]
    by_day = [counts.day.get(each, Counter()) for each in days]
    return Table(
        name,
        "Theo ngày",
        ("Ngày", *_HEADS),
        [(as_day(each), *_cells(outcomes)) for each, outcomes in zip(days, by_day, strict=True)],
        charts.lines(
            "ve-ngay",
            "Số câu hỏi mỗi ngày",
            [f"{each.day}/{each.month}" for each in days],
            {words.outcome(key): [outcomes[key] for outcomes in by_day] for key in SHOWN},
        ),
    )


def _services(name: str, reading: Reading) -> Table:
    session, counts = reading.session, reading.counts
    names = words.service_names(session, counts.service.keys())
    ordered = sorted(counts.service.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    return Table(
        name,
        "Dịch vụ được hỏi nhiều nhất",
        ("Dịch vụ", *_HEADS),
        [(names[slug], *_cells(outcomes)) for slug, outcomes in ordered],
        charts.bars(
            "ve-dich-vu",
            "Số câu hỏi theo dịch vụ",
            [(names[slug], sum(outcomes.values())) for slug, outcomes in ordered[:MOST_BARS]],
        ),
        "Câu không rõ hỏi dịch vụ nào thì không nằm trong bảng này.",
    )


def _rising(name: str, reading: Reading) -> Table:
    session = reading.session
    now = {slug: sum(outcomes.values()) for slug, outcomes in reading.counts.service.items()}
    before = counting.by_service(session, reading.filters.before())
    risen = [
        (slug, count, before[slug]) for slug, count in now.items() if count >= LEAST_TO_RISE and count > before[slug]
    ]
    risen.sort(key=lambda row: (-(row[1] / max(row[2], 1)), -row[1], row[0]))
    names = words.service_names(session, [row[0] for row in risen])
    return Table(
        name,
        "Dịch vụ được hỏi nhiều lên",
        ("Dịch vụ", "Kỳ này", "Kỳ trước", "Tăng thêm"),
        [(names[slug], count, earlier, count - earlier) for slug, count, earlier in risen],
        charts.bars(
            "ve-dang-tang",
            "Số câu hỏi tăng thêm so với kỳ trước",
            [(names[slug], count - earlier) for slug, count, earlier in risen[:MOST_BARS]],
        ),
        f"So với số ngày bằng như vậy ngay trước đó. Chỉ kể dịch vụ có từ {LEAST_TO_RISE} câu hỏi trở lên.",
    )


def _unanswered(name: str, reading: Reading) -> Table:
    filters, today = reading.filters, reading.today
    wanted = board.Filters(board.Kind.NOT_ANSWERED, (today - filters.since).days + 1, filters.channel)
    found, _ = board.groups(reading.session, wanted, today=today)
    rows: list[tuple[Cell, ...]] = [(each.text, each.questions) for each in found]
    return Table(
        name,
        "Câu chưa trả lời được hay gặp nhất",
        ("Câu hỏi", "Số lần"),
        rows,
        charts.bars("ve-chua-tra-loi", "Câu chưa trả lời được", [(e.text, e.questions) for e in found[:MOST_BARS]]),
        "Tính từ ngày đầu kỳ đến hôm nay; không lọc theo dịch vụ và tỉnh.",
        {each.text: f"/quan-tri/khoang-trong/{each.key}" for each in found},
    )


def _by(title: str, head: str, column: str, called: Callable[[str], str]) -> Builder:
    def build(name: str, reading: Reading) -> Table:
        values: Mapping[str, Outcomes] = getattr(reading.counts, column)
        ordered = sorted(values.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
        bars = [(called(key), sum(outcomes.values())) for key, outcomes in ordered[:MOST_BARS]]
        rows: list[tuple[Cell, ...]] = [(called(key), *_cells(outcomes)) for key, outcomes in ordered]
        return Table(name, title, (head, *_HEADS), rows, charts.bars(f"ve-{name}", title, bars))

    return build


def _satisfaction(name: str, reading: Reading) -> Table:
    session = reading.session
    useful = func.sum(cast(Feedback.useful, Integer))
    found = session.execute(
        select(Feedback.service, func.count(), useful)
        .where(*_rated(reading.filters))
        .group_by(Feedback.service)
        .order_by(func.count().desc(), Feedback.service)
    ).all()
    names = words.service_names(session, [slug for slug, _, _ in found if slug])
    rows: list[tuple[Cell, ...]] = [
        (names[slug] if slug else "Không rõ dịch vụ", count, good, count - good, share(good, count))
        for slug, count, good in found
    ]
    count, good = sum(row[1] for row in found), sum(row[2] for row in found)
    if rows:
        rows.append(("Tổng", count, good, count - good, share(good, count)))
    return Table(
        name,
        "Người dân thấy có ích không",
        ("Dịch vụ", "Lượt đánh giá", "Có ích", "Chưa có ích", "Tỉ lệ có ích"),
        rows,
        charts.bars("ve-hai-long", "Lượt đánh giá", [("Có ích", good), ("Chưa có ích", count - good)]),
        "Đánh giá không ghi kênh và tỉnh, nên không lọc theo hai điều đó.",
    )


def _reasons(name: str, reading: Reading) -> Table:
    said = reading.session.execute(
        select(Feedback.why, func.count())
        .where(*_rated(reading.filters), Feedback.useful.is_(False))
        .group_by(Feedback.why)
    )
    found = reasons.counted((why, times) for why, times in said)
    return Table(
        name,
        "Vì sao người dân thấy chưa có ích",
        ("Lý do", "Số lần"),
        list(found),
        charts.bars("ve-chua-co-ich", "Lý do thấy chưa có ích", found[:MOST_BARS]),
        "Theo lời người dân, đã che thông tin riêng. Không lọc theo kênh và tỉnh.",
    )


def _times(name: str, reading: Reading) -> Table:
    session, filters = reading.session, reading.filters
    found = counting.times(session, filters)
    rows: list[tuple[Cell, ...]] = []
    if found:
        rows = [
            ("Một nửa số câu trả lời nhanh hơn", found.p50),
            ("19 trên 20 câu trả lời nhanh hơn", found.p95),
        ]
    return Table(
        name,
        "Trợ lý trả lời nhanh hay chậm",
        ("Mốc", "Mili giây"),
        rows,
        charts.bars("ve-thoi-gian", "Thời gian trả lời, mili giây", [(str(a), int(b)) for a, b in rows]),
        f"Tính trên {charts.spaced(found.replies)} câu trả lời mới nhất trong kỳ." if found else "",
    )


def _stale(name: str, reading: Reading) -> Table:
    today = reading.today
    record = Revision.record
    read = (
        select(
            record["agency"].as_string().label("agency"),
            record["verified"]["on"].as_string().label("checked"),
            record["review_after_days"].as_integer().label("days"),
        )
        .join(Service, Service.published_id == Revision.id)
        .where(Service.kind == "service")
        .subquery()
    )
    rows = reading.session.execute(select(*read.c, func.count().label("number")).group_by(*read.c)).all()
    all_of: Counter[str] = Counter()
    stale: Counter[str] = Counter()
    for row in rows:
        all_of[row.agency or ""] += row.number
        if row.checked and date.fromisoformat(row.checked) + timedelta(days=row.days or REVIEW_DAYS) < today:
            stale[row.agency or ""] += row.number
    ordered = sorted(all_of, key=lambda agency: (-stale[agency], -all_of[agency], agency))
    return Table(
        name,
        "Dịch vụ quá hạn rà soát, theo cơ quan",
        ("Cơ quan thực hiện", "Quá hạn rà soát", "Tất cả dịch vụ"),
        [(agency or "Chưa ghi cơ quan", stale[agency], all_of[agency]) for agency in ordered],
        charts.bars("ve-qua-han", "Dịch vụ quá hạn rà soát", [(a, stale[a]) for a in ordered[:MOST_BARS] if stale[a]]),
        "Tính đến hôm nay, không theo kỳ đã chọn.",
    )


def _teams(name: str, reading: Reading) -> Table:
    session, filters = reading.session, reading.filters
    query = (
        select(Visit.service, Visit.outcome, func.count(), func.sum(Visit.minutes))
        .where(Visit.day >= filters.since, Visit.day <= filters.until)
        .group_by(Visit.service, Visit.outcome)
    )
    if filters.service:
        query = query.where((Visit.service == filters.service) | Visit.service.startswith(f"{filters.service}/"))
    visits: dict[str, Counter[str]] = {}
    minutes: Counter[str] = Counter()
    for service, outcome, number, took in session.execute(query):
        visits.setdefault(service, Counter())[outcome] += number
        minutes[service] += took
    ordered = sorted(visits.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    names = words.service_names(session, list(visits))
    labels = choices().outcomes
    return Table(
        name,
        "Tổ công nghệ số cộng đồng đã giúp",
        ("Dịch vụ", "Lượt giúp", *labels.values(), "Phút trung bình"),
        [
            (
                names[slug],
                sum(outcomes.values()),
                *(outcomes[key] for key in labels),
                round(minutes[slug] / sum(outcomes.values())),
            )
            for slug, outcomes in ordered
        ],
        charts.bars("ve-to", "Lượt giúp theo dịch vụ", [(names[s], sum(o.values())) for s, o in ordered[:MOST_BARS]]),
    )


_HEADS = ("Số câu hỏi", *(words.OUTCOMES[key] for key in SHOWN), "Khác")


def _cells(outcomes: Outcomes) -> tuple[int, ...]:
    whole = sum(outcomes.values())
    shown = [outcomes[key] for key in SHOWN]
    return (whole, *shown, whole - sum(shown))


def _province(code: str) -> str:
    return words.provinces().get(code, code)


def _rated(filters: Filters) -> list[ColumnElement[bool]]:
    """Which ratings the filters let through: they know no channel and no province."""
    wanted = [Feedback.at >= _begin(filters.since), Feedback.at < _begin(filters.until + timedelta(days=1))]
    if filters.service:
        wanted.append((Feedback.service == filters.service) | Feedback.service.startswith(f"{filters.service}/"))
    return wanted


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


BUILDERS: dict[str, Builder] = {  # by the name in addresses, in the order of the page
    "ket-qua": _outcomes,
    "ngay": _days,
    "dich-vu": _services,
    "dang-tang": _rising,
    "chua-tra-loi": _unanswered,
    "dieu-duoc-hoi": _by("Người dân hỏi về điều gì", "Điều được hỏi", "aspect", words.aspect),
    "tinh": _by("Theo tỉnh, thành phố được nhắc tới", "Tỉnh, thành phố", "place", _province),
    "kenh": _by("Theo kênh", "Kênh", "channel", words.channel),
    "hai-long": _satisfaction,
    "chua-co-ich": _reasons,
    "thoi-gian": _times,
    "qua-han": _stale,
    "to-cong-nghe-so": _teams,
}
