"""The mends of Rasa 3.6.21: for that version alone, and its checks still check."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import jsonschema
import pytest
import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.nlu import mends
from tests.bot.nlu.conftest import ROOT


@pytest.fixture(autouse=True)
def unmended() -> Iterator[None]:
    """Rasa as it was, after every test."""
    names = ("_validate_action_result", "_action_call_format")
    before = {name: getattr(RemoteAction, name) for name in names}
    yield
    for name, method in before.items():
        setattr(RemoteAction, name, method)


@pytest.mark.parametrize("version", ["3.6.20", "3.6.22", "3.7.0", "4.0"])
def test_another_version_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(mends, "version", lambda _name: version)
    before = RemoteAction._validate_action_result

    with pytest.raises(mends.WrongRasaVersion, match=version):
        mends.apply()

    assert RemoteAction._validate_action_result is before


def test_the_lock_file_has_the_version_they_are_for() -> None:
    lock = (ROOT / "requirements/rasa.lock").read_text("utf-8")

    assert f"rasa=={mends.MADE_FOR} " in lock
    assert rasa.__version__ == mends.MADE_FOR


@pytest.mark.parametrize("mended", [False, True])
def test_a_good_reply_is_taken_and_a_bad_one_refused(mended: bool) -> None:
    if mended:
        mends.lighten_action_calls()
    action = RemoteAction("action_reply", EndpointConfig("http://127.0.0.1:1/webhook"))

    assert action._validate_action_result({"events": [], "responses": [{"text": "x"}]})
    with pytest.raises(Exception) as caught:  # noqa: PT011 (Rasa wraps the error, the mend does not)
        action._validate_action_result({"events": "none", "responses": 1})
    assert isinstance(caught.value, jsonschema.ValidationError)


def test_the_domain_is_not_sent_and_all_else_is() -> None:
    domain = Domain.load(str(ROOT / "domain.yml"))
    tracker = DialogueStateTracker("ba-nam", domain.slots)
    action = RemoteAction("action_reply", EndpointConfig("http://127.0.0.1:1/webhook"))
    before = action._action_call_format(tracker, domain)

    mends.lighten_action_calls()
    after = action._action_call_format(tracker, domain)

    assert after["domain"] == {}
    assert {key: value for key, value in after.items() if key != "domain"} == {
        key: value for key, value in before.items() if key != "domain"
    }


def served(code: str) -> str:
    """The last line of what a fresh process prints that mends Rasa first, as the server does, then runs `code`."""
    program = f"from bot.nlu import mends\nmends.apply()\n{code}"
    quiet = [sys.executable, "-W", "ignore", "-c", program]
    done = subprocess.run(quiet, cwd=ROOT, capture_output=True, text=True, check=False)
    return (done.stderr + done.stdout).strip().splitlines()[-1]


def test_a_server_does_without_tensorflow() -> None:
    printed = served("import sys, rasa.core.agent, rasa.server\nprint('tensorflow' in sys.modules)")

    assert printed == "False"


@pytest.mark.parametrize(
    "use",
    [
        "from rasa.nlu.classifiers.diet_classifier import DIETClassifier as C\nC.create()",
        "from rasa.core.policies.ted_policy import TEDPolicy as C\nC.load()",
        "import tensorflow",
    ],
)
def test_what_needs_tensorflow_after_all_says_so(use: str) -> None:
    assert "NeuralComponent" in served(use)


def test_it_is_too_late_once_tensorflow_is_imported() -> None:
    assert "NeuralComponent" in served("import sys\nsys.modules['tensorflow'] = sys\nmends.apply()")


def test_merged_examples_are_the_same_ones_once_and_their_labels_stripped() -> None:
    printed = served(
        "from rasa.shared.nlu.training_data.message import Message\n"
        "from rasa.shared.nlu.training_data.training_data import TrainingData\n"
        "first = Message({'text': 'phí bao nhiêu', 'intent': ' ask_fee '})\n"
        "again = Message({'text': 'phí bao nhiêu', 'intent': 'ask_fee'})\n"
        "other = Message({'text': 'nộp ở đâu', 'intent': 'ask_where'})\n"
        "merged = TrainingData([first]).merge(TrainingData([again, other])).training_examples\n"
        "print([each.get('intent') for each in merged], merged[0] is first)"
    )

    assert printed == "['ask_fee', 'ask_where'] True"
