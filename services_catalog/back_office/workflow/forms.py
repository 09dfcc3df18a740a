"""The forms of proposals, history and notices."""

from __future__ import annotations

from datetime import datetime, time

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from services_catalog.back_office.forms import Form, choices
from services_catalog.back_office.workflow.refused import Refused
from services_catalog.clock import VIETNAM

MOST_WORDS = 2000  # letters of a reason
MOST_NOTICE = 600
DAY = ["%Y-%m-%d", "%d/%m/%Y"]  # as browsers send a day, and as people write it
MIDNIGHT = time(0, 0)


def moment(day: DateField, at: TimeField) -> datetime | None:
    """The day and the time of two fields, on the clocks of Vietnam; the beginning of the day if no time is given.

    None: no day. Raises Refused for a time without a day.
    """
    if at.data and not day.data:
        raise Refused("Bạn ghi giờ mà chưa chọn ngày.", day.name)
    return datetime.combine(day.data, at.data or MIDNIGHT, VIETNAM) if day.data else None


class Refusable(Form):
    """A form that can also be refused for what only the act itself finds out."""

    def refuse(self, refused: Refused) -> None:
        """Put the words of `refused` beside its field, or on top of the form."""
        if refused.field in self._fields:
            self._fields[refused.field].errors = [*self._fields[refused.field].errors, str(refused)]
        else:
            self.form_errors.append(str(refused))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, of the form and of its fields."""
        return [*(("", message) for message in self.form_errors), *super().problems]


class ReasonForm(Refusable):
    """Why something is done."""

    why = TextAreaField("Lý do", [InputRequired(), Length(max=MOST_WORDS)])


class WordsForm(Refusable):
    """What the reviewer says to who proposed it."""

    words = TextAreaField("Lời nhắn cho người đề nghị", [InputRequired(), Length(max=MOST_WORDS)])


class ApproveForm(Refusable):
    """When it becomes public."""

    seen = IntegerField(validators=[Optional()], widget=HiddenInput())
    remark = TextAreaField("Lời nhắn", [Length(max=MOST_WORDS)])
    when = RadioField(  # nothing is chosen beforehand: what is public cannot be made unread
        "Khi nào",
        [InputRequired("Bạn chọn ngay bây giờ, hay vào ngày nào.")],
        choices=choices(("now", "Ngay bây giờ"), ("later", "Vào ngày văn bản có hiệu lực")),
    )
    due_day = DateField("Ngày", [Optional()], format=DAY)
    due_time = TimeField("Giờ", [Optional()])
    until_day = DateField("Tự rút vào ngày", [Optional()], format=DAY)
    until_time = TimeField("Giờ rút", [Optional()])
    errors_read = BooleanField("Tôi đã đọc các lỗi ở trên và vẫn cho công bố")

    def of_withdrawal(self) -> None:
        """No decree has to come into force for a service to be withdrawn."""
        self.when.choices = choices(("now", "Ngay bây giờ"), ("later", "Vào một ngày khác"))

    def times(self) -> tuple[datetime | None, datetime | None]:
        """When it becomes public (None: now), and when it is withdrawn again. Raises Refused."""
        due_at, until = moment(self.due_day, self.due_time), moment(self.until_day, self.until_time)
        if self.when.data == "later" and due_at is None:
            raise Refused("Bạn chọn ngày.", "due_day")
        if self.when.data == "now" and due_at is not None:
            raise Refused("Bạn chọn «Ngay bây giờ» mà lại ghi ngày. Bạn xoá ngày, hoặc chọn dòng dưới.", "when")
        return due_at, until


class ProposeForm(ReasonForm):
    """A revision to be published, or a service to be withdrawn."""

    number = HiddenField()


class NoticeForm(Refusable):
    """Words to citizens."""

    pauses = RadioField(
        "Việc cần làm",
        [InputRequired("Bạn chọn việc cần làm.")],
        choices=choices(
            ("yes", "Dừng trả lời: người dân chỉ thấy lời nhắn này"),
            ("no", "Chỉ đặt lời nhắn ở đầu mỗi câu trả lời"),
        ),
    )
    scope = RadioField(  # nothing is chosen beforehand: who meant one service would stop them all
        "Cho phần nào",
        [InputRequired("Bạn chọn toàn bộ trợ lý hay một dịch vụ.")],
        choices=choices(("one", "Một dịch vụ"), ("all", "Toàn bộ trợ lý")),
    )
    slug = StringField("Mã dịch vụ", [Length(max=120)])
    text = TextAreaField("Lời nhắn cho người dân", [InputRequired(), Length(max=MOST_NOTICE)])
    ends_day = DateField("Tự hết vào ngày", [Optional()], format=DAY)
    ends_time = TimeField("Giờ hết", [Optional()])
    why = StringField("Lý do (chỉ đồng nghiệp thấy)", [InputRequired(), Length(max=MOST_WORDS)])

    def about(self) -> str | None:
        """The service that is meant; None: everything. Raises Refused."""
        slug = (self.slug.data or "").strip()
        if self.scope.data == "all" and slug:
            raise Refused(
                f"Bạn chọn toàn bộ trợ lý mà lại ghi dịch vụ «{slug}». Bạn chọn «Một dịch vụ», hoặc xoá mã.", "scope"
            )
        if self.scope.data == "one" and not slug:
            raise Refused("Bạn ghi mã dịch vụ, ví dụ khai-sinh.", "slug")
        return slug or None
