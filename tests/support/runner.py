"""Runs tests that are functions, and counts."""

import sys
import time
import traceback


def run_tests(name, functions, *world):
    """Runs the tests whose name holds the word on the command line, each with `world`; prints a line that tests/run adds up."""
    word = sys.argv[2] if len(sys.argv) > 2 else ""
    passed = failed = 0
    for function in functions:
        if word not in function.__name__:
            continue
        begin = time.monotonic()
        try:
            function(*world)
            passed += 1
            print(f"ok {function.__name__} ({time.monotonic() - begin:.1f} s)", flush=True)
        except Exception:  # a test may fail in any way
            failed += 1
            print(f"FAILED {function.__name__}", flush=True)
            traceback.print_exc(file=sys.stdout)
    print(f"{name}: {passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0
