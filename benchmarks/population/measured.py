"""Runs a program and says what it took: `python measured.py PRINTED PROGRAM [ARGUMENT ...]` prints one line of JSON with the seconds that passed, the
seconds of the processors (of the program, and of the system for it) and the most memory in megabytes. What the program prints goes into the file
PRINTED."""

import json
import os
import subprocess
import sys
import time

with open(sys.argv[1], "wb") as printed:
    began = time.perf_counter()
    program = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=printed)
    _, status, used = os.wait4(program.pid, 0)
    passed = time.perf_counter() - began
if status != 0:
    sys.exit(f"{sys.argv[2]} ended with {os.waitstatus_to_exitcode(status)}")
per_megabyte = 1 << (20 if sys.platform == "darwin" else 10)
print(json.dumps({"passed": passed, "processor": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss / per_megabyte}))
