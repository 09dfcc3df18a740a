"""What stands beside a step on a helper's page: where it is done, what the helper does, what to ask before going on.

A guide may say all three (`beside` of a step). Where it does not, the way that the step belongs to tells where it is
done («nộp trên mạng», «nộp tận nơi»), or else its words: of somewhere to go and something to do on a phone, whichever
comes first. The words for the rest are the phone's own.
"""

from __future__ import annotations

import re

from services_catalog.guides.guide import Beside, Item, Step, Where

_GO = r"""
    \b(?:đến|tới)\s(?!hẹn|khi|nay|tuổi|tháng|dưới|ngày\snam)
    | \bra\s(?:nhà\smạng|cửa\shàng|ngân\shàng) | \bmang\s | \bđưa\s(?:xe|trẻ|bé|thẻ|giấy) | \bvề\sviệt\snam
    | \b(?:tại|ở)\s(?:quầy|nơi\s(?:làm|nộp)|trung\stâm|uỷ\sban|ủy\sban|công\san|cơ\squan|phòng|văn\sphòng|xã|điểm
        |nhà\smạng|cửa\shàng|ngân\shàng|bhxh|sở|đại\ssứ|ban|tổ\schức|bệnh\sviện)
    | \btại\snơi\b | \bsát\shạch\b | \bnộp\stại\b
    | \bkhông\s(?:tự\s)?(?:làm|nộp)\sđược\strên\smạng | \bchưa\scó\svneid
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
_ON_THE_NET = re.compile(r"(?<!không làm )(?<!không nộp )trên mạng")
_ELSEWHERE = re.compile(r"tận nơi|trực tiếp|bưu điện|bưu chính|trên mạng")
# What takes somebody along even where the rest is done on the net.
_IN_PERSON = re.compile(
    r"cùng đến|(?<!hoặc )đến lấy|khám sức kho|ký sổ|nhận giấy mới|\bgửi [^.;]{0,80}bưu (?:điện|chính)"
)
_OR_BY_PHONE = re.compile(r"\bhoặc (?:nộp )?trên (?:cổng|mạng|vneid|ứng dụng)|\bnộp trên (?:cổng|vneid)")


def beside(item: Item | None, text: str, way: str = "") -> Beside:
    """What stands beside the step `item` of a guide, or of a service where it is None. For the rest, see `where`."""
    said = (item.beside if isinstance(item, Step) else None) or Beside()
    return said if said.where else said.model_copy(update={"where": where(text, way)})


def where(text: str, way: str = "") -> Where:
    """Whether the step that reads `text` is done at the table («here») or elsewhere («there»).

    `way`: the case it is for, or what its list is called («nộp trên mạng», «Cách làm – đến tận nơi»).
    """
    said, way = text.casefold(), way.casefold()
    if _ON_THE_NET.search(way):
        return "there" if _IN_PERSON.search(said) else "here"
    if _ELSEWHERE.search(way):
        return "there"
    first = _FIRST.search(said)
    return "there" if first and first.lastgroup == "there" and not _OR_BY_PHONE.search(said) else "here"
