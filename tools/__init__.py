"""What the Makefile calls: set-up, training, running and checking.

`console`, `paths`, `ports`, `processes`, `setup`, `train`, `stack`, `run`, `check`, `lock` and what
they import use the standard library alone and run on Python 3.9 and above, because nothing else is
there yet on a fresh machine.
"""
