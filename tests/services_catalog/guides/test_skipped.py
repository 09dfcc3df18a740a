"""Whoever does not know an answer reads only what is true, no more than can be read, and whom to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

import pytest

from services_catalog.guides.cases import case, settled, ways
from services_catalog.guides.conditions import SKIPPED, holds
from services_catalog.guides.engine import complete, next_question, walk
from services_catalog.guides.guide import Guide
from services_catalog.guides.result import MOST_OPEN, result
from services_catalog.guides.wording import say
from tests.content import GUIDES, RECORDS
from tests.services_catalog.guides.guides import RECORDS as SMALL
from tests.services_catalog.guides.guides import guide
from tests.services_catalog.samples import TODAY

SOME_WAYS = 6  # of each guide; in each of them every question is skipped once
FEW_CHARACTERS = 7000  # of a result of which nothing was answered; all that may hold is three times as much
MANY_CHARACTERS = 10_000  # of the longest result with one question left open; 20,000 of them came before
YOUNG, OLD = {"tuoi": "duoi-6"}, {"tuoi": "tu-6"}


def told(when: Mapping[str, object], **answers: str) -> str:
    """The case of a paper that needs `when`, with everything but `answers` skipped."""
    made = guide(("papers.1.when", when), *((f"questions.{at}.about", name) for at, name in enumerate(["Tuổi", "Thẻ"])))
    return case(made, when, complete(made, answers))


@pytest.mark.parametrize(
    ("when", "says"),
    [
        (YOUNG, "nếu «Tuổi: Dưới 6 tuổi»"),
        ({"not": YOUNG}, "trừ khi «Tuổi: Dưới 6 tuổi»"),
        ({"all": [OLD, {"ai": "ong-ba"}]}, "nếu «Tuổi: Từ 6 tuổi» và «Ai đi làm?: Ông bà»"),
        ({"any": [YOUNG, {"the": "co"}]}, "nếu «Tuổi: Dưới 6 tuổi» hoặc «Thẻ: Có thẻ»"),
        ({**OLD, "not": {"ai": "ong-ba"}}, "nếu «Tuổi: Từ 6 tuổi», trừ khi «Ai đi làm?: Ông bà»"),
        ({"not": {"any": [YOUNG, {"the": "co"}]}}, "trừ khi «Tuổi: Dưới 6 tuổi» hoặc «Thẻ: Có thẻ»"),
        ({**OLD, "the": "co"}, "nếu «Thẻ: Có thẻ»"),  # who was asked for the card is that old
        ({"the": ["co", "khong"]}, "nếu «Tuổi: Từ 6 tuổi»"),  # whoever is asked for the card
        (
            {"any": [{**YOUNG, "ai": "ong-ba"}, {"the": "khong"}]},
            "nếu («Tuổi: Dưới 6 tuổi» và «Ai đi làm?: Ông bà») hoặc «Thẻ: Chưa có»",
        ),
    ],
)
def test_the_case_says_and_or_and_not(when: Mapping[str, object], says: str) -> None:
    assert told(when) == says


def test_what_all_open_answers_come_to_has_no_case() -> None:
    always = {"any": [YOUNG, {"the": ["co", "khong"]}]}
    shown = guide(("papers.1.when", always), ("papers.0.when", {**YOUNG, "the": "co"}))

    papers = result(shown, {}, SMALL, TODAY).blocks[0]["items"]

    assert [(item["text"], item.get("when")) for item in papers] == [("Giấy xác nhận", None)]


def test_the_words_of_an_author_stay_beside_the_case() -> None:
    found = result(guide(("papers.1.case", "nếu đi xe")), {"tuoi": "duoi-6", "ai": SKIPPED}, SMALL, TODAY)

    assert "Nếu đi xe, nếu «Ai đi làm?: Ông bà»: Giấy xác nhận" in found.text


def test_a_letter_of_authority_is_not_asked_of_those_who_go_themselves() -> None:
    """Whoever skipped the age once read «nếu «Từ đủ 18 tuổi» …: Văn bản uỷ quyền», whoever hands it in."""
    skipped = {"viec": "moi", "noi-o": "phai", "cho-o": "thue", "dong-y": "giay", "tuoi": SKIPPED}

    assert "Nếu nhờ người khác nộp thay: Văn bản uỷ quyền" in result(GUIDES["tam-tru"], skipped, RECORDS, TODAY).text


@pytest.mark.parametrize("slug", GUIDES)
def test_every_case_that_is_told_is_true(slug: str) -> None:
    """The sentence is read as a person reads it, and held against every way in which the answers may turn out."""
    one = GUIDES[slug]
    for answers in skipping(one):
        taken = complete(one, answers)
        for when in (item.when for _, _, item in one.items()):
            if when is None or settled(one, when, taken) is not None:
                continue
            said = case(one, when, taken)
            for way in ways(one, when, taken):
                assert understood(one, said, way) is holds(when, way), (said, when, way)


@pytest.mark.parametrize("slug", GUIDES)
def test_whoever_knows_nothing_gets_little_to_read_and_somebody_to_ask(slug: str) -> None:
    answers: dict[str, str] = {}
    while question := next_question(GUIDES[slug], answers):
        answers[question.id] = SKIPPED
    found = result(GUIDES[slug], answers, RECORDS, TODAY)

    assert say("section.ask_whom") in found.text
    if say("left_open.title") in found.text:
        assert len(found.text) < FEW_CHARACTERS


@pytest.mark.parametrize("slug", GUIDES)
def test_one_skipped_question_does_not_make_a_result_that_nobody_reads(slug: str) -> None:
    for answers in skipping(GUIDES[slug]):
        found = result(GUIDES[slug], answers, RECORDS, TODAY)
        assert len(found.text) < MANY_CHARACTERS, answers
        open_lines = len(re.findall(r"(?m)^(?:- |\d+\. )?(?:Nếu|Trừ khi) «", found.text))
        assert open_lines <= MOST_OPEN, answers


def test_what_is_left_to_find_out_is_named() -> None:
    found = result(GUIDES["vneid-cuu-ho"], {"viec": SKIPPED}, RECORDS, TODAY)

    assert "Bạn chưa rõ: Chuyện gặp phải." in found.text
    assert "1900" in found.text


@pytest.mark.parametrize("slug", GUIDES)
def test_nobody_leaves_without_papers_or_steps_for_not_knowing_one_answer(slug: str) -> None:
    """«Bạn muốn nộp cách nào?», «Tôi không rõ»: the sheet of a passport once named no paper at all."""
    one = GUIDES[slug]
    for answers in skipping(one):
        found = result(one, answers, RECORDS, TODAY)
        taken = complete(one, answers)
        blocks = {block["type"] for block in found.blocks}
        for section, drawn in (("papers", "checklist"), ("steps", "steps")):
            held = [settled(one, item.when, taken) for item in getattr(one, section)]
            assert drawn in blocks or not any(each is not False for each in held), (section, answers)


def test_of_too_many_lines_those_that_most_people_need_are_told_in_their_order() -> None:
    few = [{"text": f"Ít khi {at}", "sources": ["luat"], "when": {"the": "khong"}} for at in range(40)]
    often = [{"text": f"Hay gặp {at}", "sources": ["luat"], "when": {"ai": "cha-me"}} for at in range(2)]
    found = result(guide(("steps", [often[0], *few, often[1]])), {}, SMALL, TODAY)

    (steps,) = [block["items"] for block in found.blocks if block["type"] == "steps"]

    assert [step["text"] for step in steps] == ["Hay gặp 0", *(f"Ít khi {at}" for at in range(5)), "Hay gặp 1"]
    assert found.blocks[0]["title"] == say("left_open.title")


@pytest.mark.parametrize(
    ("slug", "first", "then"),
    [
        ("khai-sinh", "tuoi", "noi-sinh"),
        ("ho-chieu", "viec", "tuoi"),
        ("can-cuoc", "viec", "tuoi"),
        ("khai-tu", "noi-mat", "thoi-gian"),
        ("kiem-tra-lua-dao", "da-lam", "nhan"),
        ("vneid-kich-hoat", "thong-bao", "ai"),
    ],
)
def test_not_knowing_the_first_answer_goes_on_with_what_still_narrows(slug: str, first: str, then: str) -> None:
    question = next_question(GUIDES[slug], {first: SKIPPED})

    assert question is not None
    assert question.id == then


def test_what_is_skipped_rules_nothing_out() -> None:
    made = guide(("questions.1.when", {"not": {"tuoi": "duoi-6"}}))

    asked = next_question(made, {"tuoi": SKIPPED})

    assert asked is not None
    assert asked.id == "the"


def skipping(one: Guide) -> list[dict[str, str]]:
    """Some ways through `one`, in each of which one question is skipped."""
    all_ways = list(walk(one))
    some = Random(one.title).sample(all_ways, min(SOME_WAYS, len(all_ways)))
    return [{**way, name: SKIPPED} for way in some for name in way]


def understood(one: Guide, said: str, way: Mapping[str, str]) -> bool:
    """Whether what `said` tells is so in `way`: «nếu A và B, trừ khi C hoặc D»."""
    wanted, _, unwanted = said.partition("trừ khi ")
    clauses = [wanted.removeprefix("nếu ").removesuffix(", "), unwanted and f"not ({unwanted})"]
    read = " and ".join(f"({clause})" for clause in clauses if clause)
    for spoken, so in sorted(answers_in(one, read, way).items(), key=lambda each: -len(each[0])):
        read = read.replace(spoken, str(so))
    for vietnamese, python in {say("and"): " and ", say("or"): " or ", "không phải ": "not "}.items():
        read = read.replace(vietnamese, python)
    assert re.fullmatch(r"(?:True|False|and|or|not|[() ])+", read), said
    return bool(eval(read))  # nothing but truths and their joints, as was just seen


def answers_in(one: Guide, said: str, way: Mapping[str, str]) -> dict[str, bool]:
    """Each «question: answer / answer» of `said`, and whether `way` has it. Two questions may read the same."""
    found: dict[str, bool] = {}
    for question in one.questions:
        for part in said.split(f"«{question.about or question.ask}: ")[1:]:
            chosen, rest = [], part
            for option in question.options:
                if rest.startswith((f"{option.label}»", f"{option.label}{say('either')}")):
                    chosen.append(option)
                    rest = rest.removeprefix(option.label).removeprefix(say("either"))
            labels = say("either").join(option.label for option in chosen)
            spoken = say("answer", question=question.about or question.ask, answer=labels)
            found[spoken] = found.get(spoken, False) or way.get(question.id) in {option.id for option in chosen}
    return found
