"""What a realistic day costs: `python tests/benchmarks/day.py ORDERS…` prints a row for each number of orders.

Each day is run in a process of its own, so that its peak of memory is its own. The last column is the cost of an order
as against that on the first day.
"""

import json
import subprocess
import sys
import time

from zerohour.oracle.scenarios.realistic import realistic

SEED = 20181


def measure(orders: int) -> dict[str, float]:
    """Run a day; return the processor seconds that took, and the peak of memory in MB."""
    import resource  # noqa: PLC0415  # only where the day is run

    day = realistic(orders, SEED)
    begun = time.process_time()
    day.run()
    spent = time.process_time() - begun
    return {"seconds": spent, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main(sizes: list[int]) -> None:
    """Print the rows."""
    sys.stdout.write("| orders | CPU s | peak, MB | an order, against the first day |\n|--:|--:|--:|--:|\n")
    first = 0.0
    for orders in sizes:
        told = subprocess.run(  # ourselves
            [sys.executable, __file__, "--measure", str(orders)], capture_output=True, text=True, check=True
        )
        found = json.loads(told.stdout)
        each = found["seconds"] / orders
        first = first or each
        row = f"| {orders:,} | {found['seconds']:.1f} | {found['memory']:.0f} | {each / first:.2f} |"
        sys.stdout.write(f"{row}\n")


if __name__ == "__main__":
    if sys.argv[1] == "--measure":
        sys.stdout.write(json.dumps(measure(int(sys.argv[2]))))
    else:
        main([int(size) for size in sys.argv[1:]])
