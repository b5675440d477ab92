import type { TrailEdge, TrailEdgeKind, TrailGraph, TrailNode, TrailNodeKind } from '../../../contract/audit-trail.ts'

const KINDS: Readonly<Record<TrailNodeKind, string>> = {
  message: 'Message',
  delivery: 'Delivery',
  task: 'Task',
  dispatch: 'Dispatch',
  approval: 'Approval',
  tool_call: 'Tool call',
  artifact: 'Files of a tool',
  evidence: 'Evidence',
  reply: 'Reply',
  decision: 'Decision',
}

export function kindWords(kind: TrailNodeKind): string {
  return KINDS[kind]
}

/** Read as "FROM … TO". */
const LINKS: Readonly<Record<TrailEdgeKind, string>> = {
  arrived_as: 'arrived as',
  led_to: 'led to',
  dispatched: 'was dispatched as',
  needed: 'needed',
  allowed: 'allowed',
  made: 'made',
  kept: 'kept',
  answered: 'was answered by',
  decided: 'was decided by',
}

/** What a node came from: `Task t-1 needed this`, with the line that says so. */
export interface NodeOrigin {
  readonly seq: number
  readonly words: string
}

export function originsOf({ nodes, edges }: TrailGraph, id: string): NodeOrigin[] {
  const named = new Map(nodes.map((node) => [node.id, node]))
  return edges.flatMap(({ from, to, kind, seq }: TrailEdge) => {
    const origin = to === id ? named.get(from) : undefined
    return origin === undefined ? [] : [{ seq, words: `${KINDS[origin.kind]} ${origin.label} ${LINKS[kind]} this` }]
  })
}

const TROUBLE: ReadonlySet<string> = new Set([
  ...['denied', 'rejected', 'failed', 'unknown', 'refused', 'deleted', 'invalid', 'broken'],
])
const OVER: ReadonlySet<string> = new Set(['expired', 'voided', 'running', 'pending', 'open'])
const GOOD: ReadonlySet<string> = new Set(['approved', 'done', 'consumed', 'kept', 'sent', 'used'])

/** How the state of a node is to be read. */
export function stateLook({ state }: TrailNode): 'good' | 'bad' | 'open' | 'plain' {
  if (state === null) return 'plain'
  if (TROUBLE.has(state)) return 'bad'
  if (OVER.has(state)) return 'open'
  return GOOD.has(state) ? 'good' : 'plain'
}

/** `task_created` as words. */
export function stateWords(state: string): string {
  return state.replaceAll('_', ' ')
}
