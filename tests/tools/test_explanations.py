"""What fails says what to do."""

import errno

import pytest

from tools import console, train, uv
from tools.console import Problem
from tools.processes import Output


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("error: No space left on device (os error 28)", "disk is full"),
        ("cause: Hash mismatch for `wheel==0.45.1`", "lock file does not fit"),
        ("error: Couldn't parse requirement in `requirements/rasa.lock`", "lock file does not fit"),
        ("cause: dns error: failed to lookup address information", "cannot be reached"),
        ("ERROR: Could not find a version that satisfies uv (from versions: none)", "cannot be reached"),
        ("hint: Packages were unavailable because the network was disabled", "cannot be reached"),
    ],
)
def test_the_reason_behind_a_failed_installation(line, said, tmp_path):
    log = tmp_path / "log"
    log.write_text(line)

    assert said in uv.failure(Output([line]), "installing", log).what


def test_misaligned_entities_stop_the_training():
    output = Output(["UserWarning: Misaligned entity annotation in message 'kết hôn' with intent 'ask'. Make"])
    output.code = 0

    with pytest.raises(Problem, match="kết hôn"):
        train._check(output, made=True)


def test_a_full_disk_is_no_traceback(capsys):
    @console.command
    def full():
        raise OSError(errno.ENOSPC, "No space left on device", "var/log/x")

    with pytest.raises(SystemExit) as ended:
        full()

    assert ended.value.code == 1
    assert "Problem: the disk is full (var/log/x)." in capsys.readouterr().err
