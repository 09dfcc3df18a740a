"""Tokens for Rasa: one for each written syllable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.marks import has_marks
from bot.language.reading import Word, read

SEGMENT_KEY = "segment"  # B starts a word, I goes on with it; only where segmentation is to be trusted


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SyllableTokenizer(Tokenizer):
    """Makes one token of each written syllable; its lemma is how the syllable is meant, without marks.

    «đk», «ddawng kys», «dang ky» and «đăng ký» all have the lemmas «dang ky», so features over lemmas hold for
    every way of typing. Offsets are those of the message as it was sent. underthesea's words are kept as B/I
    labels on the tokens and only for text with marks: on unmarked text they do harm, and as tokens they would
    cross the borders of entities («kết [hôn tốn]») and respell characters (hoà, hòa).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`segment`: whether to label words with underthesea (0.3 ms a message)."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "segment": False,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """underthesea, for the word labels."""
        return ["underthesea"]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are: the components of this pipeline read them with `lemmas`.

        Rasa takes the fingerprint of every token of every example several times, half of the time of a training.
        """
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokenize `attribute` of `message`; empty text gives no token. Never raises."""
        text = message.get(attribute) or ""
        labels = segment_labels(text) if self._config["segment"] and has_marks(text) else iter(())
        return [
            Token(
                word.text,
                word.start,
                word.end,
                data={SEGMENT_KEY: label},
                lemma=lemma_of(word),
            )
            for word, label in zip(read(text), chain(labels, repeat("B")), strict=False)
        ]


def segment_labels(text: str) -> Iterator[str]:
    """For each syllable of `text`, in order: B if underthesea starts a word there, I if it goes on with one."""
    from underthesea import word_tokenize

    for word in word_tokenize(text):
        pieces = re.findall(r"\w+|[^\w\s]", word)
        yield from ("B" if at == 0 else "I" for at in range(len(pieces)))


def lemma_of(word: Word) -> str:
    """The lemma of a word's token: what it stands for, unmarked; of a sign, the sign."""
    return word.plain or word.text.lower()


def lemmas(message: Message) -> list[str]:
    """The lemmas of `message`: those of its tokens, or, of an example in training, those that they would have."""
    tokens = message.get(TOKENS_NAMES[TEXT])
    return [token.lemma for token in tokens] if tokens else [lemma_of(word) for word in read(message.get(TEXT) or "")]
