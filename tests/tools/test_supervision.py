"""Programs that end again and again are noticed."""

from tools.supervision import RESTARTS, LoopDetector, Program


def program(started: int, state: str = "RUNNING") -> Program:
    return Program("rasa", state, 1, started, "")


def test_a_program_that_runs_is_no_loop():
    detector = LoopDetector()

    assert not any(detector.restarted(program(started=5)) for _ in range(10))
    assert not detector.loops(program(started=5))


def test_some_ends_in_a_short_time_are_a_loop():
    detector = LoopDetector()

    ends = [detector.restarted(program(started)) for started in range(1, RESTARTS + 2)]

    assert ends == [False] + [True] * RESTARTS
    assert detector.loops(program(started=RESTARTS + 1))


def test_what_supervisord_gave_up_is_a_loop():
    assert LoopDetector().loops(program(started=0, state="FATAL"))


def test_a_program_that_is_started_on_purpose_again_and_again_is_no_loop():
    detector = LoopDetector()
    for started in range(1, RESTARTS + 5):
        detector.forget("rasa")
        assert not detector.restarted(program(started))

    assert not detector.loops(program(started=RESTARTS + 5))


def test_ends_that_are_brought_about_are_no_loop_and_others_still_are():
    detector = LoopDetector()
    detector.restarted(program(started=1))
    for started in range(2, RESTARTS + 5):
        detector.expect("rasa")
        assert detector.restarted(program(started))

    assert not detector.loops(program(started=RESTARTS + 5))
    assert all(detector.restarted(program(started)) for started in range(100, 100 + RESTARTS))
    assert detector.loops(program(started=100 + RESTARTS))
