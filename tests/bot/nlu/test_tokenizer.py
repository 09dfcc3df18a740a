"""One token a written syllable, where it was written, with what it stands for."""

from __future__ import annotations

import unicodedata

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.tokenizer import SEGMENT_KEY, SyllableTokenizer

TEXTS = [
    "Uỷ ban hoà giải",  # older tone marks: underthesea respells them
    "Ủy ban hòa giải",
    "đăng  ký\nkhai sinh",  # stray whitespace inside a word
    "đăng\u00a0ký",
    unicodedata.normalize("NFD", "đăng ký tạm trú"),  # as some phones and files write it
    "đk tạm trú onl dc k 😀",
    "👨‍👩‍👧 gia đình",
    "https://dichvucong.gov.vn/p/home.html?x=1",
    "a\u200bb",
    "phí 100.000đ, ngày 31/12/2026",
    "",
    "   \n",
]


@pytest.mark.parametrize("text", TEXTS)
def test_each_token_is_found_where_it_says(tokenizer: SyllableTokenizer, text: str) -> None:
    tokens = tokenizer.tokenize(Message.build(text=text), TEXT)

    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(token.lemma for token in tokens)


@pytest.mark.parametrize("text", ["", "   \n"])
def test_what_says_nothing_has_no_token(tokenizer: SyllableTokenizer, text: str) -> None:
    assert tokenizer.tokenize(Message.build(text=text), TEXT) == []


def test_a_message_without_text_has_no_token(tokenizer: SyllableTokenizer) -> None:
    assert tokenizer.tokenize(Message({}), TEXT) == []


@pytest.mark.parametrize(
    "text",
    ["đăng ký tạm trú", "dang ky tam tru", "ddawng kys tamj trus", "d9a8ng ky1 ta5m tru1", "ĐK tạm trú"],
)
def test_every_way_of_typing_has_the_same_lemmas(tokenizer: SyllableTokenizer, text: str) -> None:
    tokens = tokenizer.tokenize(Message.build(text=text), TEXT)

    assert " ".join(token.lemma for token in tokens) == "dang ky tam tru"


@pytest.mark.parametrize("text", TEXTS)
def test_word_labels_never_fail_and_are_one_a_token(tokenizer: SyllableTokenizer, text: str) -> None:
    tokenizer._config["segment"] = True

    tokens = tokenizer.tokenize(Message.build(text=text), TEXT)

    assert {token.get(SEGMENT_KEY) for token in tokens} <= {"B", "I"}
