import { describe, expect, test } from 'vitest'
import type { TrailNode } from '../../../contract/audit-trail.ts'
import { trailGraph } from '../../../main/core/audit/trail-graph.ts'
import { groupLines } from '../../../renderer/features/correlation/line-groups.ts'
import { placeHref } from '../../../renderer/features/correlation/node-place.ts'
import { originsOf } from '../../../renderer/features/correlation/node-words.ts'
import { stagedLine } from '../../e2e/support/staged-facts.ts'
import { stagedTrail } from '../../e2e/support/staged-trail.ts'

const lines = stagedTrail('story')
const graph = trailGraph(lines)

function node(id: string): TrailNode {
  const found = graph.nodes.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no node ${id} among ${graph.nodes.map((each) => each.id).join(', ')}`)
  return found
}

describe('the timeline of a correlation', () => {
  test('keeps every line in its order, under the thing that it tells of', () => {
    const groups = groupLines(lines, graph.nodes)
    expect(groups.flatMap((group) => group.lines)).toEqual(lines)
    expect(groups.map((group) => group.node?.id)).toEqual([
      ...['delivery:telegram/update-7', 'task:task-story', 'evidence:telegram-7', 'delivery:telegram/update-7'],
      ...['reply:card-c1', 'decision:line-17', 'approval:ap-00000000000000a1', 'tool_call:call-first'],
      ...['approval:ap-00000000000000a1', 'tool_call:call-publish', 'tool_call:call-notify'],
    ])
  })

  test('has a place for lines that tell of nothing in the graph', () => {
    const stray = stagedLine(1, { type: 'request_refused', task_id: null, data: { approval: 'not one' } })
    expect(groupLines([stray], graph.nodes)).toEqual([{ node: null, lines: [stray] }])
  })
})

describe('a node of the graph', () => {
  test('leads to the page of the thing itself', () => {
    expect(placeHref('story', node('approval:ap-00000000000000a1'))).toBe('#/approvals/ap-00000000000000a1')
    expect(placeHref('story', node('delivery:telegram/update-7'))).toBe('#/deliveries/telegram/update-7')
    for (const id of ['task:task-story', 'tool_call:call-publish', 'evidence:telegram-7'])
      expect(placeHref('story', node(id))).toBe('#/tasks/task-story')
  })

  test('without a page of its own leads to its first line', () => {
    expect(placeHref('a b', node('decision:line-17'))).toBe('#/correlation/a%20b?look=timeline&seq=17')
    expect(placeHref('story', { ...node('delivery:telegram/update-7'), ref: 'nowhere' })).toContain('seq=11')
  })

  test('says in words what led to it, with the line that proves it', () => {
    expect(originsOf(graph, 'tool_call:call-publish')).toEqual([
      { seq: 21, words: 'Approval Publish notes.md at docs allowed this' },
      { seq: 22, words: 'Task task-story led to this' },
    ])
    expect(originsOf(graph, 'message:telegram:42:7')).toEqual([])
  })
})
