"""Records in the portal's form, made up: flattened tables, as they arrive."""

from __future__ import annotations

import json
from pathlib import Path

PAPERS = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
CHANNELS = "Hình thức nộpThời gianPhí, lệ phíMô tả"
LAWS = "Tên văn bản pháp lýMã văn bản"


def fields(code: str = "9.000001", **changes: str) -> dict[str, str]:
    """A tidy record of a service that does not exist, with `changes`."""
    return {
        "ma_thu_tuc": code,
        "ten_thu_tuc": "Cấp thẻ thư viện",
        "detail_url": f"https://example.gov.vn/{code}",
        "cap_thuc_hien": "Cấp xã",
        "linh_vuc": "Thư viện",
        "doi_tuong_thuc_hien": "Công dân Việt Nam, Tổ chức (không bao gồm doanh nghiệp, HTX)",
        "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
        "trinh_tu_thuc_hien": "Bước 1: Người đọc nộp hồ sơ.\nBước 2: Trong thời hạn 03 ngày, ủy ban cấp thẻ.",
        "cach_thuc_thuc_hien": f"{CHANNELS}Trực tiếp3 Ngày làm việc10,000 Việt Nam Đồng(/thẻ)",
        "thanh_phan_ho_so": f"--{PAPERS}- Đơn xin cấp thẻ;1 bản chính- Ảnh chân dung2 bản chính,1 bản sao",
        "yeu_cau_dieu_kien": "Không có thông tin",
        "can_cu_phap_ly": f"{LAWS}Luật Thư viện46/2019/QH14",
        "ket_qua_xu_ly": "Thẻ thư việnMã: KQ.G01.000001Từ khóaKhông có thông tinMô tảKhông có thông tin",
        **changes,
    }


def write(path: Path, *records: object) -> Path:
    """A dump of `records`, one a line; a string is written as it is."""
    lines = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
