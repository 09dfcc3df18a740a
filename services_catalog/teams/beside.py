"""What stands beside a step on a helper's page: where it is done, what the helper does, what to ask before going on.

A guide may say all three (`beside` of a step). Where it does not, the words of the step tell where it is done: of
somewhere to go and something to do on a phone, whichever comes first. The words for the rest are the phone's own.
"""

from __future__ import annotations

import re

from services_catalog.guides.guide import Beside, Item, Step, Where

_GO = r"""
    \b(?:đến|tới)\s(?!hẹn|khi|nay|tuổi|tháng|dưới|ngày\snam)
    | \bra\s(?:nhà\smạng|cửa\shàng|ngân\shàng) | \bmang\s | \bđưa\s(?:xe|trẻ|bé|thẻ|giấy) | \bvề\sviệt\snam
    | \b(?:tại|ở)\s(?:quầy|nơi\s(?:làm|nộp)|trung\stâm|uỷ\sban|ủy\sban|công\san|cơ\squan|phòng|văn\sphòng|xã|điểm
        |nhà\smạng|cửa\shàng|ngân\shàng|bhxh|sở|đại\ssứ|ban|tổ\schức|bệnh\sviện)
    | \btận\snơi | \bcó\smặt | \bcán\sbộ\b | \bhội\sđồng\b | \bxin\sgiấy | \bkhám\ssức\skho | \bcông\schứng
    | \b(?:giấy|phiếu|ngày)\shẹn | \bký\s(?:vào\s)?sổ | \bnhận\s(?:kết\squả|giấy|sổ) | \blấy\sthẻ
    | \bgửi\s[^.;]{0,30}bưu\s(?:điện|chính)
"""
_DO = r"""
    \bđăng\snhập | \bvneid\b | \bvssid\b | \bcổng\sdịch\svụ | \btrên\s(?:cổng|mạng|điện\sthoại) | \btrực\stuyến
    | \bứng\sdụng | \bđường\sdẫn | (?<!thu\s)(?<!sáp\s)\bnhập\s(?:số|mã|đúng) | \bgõ\s | \bbấm\b | \bquét\b
    | \bpasscode\b | \bmật\skhẩu | \bmã\sotp | \btải\s | \bcài\s | \bgọi\s(?!là\s|bảo\s) | \bcúp\smáy | \bsoạn\s
    | \btin\snhắn | \bnfc\b | \bnhìn\sthẳng
"""
_FIRST = re.compile(rf"(?P<there>{_GO})|(?P<here>{_DO})", re.VERBOSE)
_OR_BY_PHONE = re.compile(r"\bhoặc (?:nộp )?trên (?:cổng|mạng|vneid|ứng dụng)|\bnộp trên (?:cổng|vneid)")


def beside(item: Item | None, text: str) -> Beside:
    """What stands beside the step `item` of a guide, or of a service where it is None, which reads `text`."""
    said = (item.beside if isinstance(item, Step) else None) or Beside()
    return said if said.where else said.model_copy(update={"where": where(text)})


def where(text: str) -> Where:
    """Whether the step that reads `text` is done at the table («here») or elsewhere («there»)."""
    said = text.casefold()
    first = _FIRST.search(said)
    return "there" if first and first.lastgroup == "there" and not _OR_BY_PHONE.search(said) else "here"
