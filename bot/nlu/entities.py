"""Entities by rule and gazetteer, with spaCy: places old and new, age, relation, nationality, dates, numbers."""

from __future__ import annotations

import json
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from bot.language.reading import plain


def _number(pattern: str) -> dict[str, Any]:
    return {"TEXT": {"REGEX": f"^{pattern}$"}}


_DATE_MARK = {"TEXT": {"IN": ["/", "-", "."]}}
_DAY_OR_MONTH = _number(r"\d{1,2}")

# Nghị định 61/2018/NĐ-CP: office, day of receipt (yymmdd), number: «H29.12-240501-0001», «000.00.12.H29-240501-0012».
_DOT, _DASH = {"TEXT": "."}, {"TEXT": "-"}
_OFFICE, _UNIT = _number(r"[gh]\d{2}"), [_DOT, _number(r"\d{1,3}")]
_BEFORE = [_number(r"\d{1,3}"), _DOT]
_OFFICES = [[_OFFICE, *_UNIT * count] for count in range(4)] + [[*_BEFORE * count, _OFFICE] for count in (1, 2, 3)]
_RECEIVED = [_DASH, _number(r"\d{6}"), _DASH, _number(r"\d{3,6}")]

# Token patterns over unmarked words; see spaCy's EntityRuler.
PATTERNS: list[dict[str, Any]] = [
    {"label": "age", "pattern": [_number(r"\d{1,3}"), {"TEXT": {"IN": ["tuoi", "t"]}}]},
    {"label": "age", "pattern": [_number(r"\d{1,2}"), {"TEXT": "thang"}, {"TEXT": "tuoi"}]},
    {"label": "date", "pattern": [_DAY_OR_MONTH, _DATE_MARK, _DAY_OR_MONTH, _DATE_MARK, _number(r"\d{2,4}")]},
    *({"label": "dossier_code", "pattern": [*office, *_RECEIVED]} for office in _OFFICES),
    {"label": "id_number", "pattern": [_number(r"(\d{9}|\d{12})")]},
    {"label": "phone_number", "pattern": [_number(r"(0|84)\d{9}")]},
]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class RuleEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Finds entities with spaCy's EntityRuler over the tokens' unmarked lemmas.

    The gazetteers are the lookup tables of the training data: the table `province` gives the label `province`.
    «Sài Gòn», «sai gon» and «saif gonf» are all found; the value is the entry as the table spells it.
    """

    @classmethod
    def required_components(cls) -> list[Any]:
        """A tokenizer that sets lemmas."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """spaCy; no language model is loaded."""
        return ["spacy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No settings: what is found is in PATTERNS and in the lookup tables."""
        return {}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """An extractor without gazetteers yet."""
        self._storage = model_storage
        self._resource = resource
        self._gazetteer: dict[str, dict[str, str]] = {}  # label → unmarked form → entry
        self._nlp = spacy.blank("xx")

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RuleEntityExtractor:
        """An extractor that still has to be trained."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Take the gazetteers from the lookup tables."""
        for table in training_data.lookup_tables:
            entries = table["elements"] if isinstance(table["elements"], list) else []
            self._gazetteer[table["name"]] = {plain(entry): entry for entry in entries}
        with self._storage.write_to(self._resource) as folder:
            (folder / "gazetteer.json").write_text(json.dumps(self._gazetteer, ensure_ascii=False), "utf-8")
        self._add_rules()
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RuleEntityExtractor:
        """The extractor with its gazetteers."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._gazetteer = json.loads((folder / "gazetteer.json").read_text("utf-8"))
        component._add_rules()
        return component

    def _add_rules(self) -> None:
        ruler = self._nlp.add_pipe("entity_ruler")
        ruler.add_patterns(PATTERNS)
        ruler.add_patterns(
            [
                {"label": label, "pattern": [{"TEXT": word} for word in form.split()]}
                for label, entries in self._gazetteer.items()
                for form in entries
            ]
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found to each message, beside those of other extractors."""
        for message in messages:
            entities = self._extract(message)
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages

    def _extract(self, message: Message) -> list[dict[str, Any]]:
        words, owners = [], []
        for token in message.get(TOKENS_NAMES[TEXT]) or []:
            for word in token.lemma.split():
                words.append(word)
                owners.append(token)
        if not words:
            return []
        doc = self._nlp.get_pipe("entity_ruler")(Doc(self._nlp.vocab, words=words))
        text = message.get(TEXT)
        found = []
        for span in doc.ents:
            start, end = owners[span.start].start, owners[span.end - 1].end
            value = self._gazetteer.get(span.label_, {}).get(" ".join(words[span.start : span.end]), text[start:end])
            found.append(
                {
                    ENTITY_ATTRIBUTE_TYPE: span.label_,
                    ENTITY_ATTRIBUTE_START: start,
                    ENTITY_ATTRIBUTE_END: end,
                    ENTITY_ATTRIBUTE_VALUE: value,
                    EXTRACTOR: type(self).__name__,
                }
            )
        return found
