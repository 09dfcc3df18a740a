"""Files that people send to be imported: what is too large, packed to burst, or none of ours is refused unread."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from services_catalog.exchange import formats
from services_catalog.exchange.parcel import NotReadable, Parcel

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 150 * 1024 * 1024  # bytes; a workbook of 2,000 services has some 40 MB
MOST_PARTS = 2_000  # files in a packed one
PACKED = (".xlsx", ".zip")
TAKEN = (*PACKED, ".csv", ".yml", ".yaml")
_PLAIN = re.compile(r"[^\w.-]+", re.ASCII)


def read(name: str, content: bytes) -> Parcel:
    """The services in a file that was sent. Raises NotReadable, with what to do."""
    if not content:
        raise NotReadable("Tệp này rỗng. Bạn chọn tệp khác.")
    if len(content) > MOST_BYTES:
        raise NotReadable("Tệp lớn quá, nhiều nhất 10 MB. Bạn chia thành nhiều tệp, mỗi tệp ít dịch vụ hơn.")
    called = _PLAIN.sub("-", Path(name.replace("\\", "/")).name).lstrip(".-") or "tep"
    suffix = Path(called).suffix.lower()
    if suffix not in TAKEN:
        raise NotReadable(f"Không nhận dạng tệp này. Bạn gửi một trong các dạng: {', '.join(TAKEN)}.")
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(called).stem[:80] + suffix)
        path.write_bytes(content)
        if suffix in PACKED:
            _bursts(path)
        return formats.read(path)


def _bursts(path: Path) -> None:
    """Raises NotReadable for what would be too large unpacked. A size that lies is found by zipfile as it reads."""
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
    except (BadZipFile, OSError, ValueError) as error:
        raise NotReadable("Tệp hỏng, không mở ra được. Bạn lưu lại tệp rồi gửi lần nữa.") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NotReadable("Tệp này mở ra thì lớn quá. Bạn chia thành nhiều tệp, mỗi tệp ít dịch vụ hơn.")
    if any(part.flag_bits & 1 for part in parts):
        raise NotReadable("Tệp này có mật khẩu. Bạn bỏ mật khẩu rồi gửi lại.")
