"""Trình tự thực hiện: one text of many lines, cut into steps, each with whoever takes it."""

from __future__ import annotations

import re

from services_catalog.portal.text import lines, without_bullet
from services_catalog.record import Step

_STEP = re.compile(r"(?:[-+*]\s*|\(?[a-zđ0-9][.)]\s*)?Bước\s*\d", re.IGNORECASE)
_LABEL = re.compile(r"(?:[-+*]\s*|\(?[a-zđ0-9]{1,2}[.)]\s*)*(?:Bước\s*\d+(?:\.\d+)?\s*[.:)-]*\s*)?", re.IGNORECASE)
_WITHIN = re.compile(
    r"(?:Trong (?:thời hạn|thời gian|vòng)|Sau khi|Khi|Căn cứ|Trên cơ sở|Chậm nhất)[^,:;]{0,200},\s*", re.IGNORECASE
)
_OFFICER = re.compile(
    r"(?:các )?(?:cơ quan|uỷ ban|ủy ban|ubnd|công an|sở|cục|chi cục|bộ(?! hồ sơ)|tổng cục|ngân hàng nhà nước|công chức|"
    r"cán bộ|người tiếp nhận|văn phòng|trung tâm|phòng|thủ trưởng|chủ tịch|tòa án|toà án|hội đồng|giải quyết|thẩm định|"
    r"tiếp nhận|kiểm tra hồ sơ|bộ phận|bảo hiểm xã hội|thuế|kho bạc)\b",
    re.IGNORECASE,
)


def read_steps(text: str, source: str) -> list[Step]:
    """The steps in the cleaned text of `trinh_tu_thuc_hien`: one a «Bước», or one a line if there is none."""
    texts: list[str] = []
    numbered = sum(bool(_STEP.match(line)) for line in lines(text)) > 1
    for line in lines(text):
        if numbered and texts and not _STEP.match(line):
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return [Step(text=each, actor=_actor(each), sources=[source]) for each in texts]


def _actor(text: str) -> str:
    """Who takes a step, by its first words: an office, or else the citizen."""
    words = _WITHIN.sub("", without_bullet(_LABEL.sub("", text, count=1)), count=1)
    return "officer" if _OFFICER.match(words) else "citizen"
