import type { TrailGraph } from '../../../contract/audit-trail.ts'

/** The part of a graph that was told of last, at most `most` nodes, in the same order; edges to what is left out are left out too. */
export function newestOf(graph: TrailGraph, most: number): TrailGraph {
  if (graph.nodes.length <= most) return graph
  const newest = graph.nodes.toSorted((a, b) => b.seq_last - a.seq_last).slice(0, most)
  const kept = new Set(newest.map(({ id }) => id))
  return {
    nodes: graph.nodes.filter(({ id }) => kept.has(id)),
    edges: graph.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
  }
}
