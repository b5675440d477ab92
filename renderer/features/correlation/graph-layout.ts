import type { TrailEdge, TrailGraph, TrailNode, TrailNodeKind } from '../../../contract/audit-trail.ts'

/** Pixels. */
export const NODE_WIDTH = 171
export const NODE_HEIGHT = 98
const GAP_X = 30
const GAP_Y = 20
const MARGIN = 14
const TITLE = 34
const ROW = NODE_HEIGHT + GAP_Y

export interface PlacedNode {
  readonly node: TrailNode
  readonly x: number
  readonly y: number
}

export interface PlacedEdge {
  readonly edge: TrailEdge
  /** SVG path data, from the right side of one node to the side of the other. */
  readonly path: string
}

export interface GraphLayout {
  readonly width: number
  readonly height: number
  readonly columns: readonly { readonly title: string; readonly x: number }[]
  /** Column by column, each from top to bottom. */
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
}

const COLUMNS: readonly { readonly title: string; readonly kinds: readonly TrailNodeKind[] }[] = [
  { title: 'Came in', kinds: ['message', 'delivery'] },
  { title: 'Task', kinds: ['task'] },
  { title: 'Approvals', kinds: ['dispatch', 'approval'] },
  { title: 'Tool calls', kinds: ['tool_call'] },
  { title: 'Kept', kinds: ['artifact', 'evidence'] },
  { title: 'Decisions and replies', kinds: ['reply', 'decision'] },
]

interface Cell {
  readonly column: number
  readonly row: number
}

/**
 * Places a graph: one column for each stage that occurs, from left to right; within a column a node stands as near as possible to the
 * row of what it came from, below the nodes before it. Depends on the graph alone, so that the same graph looks the same every time.
 */
export function layOut({ nodes, edges }: TrailGraph): GraphLayout {
  const stages = COLUMNS.filter(({ kinds }) => nodes.some(({ kind }) => kinds.includes(kind)))
  const origins = new Map<string, string[]>()
  for (const { from, to } of edges) origins.set(to, [...(origins.get(to) ?? []), from])

  const cells = new Map<string, Cell>()
  const ordered: TrailNode[] = []
  for (const [column, { kinds }] of stages.entries()) {
    const wished = nodes
      .filter(({ kind }) => kinds.includes(kind))
      .map((node) => ({ node, row: meanRow(origins.get(node.id) ?? [], cells) }))
      .sort((a, b) => a.row - b.row || a.node.seq_first - b.node.seq_first)
    let free = 0
    for (const { node, row } of wished) {
      const place = Math.max(free, Math.round(row))
      cells.set(node.id, { column, row: place })
      ordered.push(node)
      free = place + 1
    }
  }

  const rows = Math.max(0, ...[...cells.values()].map(({ row }) => row + 1))
  return {
    // To the right of the last column there is room for lines within it.
    width: 2 * MARGIN + Math.max(0, stages.length * (NODE_WIDTH + GAP_X) - GAP_X / 2),
    height: TITLE + rows * ROW,
    columns: stages.map(({ title }, column) => ({ title, x: leftOf(column) })),
    nodes: ordered.flatMap((node) => {
      const cell = cells.get(node.id)
      return cell === undefined ? [] : [{ node, x: leftOf(cell.column), y: topOf(cell.row) }]
    }),
    edges: edges.flatMap((edge, place) => {
      const [from, to] = [cells.get(edge.from), cells.get(edge.to)]
      return from === undefined || to === undefined ? [] : [{ edge, path: pathBetween(from, to, place) }]
    }),
  }
}

const leftOf = (column: number): number => MARGIN + column * (NODE_WIDTH + GAP_X)
const topOf = (row: number): number => TITLE + row * ROW

function meanRow(origins: readonly string[], cells: ReadonlyMap<string, Cell>): number {
  const rows = origins.map((id) => cells.get(id)?.row).filter((row) => row !== undefined)
  return rows.length === 0 ? 0 : rows.reduce((sum, row) => sum + row, 0) / rows.length
}

/** `place` of the edge among all keeps lines apart that run side by side. */
function pathBetween(from: Cell, to: Cell, place: number): string {
  const [x1, y1] = [leftOf(from.column) + NODE_WIDTH, topOf(from.row) + NODE_HEIGHT / 2]
  const y2 = topOf(to.row) + NODE_HEIGHT / 2
  const half = GAP_X / 2
  if (from.column === to.column) {
    // Within a column the line leaves to the right and comes back lower, beside what goes on from there.
    const [out, end] = [x1 + half, y2 - NODE_HEIGHT / 4]
    return `M${x1} ${y1}C${out} ${y1} ${out} ${end} ${x1 + 3} ${end}`
  }
  const x2 = leftOf(to.column) - 3
  if (to.column === from.column + 1) return `M${x1} ${y1}C${x1 + half} ${y1} ${x2 - half} ${y2} ${x2} ${y2}`
  // Past other columns it runs between two rows, so that it is not hidden behind their nodes.
  const lane = topOf(to.row > from.row ? to.row : from.row) - GAP_Y / 2 + ((place % 3) - 1) * 5
  const [near, far] = [x1 + GAP_X, x2 + 3 - GAP_X]
  return `M${x1} ${y1}C${x1 + half} ${y1} ${x1 + half} ${lane} ${near} ${lane}H${far}C${far + half} ${lane} ${far + half} ${y2} ${x2} ${y2}`
}
