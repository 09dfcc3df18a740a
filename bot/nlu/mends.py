"""What Rasa 3.6.21 does needlessly when it trains and serves our model, left out. For that version alone.

- TensorFlow: Rasa imports it in every process, for components that this model does not hold: 390 MB, and 4 s of each
  start.
- Training data: every importer's examples are merged with the others' by copying each one deep, 17 times in all, and
  hashing it anew each time: more than half of the time of a training with 20,000 examples.
- Archive: a trained model is packed at gzip's slowest level, ten seconds for weights that hardly shrink.
- Action calls, measured with an action server on 2 cores: two thirds of Rasa's time went into building a JSON schema
  validator afresh for every reply of the action server, and in matching each event against 28 schemas. Here the shape
  alone is checked, since Rasa's own deserializer raises on an event that it does not know. Each call also carried the
  whole domain, which our actions, being in the catalogue's environment, never read.
- Events: the class of each stored event is looked for among all subclasses of `Event`, anew for each event of each
  message: a fifth of Rasa's time.
- Connections: a client session is made for each call, so each call of the action server opens a connection of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from functools import lru_cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from types import ModuleType
from typing import Any

MADE_FOR = "3.6.21"
IDLE_SECONDS = 3.0  # less than the action server keeps an idle connection: it never closes one that is being used

# What a server reaches of Rasa that imports TensorFlow as it is loaded.
NEURAL = frozenset(
    {
        "rasa.core.policies.ted_policy",
        "rasa.core.policies.unexpected_intent_policy",
        "rasa.nlu.classifiers.diet_classifier",
        "rasa.nlu.featurizers.dense_featurizer.convert_featurizer",
        "rasa.nlu.featurizers.dense_featurizer.lm_featurizer",
        "rasa.nlu.selectors.response_selector",
        "rasa.utils.train_utils",
    }
)


class WrongRasaVersion(RuntimeError):
    """The mends were written against another version of Rasa and have to be read again."""


class NeuralComponent(ImportError):
    """Something needs TensorFlow, which is left out here. A library that can do without it does."""


def apply() -> None:
    """Mend Rasa in this process, before anything of it is imported.

    Raises WrongRasaVersion on any version but MADE_FOR, NeuralComponent if TensorFlow is imported already.
    """
    if version("rasa") != MADE_FOR:
        raise WrongRasaVersion(
            f"bot/nlu/mends.py is for Rasa {MADE_FOR}, this is {version('rasa')}: "
            "compare RemoteAction in rasa/core/actions/action.py, the imports of TensorFlow and the benchmark, "
            "then change MADE_FOR."
        )
    leave_out_tensorflow()
    share_training_examples()
    pack_quickly()
    lighten_action_calls()
    remember_event_classes()
    keep_connections()


def leave_out_tensorflow() -> None:
    """Give hollow modules in place of the NEURAL ones; using what they should hold raises NeuralComponent."""
    if "tensorflow" in sys.modules:
        raise NeuralComponent("TensorFlow is imported already: call mends.apply() before importing Rasa.")
    sys.meta_path.insert(0, _HollowModules())


def share_training_examples() -> None:
    """Let merged training data hold the examples themselves, not copies: no importer changes one.

    Setting a value makes Rasa forget an example's hash, so it is set only where there is something to strip.
    """
    from rasa.shared.nlu.constants import INTENT, RESPONSE
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    def sanitize_examples(examples: list[Message]) -> list[Message]:
        for example in examples:
            for key in (INTENT, RESPONSE):
                label = example.get(key)
                if label and label != label.strip():
                    example.set(key, label.strip())
        return list(dict.fromkeys(examples))

    Message.__deepcopy__ = lambda self, memo: self  # a mend
    TrainingData.sanitize_examples = staticmethod(sanitize_examples)  # a mend


def pack_quickly() -> None:
    """Pack a trained model at gzip's fastest level: a tenth larger, in a fifth of the time."""
    from rasa.engine.storage.local_model_storage import TarSafe

    original = TarSafe.gzopen.__func__

    def gzopen(cls: type[TarSafe], name: Any, mode: str = "r", fileobj: Any = None, **further: Any) -> TarSafe:
        return original(cls, name, mode, fileobj, **{"compresslevel": 1, **further})

    TarSafe.gzopen = classmethod(gzopen)  # a mend


def lighten_action_calls() -> None:
    """Check the shape of an action's reply alone, and send no domain along."""
    from jsonschema import ValidationError
    from rasa.core.actions.action import RemoteAction

    def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        for key in ("events", "responses"):
            items = result.get(key) or []
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise ValidationError(f"The action server's «{key}» is no list of objects.")
        if not all(isinstance(event.get("event"), str) for event in result.get("events") or []):
            raise ValidationError("The action server sent an event without its kind.")
        return True

    original = RemoteAction._action_call_format

    def action_call_format(self: RemoteAction, tracker: Any, domain: Any) -> dict[str, Any]:
        return {**original(self, tracker, _NoDomain()), "domain": {}}

    RemoteAction._validate_action_result = validate_action_result  # a mend
    RemoteAction._action_call_format = action_call_format  # a mend


def remember_event_classes() -> None:
    """Look a kind of event up among the subclasses once, not for each event."""
    from rasa.shared.core.events import Event

    cached = lru_cache(maxsize=None)(Event.resolve_by_type)
    Event.resolve_by_type = staticmethod(cached)  # a mend


def keep_connections() -> None:
    """Let calls of an endpoint share one session, whose connections stay open from call to call."""
    import aiohttp
    from rasa.utils.endpoints import DEFAULT_REQUEST_TIMEOUT, EndpointConfig

    def session(self: EndpointConfig) -> nullcontext[aiohttp.ClientSession]:
        kept: aiohttp.ClientSession | None = getattr(self, "_kept_session", None)
        if kept is None or kept.closed:
            kept = self._kept_session = aiohttp.ClientSession(  # ours
                connector=aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS),
                headers=self.headers,
                auth=aiohttp.BasicAuth(self.basic_auth["username"], self.basic_auth["password"])
                if self.basic_auth
                else None,
                timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
            )
        return nullcontext(kept)

    EndpointConfig.session = session  # a mend


class _HollowModules(MetaPathFinder, Loader):
    """Finds and loads the NEURAL modules as empty ones, and refuses TensorFlow itself."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name == "tensorflow":
            raise NeuralComponent(f"Something imported TensorFlow, which none of {sorted(NEURAL)} stands for.")
        return ModuleSpec(name, self) if name in NEURAL else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Hollow(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: there is no code to run."""


class _Hollow(ModuleType):
    """A module in which every public name is a class that raises NeuralComponent as soon as it is used."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)

        def refuse(*_args: Any, **_kwargs: Any) -> Any:
            raise NeuralComponent(
                f"{self.__name__}.{name} needs TensorFlow, which is left out here. "
                "Take the component from config.yml, or use Rasa's own `rasa train` and `rasa run`."
            )

        hollow = type(name, (), {"__module__": self.__name__, "__new__": refuse, "create": refuse, "load": refuse})
        setattr(self, name, hollow)  # the same class each time it is asked for
        return hollow


class _NoDomain:
    """Stands for the domain where only its absence is sent."""

    def as_dict(self) -> dict[str, Any]:
        return {}

    def does_custom_action_explicitly_need_domain(self, _name: str) -> bool:
        return False
