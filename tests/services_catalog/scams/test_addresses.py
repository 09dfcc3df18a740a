"""Names behind links: the State's, those made to look like them, and those that nobody can judge."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from services_catalog.quality.texts import table
from services_catalog.scams.addresses import Standing, addresses, judged, known

OFFICIAL = table("hosts.yml")["official"]
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,12}[a-z0-9])?", fullmatch=True)


def one(text: str) -> tuple[Standing, tuple[str, ...]]:
    """The standing and the signs of the only address in `text`."""
    (address,) = addresses(text)
    return address.standing, address.signs


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("vào https://dichvucong.gov.vn.com/login nhé", "gov"),
        ("vneid-gov.vn", "name"),
        ("http://dichvucong-gov-vn.top", "gov"),
        ("dichvucong.com.vn", "name"),
        ("https://vne1d.club", "digits"),
        ("d1chvuc0ng.net", "digits"),
        ("vnied.com", "spelling"),
        ("baohiemxahoii.net", "name"),
        ("baohiemxahi.net", "spelling"),
        ("https://vnеid.com", "letters"),  # with a Cyrillic «е»
        ("https://xn--vnid-w4d.com", "letters"),  # the same in punycode
        ("dịchvụcông.com", "letters"),
        ("http://103.21.44.7/vneid", "number"),
        ("https://1729384756/nop-phat", "number"),
        ("bit.ly/nop-phat", "shortened"),
        ("https://dichvucong.gov.vn@evil-host.xyz/login", "user"),
        ("tải tại https://ung-dung.example.com/vneid.apk", "download"),
        ("cài file vneid.apk giúp em", "download"),
        ("hxxps://csgt-phatnguoi[.]vip/tra", "name"),
    ],
)
def test_a_made_up_name_gives_itself_away(text: str, sign: str) -> None:
    standing, signs = one(text)

    assert standing is Standing.BAD
    assert sign in signs


@pytest.mark.parametrize(
    "text",
    [
        "dichvucong.gov.vn",
        "https://lienthong.dichvucong.gov.vn/abc?x=1",
        "HTTPS://VBPL.VN.",
        "xong rồi.vào là.dichvucong.gov.vn",  # a full stop without a blank
        "dichvucong。gov。vn",
    ],
)
def test_a_name_of_the_state_is_known_however_it_is_written(text: str) -> None:
    assert [address.standing for address in addresses(text)] == [Standing.STATE]


@pytest.mark.parametrize(
    "text", ["https://luatvietnam.vn", "gov.uk", "sevn.vn", "immi.homeaffairs.gov.au/x", "zalo.me/g/a"]
)
def test_of_other_names_nothing_is_claimed(text: str) -> None:
    assert one(text) == (Standing.UNKNOWN, ())


@pytest.mark.parametrize(
    "text",
    [
        "xong.in ra rồi nộp",
        "khai sinh.co ai giúp",
        "1.001193",
        "lệ phí 35.000 đồng",
        "tờ khai CT01.docx",
        "01.7.2025",
        "v.v.",
    ],
)
def test_a_full_stop_is_no_address(text: str) -> None:
    assert addresses(text) == []


@given(st.text())
@example("http://@")
@example("https://[::1")
@example("http://xn--\x00.com")
@example("a.vn:99999/")
def test_any_text_can_be_looked_through(text: str) -> None:
    for address in addresses(text):
        assert address.host
        assert bool(address.signs) == (address.standing is Standing.BAD)


@given(LABEL, st.sampled_from(OFFICIAL))
def test_all_that_is_under_a_name_of_the_state_is_the_states(label: str, host: str) -> None:
    assert judged(f"{label}.{host}").standing in (Standing.STATE, Standing.CLOSED)


@given(LABEL, st.sampled_from(OFFICIAL), st.sampled_from(["com", "vn.com", "xyz", "top", "com.vn"]))
def test_no_name_is_the_states_because_one_of_the_states_stands_at_its_beginning(
    label: str, host: str, ending: str
) -> None:
    for name in (f"{host}.{ending}", f"{host}.{label}.{ending}", f"{host}-{label}.{ending}"):
        assert judged(name).standing not in (Standing.STATE, Standing.ENTRUSTED, Standing.CLOSED)


@given(st.sampled_from(known()["spelled_alike"]), st.integers(0, 30), st.sampled_from("abcdghklmnopqrstuvxy0123456789"))
def test_a_letter_put_into_a_name_of_the_state_is_noticed(name: str, at: int, letter: str) -> None:
    changed = name[: at % len(name)] + letter + name[at % len(name) :]
    assume(changed != name)

    assert judged(f"{changed}.com").standing is Standing.BAD


@given(st.sampled_from(OFFICIAL), st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=8))
def test_what_stands_before_an_at_sign_never_counts(host: str, rest: str) -> None:
    (address,) = addresses(f"https://{host}@{rest.lower()}.com/x")

    assert address.standing is Standing.BAD
    assert "user" in address.signs
