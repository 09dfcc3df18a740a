"""The lock files: versions with hashes, and no address of any place."""

import pytest

from tools.lock import ADDRESS
from tools.paths import REQUIREMENTS

LOCKS = sorted(REQUIREMENTS.glob("*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_each_package_is_pinned_with_hashes_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    packages = [each for each in text.replace("\\\n", " ").splitlines() if each.strip()]

    assert packages
    assert all("==" in each and "--hash=sha256:" in each for each in packages)
    assert not ADDRESS.search(text)
