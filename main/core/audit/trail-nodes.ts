import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { TrailEdge, TrailEdgeKind, TrailNode, TrailNodeKind } from '../../../contract/audit-trail.ts'

/** What a line says of a node: what is null stays as an earlier line said it. */
export interface NodeFacts {
  readonly kind: TrailNodeKind
  readonly ref: string
  readonly label: string | null
  readonly state: string | null
  readonly task_id: string | null
}

/** The graph of a trail while its lines are read, oldest first. */
export interface TrailNodes {
  /** The node of that kind and name, made if there is none yet. Returns its id. */
  tell(line: AuditEvent, facts: NodeFacts): string
  has(id: string): boolean
  /** Kept only if both nodes are there when all lines were read. The first line that says so counts. */
  link(line: AuditEvent, from: string, to: string, kind: TrailEdgeKind): void
  nodes(): TrailNode[]
  edges(): TrailEdge[]
}

/** A kind leads only to later ones; replies and decisions lead to each other, in the order of their lines. */
const RANKS: Readonly<Record<TrailNodeKind, number>> = {
  ...{ message: 0, delivery: 1, task: 2, dispatch: 3, approval: 4, tool_call: 5 },
  ...{ artifact: 6, evidence: 7, reply: 8, decision: 8 },
}

export const nodeId = (kind: TrailNodeKind, ref: string): string => `${kind}:${ref}`

export function createTrailNodes(): TrailNodes {
  const nodes = new Map<string, TrailNode>()
  const links = new Map<string, TrailEdge>()

  return {
    tell: (line, { kind, ref, label, state, task_id }) => {
      const id = nodeId(kind, ref)
      const known = nodes.get(id)
      nodes.set(id, {
        ...{ id, kind, ref },
        label: label ?? known?.label ?? ref,
        at: known?.at ?? line.ts,
        seq_first: known?.seq_first ?? line.seq,
        seq_last: line.seq,
        state: state ?? known?.state ?? null,
        actor: known?.actor ?? line.actor.sub,
        task_id: task_id ?? known?.task_id ?? null,
      })
      return id
    },
    has: (id) => nodes.has(id),
    link: (line, from, to, kind) => {
      const name = JSON.stringify([from, to])
      if (!links.has(name)) links.set(name, { from, to, kind, seq: line.seq })
    },
    nodes: () => [...nodes.values()].sort(inOrder),
    edges: () =>
      [...links.values()]
        .filter(({ from, to }) => {
          const [before, after] = [nodes.get(from), nodes.get(to)]
          return before !== undefined && after !== undefined && inOrder(before, after) < 0
        })
        .sort((a, b) => a.seq - b.seq || compareText(a.from, b.from) || compareText(a.to, b.to)),
  }
}

/** An order in which every edge leads forwards. */
function inOrder(a: TrailNode, b: TrailNode): number {
  return RANKS[a.kind] - RANKS[b.kind] || a.seq_first - b.seq_first || compareText(a.id, b.id)
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
