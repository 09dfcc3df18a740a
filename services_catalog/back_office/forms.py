"""Forms: what was sent, safe to read (`Posted`), and WTForms that speak Vietnamese (`Form`).

    class NoticeForm(Form):
        text = TextAreaField("Lời nhắn", [InputRequired(), Length(max=500)])

    @router.post("/thong-bao")
    def add(request: Request, person: Publisher, sent: Posted) -> Response:
        form = NoticeForm.of(sent, person)
        if not form.validate():
            return page(request, "workflow/notice.html.j2", status=422, form=form)

A form may be 1 MB long (MAX_FORM_BYTES). Only a route whose path ends in `/tai-len` is sent more than that, files above
all (MAX_UPLOAD_BYTES, 20 MB).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

import wtforms
from fastapi import Depends, Request
from starlette.datastructures import FormData
from wtforms.csrf.core import CSRF, CSRFTokenField

from services_catalog.back_office.access import cookies, csrf
from services_catalog.back_office.access.person import Person, signed_in

UPLOAD = "/tai-len"  # how the path of a route that takes files ends
MOST_FIELDS = 20_000  # a long service has some thousands
MOST_PART_BYTES = 1024 * 1024


class Forged(Exception):
    """A form without the token of this session. `sent`: what it held; `from_here`: whether a page of ours sent it."""

    def __init__(self, sent: FormData, from_here: bool) -> None:
        super().__init__()
        self.sent = sent
        self.from_here = from_here


async def read(request: Request) -> FormData:
    """The fields and files of a form. Raises HTTPException (400) for what is no form."""
    return await request.form(max_fields=MOST_FIELDS, max_part_size=MOST_PART_BYTES)


async def posted(request: Request, person: Annotated[Person, Depends(signed_in)]) -> FormData:
    """What a form of ours sent. Only read once it is known who sends it; raises Forged if it is not ours."""
    sent = await read(request)
    from_here = csrf.comes_from_here(request)
    if from_here is False or not csrf.fits(sent.get(csrf.FIELD), cookies.read(request, "phien") or ""):
        raise Forged(sent, from_here is True)
    return sent


Posted = Annotated[FormData, Depends(posted)]


class _Csrf(CSRF):
    """The token's field. `posted` has checked it before any form sees what was sent."""

    def setup_form(self, form: Any) -> Any:
        self._token = form.meta.csrf_context
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return str(self._token)

    def validate_csrf_token(self, form: Any, field: CSRFTokenField) -> None:
        pass


class _Vietnamese:
    """WTForms' own messages, which it does not have in Vietnamese."""

    def gettext(self, text: str) -> str:
        return _SAID.get(text, text)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return _SAID.get(plural, plural)


class Form(wtforms.Form):
    """A form with the token of its session (`{{ form.csrf_token }}`) and messages in Vietnamese."""

    class Meta:
        """As WTForms wants its settings."""

        csrf = True
        csrf_class = _Csrf

        def get_translations(self, form: object) -> _Vietnamese:
            """For every field."""
            return _Vietnamese()

    @classmethod
    def of(cls, sent: FormData | None, person: Person, obj: object = None, **values: Any) -> Self:
        """The form as it was sent, or, with None, as `obj` or `values` fill it."""
        return cls(formdata=sent, obj=obj, data=values or None, meta={"csrf_context": person.csrf_token})

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, for the list on top of the page: the field's id, and the sentence."""
        return [(field.id, message) for field in self for message in _flat(field.errors)]


def choices(*pairs: tuple[str, str]) -> list[Any]:
    """(value, label) as the choices of a `SelectField`, in order."""
    # WTForms 3.3 deprecates plain pairs; its newest stubs, of 3.2, know nothing else.
    return [wtforms.SelectChoice(value, label) for value, label in pairs]  # type: ignore[attr-defined]


def _flat(errors: Any) -> list[str]:
    """The sentences in a field's errors; those of fields within fields are dicts and lists of lists."""
    if isinstance(errors, str):
        return [errors]
    within = errors.values() if isinstance(errors, Mapping) else errors
    return [sentence for each in within for sentence in _flat(each)]


_SAID = {
    "This field is required.": "Bạn chưa điền ô này.",
    "Not a valid choice.": "Lựa chọn này không có trong danh sách.",
    "Not a valid choice": "Lựa chọn này không có trong danh sách.",
    "Invalid Choice: could not coerce.": "Lựa chọn này không có trong danh sách.",
    "Invalid choice(s): one or more data inputs could not be coerced.": "Có lựa chọn không có trong danh sách.",
    "'%(value)s' is not a valid choice for this field.": "«%(value)s» không có trong danh sách.",
    "'%(value)s' are not valid choices for this field.": "%(value)s không có trong danh sách.",
    "Not a valid integer value.": "Ô này cần một số nguyên, ví dụ 15.",
    "Not a valid decimal value.": "Ô này cần một số, ví dụ 15 hoặc 1,5.",
    "Not a valid float value.": "Ô này cần một số, ví dụ 15 hoặc 1,5.",
    "Not a valid date value.": "Ngày chưa đúng. Bạn ghi như 22/11/2026.",
    "Not a valid datetime value.": "Ngày giờ chưa đúng. Bạn ghi như 22/11/2026 08:00.",
    "Not a valid time value.": "Giờ chưa đúng. Bạn ghi như 08:00.",
    "Field cannot be longer than %(max)d character.": "Ô này dài nhất %(max)d chữ.",
    "Field cannot be longer than %(max)d characters.": "Ô này dài nhất %(max)d chữ.",
    "Field must be at least %(min)d character long.": "Ô này cần ít nhất %(min)d chữ.",
    "Field must be at least %(min)d characters long.": "Ô này cần ít nhất %(min)d chữ.",
    "Field must be exactly %(max)d character long.": "Ô này cần đúng %(max)d chữ.",
    "Field must be exactly %(max)d characters long.": "Ô này cần đúng %(max)d chữ.",
    "Field must be between %(min)d and %(max)d characters long.": "Ô này cần từ %(min)d đến %(max)d chữ.",
    "Number must be at least %(min)s.": "Số này nhỏ nhất là %(min)s.",
    "Number must be at most %(max)s.": "Số này lớn nhất là %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Số này phải từ %(min)s đến %(max)s.",
    "Invalid input.": "Ô này chưa đúng mẫu.",
    "Invalid URL.": "Đường dẫn chưa đúng. Nó bắt đầu bằng https://",
    "Invalid email address.": "Địa chỉ thư chưa đúng.",
    "Field must be equal to %(other_name)s.": "Hai ô chưa giống nhau.",
    "Invalid value, must be one of: %(values)s.": "Giá trị phải là một trong: %(values)s.",
    "Invalid value, can't be any of: %(values)s.": "Giá trị không được là: %(values)s.",
}
