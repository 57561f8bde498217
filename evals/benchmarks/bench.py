"""Speed and memory, ours beside the usual stack, a new process for each measurement.

    python evals/benchmarks/bench.py [--runs 7] [--json]

Prints medians of wall time and peak memory (maximum resident set size), and the ratio of ours to the usual stack's;
then a build from nothing, a build after one entry changed, and warm searches in one process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
QUESTION = "what is dropout"


def measure(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of a process that has to succeed."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{said.decode()}")
    unit = 1 if platform.system() == "Darwin" else 1024
    return seconds, usage.ru_maxrss * unit / 1e6


def medians(command: list[str], environment: dict[str, str], runs: int) -> tuple[float, float]:
    """Of `runs` runs after one that warms the disk."""
    measure(command, environment)
    results = [measure(command, environment) for _ in range(runs)]
    return statistics.median(r[0] for r in results), statistics.median(r[1] for r in results)


def warm_searches(environment: dict[str, str]) -> dict[str, float]:
    """p50 and p95 milliseconds of the cases' questions in one process."""
    code = (
        "import json, time, statistics, sys, assistant; a = assistant.open(); a.search('warm up'); times = []\n"
        "for line in open(sys.argv[1]):\n"
        "    q = json.loads(line)['query']; t = time.perf_counter(); a.search(q); times.append(time.perf_counter()-t)\n"
        "cuts = statistics.quantiles(times, n=20); print(statistics.median(times) * 1000, cuts[18] * 1000)"
    )
    cases = str(ROOT / "evals" / "cases" / "retrieval.jsonl")
    result = subprocess.run(
        [sys.executable, "-c", code, cases], env=environment, capture_output=True, text=True, check=True
    )
    p50, p95 = map(float, result.stdout.split())
    return {"p50_ms": p50, "p95_ms": p95}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, usual = Path(folder, "home"), Path(folder, "usual")
        shutil.copytree(ROOT / "corpus", home / "corpus")
        environment = os.environ | {"ASSISTANT_HOME": str(home), "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
        ours = [sys.executable, "-m", "assistant"]
        theirs = [sys.executable, str(HERE / "usual_stack.py")]
        results: dict[str, dict[str, float]] = {}
        seconds, megabytes = measure([*ours, "index", "build"], environment)
        results["build from nothing, ours"] = {"seconds": seconds, "megabytes": megabytes}
        seconds, megabytes = measure([*theirs, "build", str(home / "corpus"), str(usual)], environment)
        results["build from nothing, usual"] = {"seconds": seconds, "megabytes": megabytes}
        changed = home / "corpus" / "06-regularization.md"
        changed.write_text(changed.read_text().replace("Dropout ", "The dropout ", 1))
        seconds, megabytes = measure([*ours, "index", "build"], environment)
        results["build after one entry changed, ours"] = {"seconds": seconds, "megabytes": megabytes}
        for name, command in (
            ("first passages, ours", [*ours, "search", QUESTION]),
            ("first passages, usual", [*theirs, "ask", str(usual), QUESTION]),
            ("cited answer, ours", [*ours, "ask", QUESTION]),
        ):
            seconds, megabytes = medians(command, environment, options.runs)
            results[name] = {"seconds": seconds, "megabytes": megabytes}
        mine, other = results["first passages, ours"], results["first passages, usual"]
        results["ratio, ours / usual"] = {key: mine[key] / other[key] for key in ("seconds", "megabytes")}
        results["warm search, ours"] = warm_searches(environment)
    if options.json:
        print(json.dumps(results, indent=2))
        return
    for name, values in results.items():
        digits = 3 if name.startswith("ratio") else 2
        print(f"{name:<38}" + "  ".join(f"{key} {value:9.{digits}f}" for key, value in values.items()))


if __name__ == "__main__":
    main()
