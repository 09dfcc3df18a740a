"""The forms of one group of questions. They stand on one page: no two fields have the same name."""

from __future__ import annotations

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from services_catalog.back_office.figures import words
from services_catalog.back_office.forms import Form, choices
from services_catalog.back_office.gaps.acts import Words
from services_catalog.back_office.trying.labelled import NOT_CHOSEN
from services_catalog.record import Aspect

MOST_LETTERS = 300
_ASPECTS = choices(*((str(aspect), words.aspect(str(aspect))) for aspect in Aspect))
_KINDS = choices(
    (str(Words.QUESTION), "Câu hỏi mẫu"),
    (str(Words.ALIAS), "Tên gọi khác"),
    (str(Words.KEYWORD), "Từ khoá"),
)


class WordsForm(Form):
    """Words for a service. `service`: its slug, of a list that the page makes."""

    service = StringField("Dịch vụ", [InputRequired("Bạn chọn một dịch vụ."), Length(max=120)])
    kind = SelectField("Thêm làm", choices=_KINDS)
    text = StringField("Câu hoặc từ cần thêm", [InputRequired(), Length(max=MOST_LETTERS)])
    aspect = SelectField("Câu này hỏi về", choices=_ASPECTS)
    why = StringField("Lý do", [InputRequired(), Length(max=MOST_LETTERS)])


class OutsideForm(Form):
    """Questions that are about no public service."""

    phrases = TextAreaField("Các câu, mỗi câu một dòng", [InputRequired(), Length(max=8000)])
    reason = StringField("Vì sao là ngoài phạm vi", [InputRequired(), Length(max=MOST_LETTERS)])


class LabelForm(Form):
    """A question and the answer it should get. `meant`: a slug, or OUTSIDE."""

    question = StringField("Câu hỏi", [InputRequired(), Length(max=MOST_LETTERS)])
    meant = StringField("Phải trả lời về dịch vụ", [InputRequired(NOT_CHOSEN), Length(max=120)])
    about = SelectField("và về điều", choices=[*choices(("", "Điều gì cũng được")), *_ASPECTS])


class SettleForm(Form):
    """What was done about a group."""

    what = StringField("Đã làm gì", [InputRequired(), Length(max=MOST_LETTERS)])
