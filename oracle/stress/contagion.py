"""How a failure spreads: a graph of participants, with arrows from who was taken out to who fell short for it."""

from collections.abc import Collection

import networkx as nx

from zerohour.oracle.stress.settlements import Settlement, bilateral
from zerohour.spec.money import Ore
from zerohour.spec.participants import ParticipantId


def spread(
    failing: Collection[ParticipantId], base: list[Settlement], now: list[Settlement]
) -> "nx.DiGraph[ParticipantId]":
    """Return the graph: the failing and who is set aside for it; an arrow bears what was lost by it, in øre.

    That is the most in one settlement, since what is carried over is lost in the next one again. Who is taken out in a
    settlement in which it is taken out without any failure as well is not struck by it. Who falls short though it lost
    nothing by any of these has an arrow of 0 from the failing: it lacks what others could not pay it.
    """
    graph: nx.DiGraph[ParticipantId] = nx.DiGraph()
    graph.add_nodes_from(failing)
    before = {settlement.block: settlement for settlement in base}
    for settlement in now:
        undisturbed = before.get(settlement.block)
        anyway = set(undisturbed.out if undisturbed else ())
        for in_round in settlement.rounds:
            gone = list(graph.nodes)
            struck = [p for p in in_round if p not in anyway and p not in failing]
            for p in struck:
                for q in (q for q in gone if q != p):
                    lost = _lost(p, q, settlement, undisturbed)
                    if lost > 0:
                        graph.add_edge(q, p, lost=max(lost, graph.get_edge_data(q, p, {"lost": 0})["lost"]))
            causeless = [p for p in struck if p not in graph or not graph.in_degree(p)]
            graph.add_edges_from(((q, p) for p in causeless for q in failing), lost=0)
    return graph


def _lost(p: ParticipantId, q: ParticipantId, now: Settlement, before: Settlement | None) -> Ore:
    """Return what p does not receive from q, in øre, since q is out: all that it would have received undisturbed."""
    return max(bilateral(now, p, q), 0 if before is None else bilateral(before, p, q))


def depth(graph: "nx.DiGraph[ParticipantId]", failing: Collection[ParticipantId]) -> int:
    """Return over how many participants it spreads at most, one after the other."""
    reached = nx.multi_source_dijkstra_path_length(graph, set(failing), weight=None)
    return int(max(reached.values(), default=0))
