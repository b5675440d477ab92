import { describe, expect, it } from 'vitest'
import { PROBLEMS } from '../../../contract/problem.ts'
import { atTheTerminal } from '../../../main/cli/at-the-terminal.ts'

describe('a remedy at the terminal', () => {
  it.each([
    ['Take the name of the tool from GET /api/tools.', 'Take the name of the tool from `countersign tool list`.'],
    [
      'GET /api/tools has the JSON Schema of each tool.',
      '`countersign tool show NAME --json` has the JSON Schema of each tool.',
    ],
    ['Wait: GET /api/tool-calls, or send it again.', 'Wait: `countersign tool calls`, or send it again.'],
    ['Send what GET /api/tasks/{task_id} shows.', 'Send what `countersign task show TASK_ID` shows.'],
    ['Read GET /api/tasks/gh-1.a again, and decide.', 'Read `countersign task show gh-1.a` again, and decide.'],
    ['Read GET /api/tasks/gh-1, and send it.', 'Read `countersign task show gh-1`, and send it.'],
    ['GET /api/tasks/{task_id}/evidence.', '`countersign evidence list TASK_ID`.'],
    [
      'List the approvals with: npx countersign approvals list, or GET /api/approvals.',
      'List the approvals with: npx countersign approvals list.',
    ],
    ['Send at most 1 MiB.', 'Send at most 1 MiB.'],
  ])('%s', (remedy, at) => {
    expect(atTheTerminal(remedy)).toBe(at)
  })

  it('names no route where a verb does the same', () => {
    const routes = Object.values(PROBLEMS).flatMap(({ remedy }) => atTheTerminal(remedy).match(/GET \/api\/\S+/g) ?? [])
    // These two have none: what is hashed again is followed by the verb that asked for it; events need a socket.
    expect([...new Set(routes.map((route) => route.replace(/[.;]$/, '')))].sort()).toEqual([
      'GET /api/events',
      'GET /api/evidence/verification',
    ])
  })
})
