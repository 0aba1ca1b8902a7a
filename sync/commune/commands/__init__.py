"""One module a command of ``commune``; each has ``run(chosen) -> exit status``. Django is set up before."""
