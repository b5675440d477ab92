import { describe, expect, test } from 'vitest'
import type { TrailGraph, TrailNode, TrailNodeKind } from '../../../contract/audit-trail.ts'
import { trailGraph } from '../../../main/core/audit/trail-graph.ts'
import { layOut, NODE_HEIGHT, NODE_WIDTH } from '../../../renderer/features/correlation/graph-layout.ts'
import { newestOf } from '../../../renderer/features/correlation/newest-nodes.ts'
import { ago } from '../../e2e/support/staged-facts.ts'
import { stagedTrail } from '../../e2e/support/staged-trail.ts'

const told = trailGraph(stagedTrail('story'))

/** One task with so many approvals, each with its tool call. */
function wideGraph(calls: number): TrailGraph {
  const node = (kind: TrailNodeKind, seq: number): TrailNode => ({
    ...{ id: `${kind}:${seq}`, kind, ref: String(seq), label: `${kind} ${seq}`, at: ago(1), state: null },
    ...{ seq_first: seq, seq_last: seq, actor: 'coder', task_id: 't' },
  })
  const numbers = Array.from({ length: calls }, (_, place) => place + 2)
  return {
    nodes: [node('task', 1), ...numbers.flatMap((seq) => [node('approval', seq), node('tool_call', seq)])],
    edges: numbers.flatMap((seq) => [
      { from: 'task:1', to: `approval:${seq}`, kind: 'needed' as const, seq },
      { from: 'task:1', to: `tool_call:${seq}`, kind: 'led_to' as const, seq },
      { from: `approval:${seq}`, to: `tool_call:${seq}`, kind: 'allowed' as const, seq },
    ]),
  }
}

describe('the drawing of a trail', () => {
  test('goes from what came in over the task, its approvals and calls to what was kept and said', () => {
    expect(layOut(told).columns.map(({ title }) => title)).toEqual([
      ...['Came in', 'Task', 'Approvals', 'Tool calls', 'Kept', 'Decisions and replies'],
    ])
  })

  test('has no column for a stage that did not occur', () => {
    const { columns } = layOut(wideGraph(1))
    expect(columns.map(({ title }) => title)).toEqual(['Task', 'Approvals', 'Tool calls'])
  })

  test.each([
    ['a story', told],
    ['many calls', wideGraph(60)],
  ])('of %s holds every node and edge once, nowhere on top of each other and all inside', (_name, graph) => {
    const { nodes, edges, width, height } = layOut(graph)
    expect(nodes.map(({ node }) => node.id).toSorted()).toEqual(graph.nodes.map(({ id }) => id).toSorted())
    expect(edges.map(({ edge }) => edge)).toEqual(graph.edges)
    for (const [place, one] of nodes.entries()) {
      expect(one.x + NODE_WIDTH).toBeLessThan(width)
      expect(one.y + NODE_HEIGHT).toBeLessThan(height)
      for (const other of nodes.slice(place + 1))
        expect(Math.abs(one.x - other.x) >= NODE_WIDTH || Math.abs(one.y - other.y) >= NODE_HEIGHT).toBe(true)
    }
  })

  test('of a story with every stage fits in the page of a window of 1280 pixels', () => {
    // Less the edges of the page and the frame of the drawing.
    expect(layOut(told).width).toBeLessThanOrEqual(1280 - 2 * 28 - 2)
  })

  test('puts a call beside the approval that allowed it', () => {
    const top = new Map(layOut(wideGraph(9)).nodes.map(({ node, y }) => [node.id, y]))
    for (let seq = 2; seq < 11; seq += 1) expect(top.get(`tool_call:${seq}`)).toBe(top.get(`approval:${seq}`))
  })

  test('is the same whenever it is drawn', () => {
    expect(layOut(structuredClone(told))).toEqual(layOut(told))
  })
})

describe('a graph that is too large to be drawn at once', () => {
  test('is cut to what was told of last, without edges into nowhere', () => {
    const cut = newestOf(wideGraph(60), 20)
    expect(cut.nodes.map(({ id }) => id)).toContain('tool_call:61')
    expect(cut.nodes).toHaveLength(20)
    const ids = new Set(cut.nodes.map(({ id }) => id))
    expect(cut.edges.length).toBeGreaterThan(0)
    expect(cut.edges.every(({ from, to }) => ids.has(from) && ids.has(to))).toBe(true)
  })

  test('stays whole when it is small enough', () => {
    expect(newestOf(told, told.nodes.length)).toEqual(told)
  })
})
