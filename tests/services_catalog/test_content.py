"""Reading content files: an error that a person can act on names the file, the field and the rule."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from services_catalog.content import ContentError, content_files, read_file, read_folder, slug_of
from services_catalog.record import ServiceRecord
from tests.services_catalog.samples import data


def written(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return path


def test_a_good_file_is_a_record(tmp_path: Path) -> None:
    path = written(tmp_path / "the-thu-vien.yml", data("Cấp thẻ thư viện"))

    assert read_file(path).name == "Cấp thẻ thư viện"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name: [\n", "the-thu-vien.yml: line 2: not YAML"),
        (b"name: \xff\xfe", "the-thu-vien.yml: the file: not UTF-8 text"),
        (b"", "the-thu-vien.yml: record: "),
        (b"- 1", "the-thu-vien.yml: record: "),
        (
            yaml.safe_dump(data(level="district")).encode(),
            "the-thu-vien.yml: level: Input should be 'commune'",
        ),
        (yaml.safe_dump({**data(), "fee": 1}).encode(), "the-thu-vien.yml: fee: Extra inputs"),
        (
            yaml.safe_dump(data(online={"level": "full", "links": [{"title": "x", "url": "không"}]})).encode(),
            "the-thu-vien.yml: online.links.0.",
        ),
    ],
)
def test_an_error_names_file_field_and_rule(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "the-thu-vien.yml"
    path.write_bytes(content)

    with pytest.raises(ContentError) as caught:
        read_file(path)

    assert str(caught.value).startswith(said)


def test_one_wrong_file_stops_no_other(tmp_path: Path) -> None:
    written(tmp_path / "dung.yml", data())
    written(tmp_path / "sai.yml", data(level="district"))
    written(tmp_path / "_khong-phai-dich-vu.yml", ["câu hỏi"])
    written(tmp_path / "ho" / "nhanh.yml", data())

    read = dict(read_folder(tmp_path))

    assert sorted(read) == ["dung", "ho/nhanh", "sai"]
    assert isinstance(read["dung"], ServiceRecord)
    assert isinstance(read["sai"], ContentError)


def test_a_slug_is_the_place_of_its_file(tmp_path: Path) -> None:
    path = written(tmp_path / "dang-ky-xe" / "sang-ten.yml", data())

    assert slug_of(path, tmp_path) == "dang-ky-xe/sang-ten"
    assert content_files(tmp_path) == [path]
