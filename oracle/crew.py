"""Workers: processes with an engine each, that judge scenarios by number.

What a campaign finds does not depend on how many they are: answers are taken in the order of the numbers.
"""

import contextlib
import signal
from collections.abc import Callable, Iterator
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from zerohour.oracle.campaign import Judged, judge_one, needs
from zerohour.oracle.engines.batches import at_once, prepare
from zerohour.oracle.engines.connect import Engine, EngineError
from zerohour.oracle.plan import Plan
from zerohour.oracle.verdicts import Outcome

CHUNK = 16
"""So many scenarios are given to a worker at once."""

BATCH = 200
"""So many are put at once to an engine that takes many."""

Answers = list[tuple[int, Judged | None]]


class One:
    """The engine itself, alone."""

    def __init__(self, engine: Engine, plan: Plan) -> None:
        self._engine, self._plan = engine, plan

    def judged(self, numbers: Iterator[int]) -> Iterator[tuple[int, Judged | None]]:
        """Yield what came of the scenarios of these numbers, in this order."""
        while chunk := list(islice(numbers, at_once(self._engine))):
            yield from judged_in_order(self._engine, self._plan, chunk)

    def close(self) -> None:
        """Nothing was started."""


def crew_for(engine: Engine, start: Callable[[], Engine], plan: Plan, number: int) -> "One | Workers":
    """Return so many workers, each with an engine that is started anew; for one, the engine as it is."""
    return Workers(start, plan, number) if number > 1 else One(engine, plan)


def judged_in_order(engine: Engine, plan: Plan, numbers: list[int]) -> Iterator[tuple[int, Judged | None]]:
    """Yield what came of the scenarios of these numbers, all put to the engine at once if it takes many."""
    scenarios = [plan.scenario(number) for number in numbers]
    prepare(engine, [s for s in scenarios if s is not None and not needs(s) - engine.features])
    for number, scenario in zip(numbers, scenarios, strict=True):
        yield number, judge_one(engine, scenario)


class Workers:
    """So many processes, each with an engine of its own."""

    def __init__(self, start: Callable[[], Engine], plan: Plan, number: int) -> None:
        context = get_context("spawn")
        self._workers: dict[Connection, SpawnProcess] = {}
        for _ in range(number):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, start, plan), daemon=True)
            process.start()
            theirs.close()  # so that each side notices when the other is gone, killed or not
            self._workers[ours] = process

    def judged(self, numbers: Iterator[int]) -> Iterator[tuple[int, Judged | None]]:
        """Yield what came of the scenarios of these numbers, in this order."""
        given: dict[Connection, list[int]] = {}
        ahead: list[int] = []
        answers: dict[int, Judged | None] = {}

        def give(worker: Connection) -> None:
            chunk = list(islice(numbers, CHUNK))
            ahead.extend(chunk)
            given[worker] = chunk
            with contextlib.suppress(OSError):  # it is gone, which reading from it tells
                worker.send(chunk)

        for worker in self._workers:
            give(worker)
        for number in iter(lambda: ahead.pop(0), None):
            while number not in answers:
                ready = wait(list(given))
                for worker in [worker for worker in given if worker in ready]:
                    answers.update(_received(worker, given.pop(worker)))
                    give(worker)
            yield number, answers.pop(number)

    def close(self) -> None:
        """End the workers, and with them their engines."""
        for ours in self._workers:
            ours.close()
        for process in self._workers.values():
            process.join(timeout=5)
            if process.is_alive():
                process.kill()
                process.join()


def _received(worker: Connection, numbers: list[int]) -> Answers:
    """Return what a worker answers; each number an error, if it is gone."""
    try:
        answers: Answers = worker.recv()
    except (EOFError, OSError):
        gone = Judged(Outcome.ERROR, "the process that the engine ran in has ended; an engine must not end it")
        return [(number, gone) for number in numbers]
    return answers


def _work(boss: Connection, start: Callable[[], Engine], plan: Plan) -> None:
    """Judge what is asked, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks; we end when the pipe does
    try:
        tested = start()
    except EngineError as error:
        failed = Judged(Outcome.ERROR, str(error))
        with contextlib.suppress(EOFError, OSError):
            while True:
                boss.send([(number, failed) for number in boss.recv()])
        return
    try:
        with contextlib.suppress(EOFError, OSError):
            while True:
                boss.send(list(judged_in_order(tested, plan, boss.recv())))
    finally:
        tested.close()
