"""The model's record: what it was trained from, and that its file is ours."""

import hashlib

import pytest

from tools import model
from tools.console import Problem
from tools.model import Model


@pytest.fixture
def repository(tmp_path):
    for name in ("config.yml", "data/nlu/a.yml", "bot/language/x.py", "README.md"):
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


@pytest.mark.parametrize("name", ["config.yml", "data/nlu/a.yml", "bot/language/x.py"])
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
