"""The model's record: what it was trained from, and that its file is ours."""

import hashlib

import pytest

from tools import model
from tools.console import Problem
from tools.model import Model


@pytest.fixture
def repository(tmp_path):
    for name in ("config.yml", "data/nlu/a.yml", "bot/language/x.py", "var/training/phrases.yml", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def trained(tmp_path, monkeypatch):
    monkeypatch.setattr(model, "MODELS", tmp_path)
    new = tmp_path / "new"
    new.write_bytes(b"model")
    (tmp_path / "old.tar.gz").write_bytes(b"old")
    record = Model("a.tar.gz", hashlib.sha256(b"model").hexdigest(), "inputs", "2026-01-01T00:00:00+00:00", 1.0)
    model.keep(new, record)
    return record


@pytest.mark.parametrize("name", ["config.yml", "data/nlu/a.yml", "bot/language/x.py", "var/training/phrases.yml"])
def test_a_changed_input_asks_for_training(repository, name):
    before = model.inputs_hash(repository)
    (repository / name).write_text("changed")

    assert model.inputs_hash(repository) != before


@pytest.mark.parametrize("name", ["README.md", "data/nlu/.a.yml.swp", "bot/language/__pycache__/x.pyc"])
def test_what_is_no_input_does_not(repository, name):
    before = model.inputs_hash(repository)
    (repository / name).parent.mkdir(exist_ok=True)
    (repository / name).write_text("changed")

    assert model.inputs_hash(repository) == before


def test_a_renamed_input_asks_for_training(repository):
    before = model.inputs_hash(repository)
    (repository / "data/nlu/a.yml").rename(repository / "data/nlu/b.yml")

    assert model.inputs_hash(repository) != before


def test_one_model_is_kept(trained):
    assert [each.name for each in model.MODELS.glob("*.tar.gz")] == ["a.tar.gz"]
    assert model.verified() == trained


def test_a_file_that_was_changed_is_not_loaded(trained):
    trained.path.write_bytes(b"something else")

    with pytest.raises(Problem, match="SHA-256"):
        model.verified()


def test_a_missing_file_is_not_replaced_by_another(trained):
    trained.path.rename(model.MODELS / "b.tar.gz")

    with pytest.raises(Problem, match="missing"):
        model.verified()


@pytest.fixture
def another(trained, monkeypatch):
    """A model trained beside the current one, from inputs that are in the repository now."""
    monkeypatch.setattr(model, "inputs_hash", lambda: "new inputs")
    file = model.MODELS / "trained"
    file.write_bytes(b"another")
    candidate = Model(
        "b.tar.gz", hashlib.sha256(b"another").hexdigest(), "new inputs", "2026-01-02T00:00:00+00:00", 2.0
    )
    model.keep_beside(file, candidate)
    return candidate


def files():
    return sorted(each.name for each in model.MODELS.glob("*.tar.gz"))


def test_a_candidate_takes_no_place_until_it_is_chosen(trained, another):
    assert model.verified().file == trained.file
    assert files() == ["a.tar.gz", "b.tar.gz"]
    assert model.is_up_to_date(model.current())  # a start does not train, nor take the candidate


def test_the_model_before_the_chosen_one_is_kept_and_can_be_chosen_again(trained, another):
    model.choose(another)

    assert model.verified().file == "b.tar.gz"
    assert model.recorded(model.PREVIOUS).file == "a.tar.gz"
    assert model.recorded(model.CANDIDATE) is None

    model.choose(model.recorded(model.PREVIOUS))

    assert model.verified().file == "a.tar.gz"
    assert model.recorded(model.PREVIOUS).file == "b.tar.gz"
    assert model.is_up_to_date(model.current())  # chosen in spite of what is in the repository


def test_a_change_after_the_choice_asks_for_training(trained, another, monkeypatch):
    model.choose(another)
    monkeypatch.setattr(model, "inputs_hash", lambda: "newer inputs")

    assert not model.is_up_to_date(model.current())


def test_what_is_neither_current_nor_before_it_is_removed(trained, another):
    model.choose(another)
    file = model.MODELS / "trained"
    file.write_bytes(b"third")
    model.keep(file, Model("c.tar.gz", hashlib.sha256(b"third").hexdigest(), "x", "2026-01-03T00:00:00+00:00", 3.0))

    assert files() == ["b.tar.gz", "c.tar.gz"]
