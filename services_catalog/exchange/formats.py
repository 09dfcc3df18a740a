"""The formats by name: which there are, and how a file is read and written in each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path

from services_catalog.exchange import cpsv_ap, csv_files, documents, schema_org
from services_catalog.exchange.parcel import NotReadable, Parcel
from services_catalog.labels import refusal
from services_catalog.record import Draft, ServiceRecord


class Format(StrEnum):
    """What the catalogue writes. The last two are for other programs and are not read back."""

    YAML = "yaml"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    JSONLD = "jsonld"
    SCHEMA_ORG = "schema-org"


BY_SUFFIX = {
    ".yml": Format.YAML,
    ".yaml": Format.YAML,
    ".json": Format.JSON,
    ".zip": Format.CSV,
    ".xlsx": Format.XLSX,
    ".jsonld": Format.JSONLD,
}
TABLES = (Format.CSV, Format.XLSX)
ENDINGS = {Format.CSV: ("", ".zip"), Format.XLSX: (".xlsx",)}
LINKED = (Format.JSONLD, Format.SCHEMA_ORG)


def write(out: Path | None, records: Mapping[str, Draft], chosen: Format, today: date) -> str | None:
    """Write `records` to the file or folder `out`, or return them as text if there is none.

    Raises NotReadable when the format needs a file, or cannot hold a record.
    """
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
    if chosen in TABLES:
        if out is None or out.suffix not in ENDINGS[chosen]:
            raise NotReadable("Bạn ghi nơi lưu: --out TỆP.xlsx cho Excel, --out TỆP.zip hay --out THƯ-MỤC cho CSV.")
        data = {slug: record.model_dump(mode="json") for slug, record in records.items()}
        if chosen == Format.XLSX:
            from services_catalog.exchange import excel  # ten megabytes, for those who use it

            excel.write(out, data)
        else:
            csv_files.write(out, data)
        return None
    if chosen in LINKED:
        complete = {slug: each for slug, each in records.items() if isinstance(each, ServiceRecord)}
        if lacking := sorted(records.keys() - complete.keys()):
            raise NotReadable(f"Chưa đủ thông tin để xuất dạng này: {', '.join(lacking[:5])}.")
        graph = (cpsv_ap if chosen == Format.JSONLD else schema_org).graph(complete, today)
        text = documents.as_json(graph)
        if out is None:
            return text
        out.write_text(text, "utf-8")
        return None
    return documents.write(out, records, documents.YAML if chosen == Format.YAML else documents.JSON)


def read(path: Path) -> Parcel:
    """The services in a file or folder, by what it is called. Raises NotReadable."""
    if not path.exists():
        raise NotReadable(str(refusal("not_readable", text=f"không có tệp {path.name}")))
    if path.is_dir():
        return csv_files.read_files(path) if any(path.glob("*.csv")) else documents.read_folder(path)
    match path.suffix.lower():
        case ".xlsx" | ".xlsm":
            from services_catalog.exchange import excel

            return excel.read_file(path)
        case ".csv" | ".zip":
            return csv_files.read_files(path)
        case ".yml" | ".yaml" | ".json":
            return documents.read_file(path)
        case suffix:
            raise NotReadable(
                str(refusal("not_readable", text=f"không biết dạng «{suffix}»; cần .xlsx, .csv, .zip, .yml hay .json"))
            )
