"""Chat spelling, abbreviations and regional words, each with the standard words it stands for.

Keys are lower-case. A key with marks stands for that spelling alone («mô» is «đâu», «mo» may be «mở»);
a key without marks for that unmarked spelling. Only readings that hold in nearly every message to a public
service are here: what is left alone can still be learnt, what is read wrongly is lost.
"""

from __future__ import annotations

CHAT = {
    "k": "không", "ko": "không", "kg": "không", "khg": "không", "hok": "không", "hem": "không", "hơm": "không", "khum": "không", "kô": "không", "hog": "không",
    "dc": "được", "đc": "được", "dx": "được", "đx": "được", "đk": "đăng ký", "đky": "đăng ký", "dky": "đăng ký", "đkí": "đăng ký", "dki": "đăng ký", "đký": "đăng ký",
    "j": "gì", "z": "vậy", "zậy": "vậy", "zay": "vậy", "zị": "vậy", "v": "vậy", "vs": "với", "r": "rồi", "rùi": "rồi", "gòi": "rồi", "rui": "rồi",
    "ntn": "như thế nào", "lm": "làm", "ms": "mới", "ng": "người", "trc": "trước", "bn": "bao nhiêu", "nhiu": "bao nhiêu", "bnhiu": "bao nhiêu", "bnhieu": "bao nhiêu",
    "bjo": "bây giờ", "bh": "bây giờ", "h": "giờ", "mn": "mọi người", "mng": "mọi người", "mk": "mình", "mik": "mình", "e": "em", "a": "anh", "cx": "cũng", "lun": "luôn",
    "tks": "cảm ơn", "thks": "cảm ơn", "thank": "cảm ơn", "thanks": "cảm ơn", "sr": "xin lỗi", "pls": "làm ơn", "ck": "chồng", "vk": "vợ",
    "sđt": "số điện thoại", "sdt": "số điện thoại", "đt": "điện thoại", "dt": "điện thoại", "hs": "hồ sơ", "hsơ": "hồ sơ", "tk": "tài khoản", "pass": "mật khẩu", "password": "mật khẩu",
    "cty": "công ty", "xn": "xác nhận", "ktra": "kiểm tra", "gđ": "gia đình", "bv": "bệnh viện", "hđ": "hợp đồng", "qđ": "quyết định", "nđ": "nghị định", "lq": "liên quan", "lp": "lệ phí", "kq": "kết quả", "msdn": "mã số doanh nghiệp", "đkdn": "đăng ký doanh nghiệp", "cax": "công an xã", "đc": "được",
    "onl": "trực tuyến", "online": "trực tuyến", "onlai": "trực tuyến", "onlie": "trực tuyến", "free": "miễn phí", "offline": "trực tiếp", "fai": "phải", "pải": "phải", "bik": "biết", "bít": "biết",
    "wa": "qua", "wá": "quá", "nhìu": "nhiều", "đg": "đang", "thui": "thôi", "nx": "nữa", "oke": "được", "ok": "được", "link": "đường dẫn", "web": "trang web", "website": "trang web",
    "form": "biểu mẫu", "file": "tệp", "download": "tải", "down": "tải", "submit": "nộp", "deadline": "hạn chót", "check": "kiểm tra", "login": "đăng nhập", "register": "đăng ký", "renew": "gia hạn đổi",
    "passport": "hộ chiếu", "visa": "thị thực visa", "account": "tài khoản", "fee": "lệ phí", "upload": "tải lên", "update": "cập nhật", "reset": "đặt lại", "hotline": "tổng đài", "app": "ứng dụng",
}  # fmt: skip

ABBREVIATIONS = {
    "cccd": "căn cước công dân", "cc": "căn cước", "cmnd": "chứng minh nhân dân", "cmt": "chứng minh thư", "gplx": "giấy phép lái xe", "blx": "bằng lái xe", "bl": "bằng lái",
    "bhyt": "bảo hiểm y tế", "bhxh": "bảo hiểm xã hội", "bhtn": "bảo hiểm thất nghiệp", "tctn": "trợ cấp thất nghiệp", "tcxh": "trợ cấp xã hội", "nkt": "người khuyết tật", "nct": "người cao tuổi",
    "ubnd": "uỷ ban nhân dân", "csgt": "cảnh sát giao thông", "dvc": "dịch vụ công", "dvcqg": "dịch vụ công quốc gia", "dvctt": "dịch vụ công trực tuyến", "tthc": "thủ tục hành chính", "ttpvhcc": "trung tâm phục vụ hành chính công",
    "hkd": "hộ kinh doanh", "kd": "kinh doanh", "đkkd": "đăng ký kinh doanh", "dkkd": "đăng ký kinh doanh", "gpkd": "giấy phép kinh doanh", "dn": "doanh nghiệp", "tnhh": "trách nhiệm hữu hạn",
    "mst": "mã số thuế", "tncn": "thu nhập cá nhân", "npt": "người phụ thuộc", "gtgt": "giá trị gia tăng", "gcn": "giấy chứng nhận", "qsdđ": "quyền sử dụng đất", "qsdd": "quyền sử dụng đất", "gcnqsdđ": "giấy chứng nhận quyền sử dụng đất",
    "ks": "khai sinh", "gks": "giấy khai sinh", "ktử": "khai tử", "đkkh": "đăng ký kết hôn", "dkkh": "đăng ký kết hôn", "tthn": "tình trạng hôn nhân", "xntthn": "xác nhận tình trạng hôn nhân", "shk": "sổ hộ khẩu",
    "lltp": "lý lịch tư pháp", "nvqs": "nghĩa vụ quân sự", "đd": "định danh", "đdđt": "định danh điện tử", "dddt": "định danh điện tử", "đddt": "định danh điện tử", "xnc": "xuất nhập cảnh",
    "tphcm": "thành phố hồ chí minh", "hcm": "hồ chí minh", "hn": "hà nội", "sg": "sài gòn", "qh": "quy hoạch", "hgđ": "hộ gia đình", "thpt": "trung học phổ thông", "tn": "tốt nghiệp", "đh": "đại học", "cđ": "cao đẳng",
    "bca": "bộ công an", "bgd": "bộ giáo dục", "lptb": "lệ phí trước bạ", "vphc": "vi phạm hành chính", "vnid": "vneid", "vneld": "vneid", "vnei": "vneid", "ttcn": "thông tin cá nhân", "bsx": "biển số xe", "tttb": "thông tin thuê bao",
}  # fmt: skip

REGIONAL = {
    "mô": "đâu", "răng": "sao", "rứa": "thế", "chi": "gì", "ni": "này", "nớ": "đó", "chừ": "bây giờ", "mần": "làm", "nỏ": "không", "hông": "không", "hổng": "không", "hỉ": "nhỉ",
    "tui": "tôi", "tau": "tôi", "vầy": "vậy", "dậy": "vậy", "ổng": "ông ấy", "bả": "bà ấy", "trển": "trên ấy", "trỏng": "trong ấy", "ngoải": "ngoài ấy", "bển": "bên ấy", "sanh": "sinh",
    "bổn": "bản", "lãnh": "nhận", "lĩnh": "nhận", "gởi": "gửi", "xài": "dùng", "má": "mẹ", "tía": "bố", "bịnh": "bệnh", "nhứt": "nhất", "dìa": "về", "đặng": "được", "bao nhiu": "bao nhiêu",
}  # fmt: skip

READINGS: dict[str, str] = {**CHAT, **ABBREVIATIONS, **REGIONAL}

# At the end of a question these are «không», elsewhere words of their own, and so too after the words given here:
# «được hôn» asks, «kết hôn» does not.
FINAL_NO: dict[str, frozenset[str]] = {
    "hôn": frozenset("ket ly dinh cau tao tai da".split()),
    "hk": frozenset("so nhap tach cat chuyen xoa".split()),
    "hong": frozenset(), "hông": frozenset(), "kh": frozenset(), "kô": frozenset(),
}  # fmt: skip

# (word, a neighbour that decides, reading): «dk tam tru» but «lam dk khong».
BY_NEIGHBOUR: dict[str, tuple[frozenset[str], str, str]] = {
    "dk": (frozenset("tam thuong xe ket kinh thue ho mst moi lai cu con thi npt muc vneid tai sim".split()), "đăng ký", "được"),
    "hk": (frozenset("so nhap tach cat chuyen xoa".split()), "hộ khẩu", "không"),
    "tt": (frozenset("dang dk ky nhap xoa".split()), "thường trú", "thông tin"),
    "kh": (frozenset("dang dk ky giay".split()), "kết hôn", "không"),
    "kt": (frozenset("dang dk ky giay".split()), "khai tử", "kiểm tra"),
    "ca": (frozenset("xa phuong tinh ra len nop".split()), "công an", "ca"),
    "sn": (frozenset(["sau"]), "sáp nhập", "sinh năm"),
}  # fmt: skip
