import { expect, it } from 'vitest'
import type { AgentLogLine } from '../../../contract/agent.ts'
import type { PushedEvent } from '../../../contract/events.ts'
import { createLogFeed } from '../../../main/core/agents/log-feed.ts'
import type { RunLog } from '../../../main/core/agents/run-folders.ts'
import { agentRun } from '../../support/agent-run.ts'
import { createManualTimers } from '../../support/manual-timers.ts'

function world() {
  const timers = createManualTimers(0)
  const kept: AgentLogLine[] = []
  const shown: PushedEvent<'agent_log'>[] = []
  const log: RunLog = {
    append: (line) => void kept.push(line),
    get bytes() {
      return kept.length
    },
    close: async () => ({ file: '', bytes: 0, sha256: '' }),
  }
  const feed = createLogFeed({
    ...{ of: agentRun(), log, timers, clock: timers.clock, redact: (line) => line.replaceAll('secret', '[hidden]') },
    hub: { latestSeq: 7, publish: (_, event) => void shown.push(event as PushedEvent<'agent_log'>) },
  })
  return { timers, kept, shown, feed }
}

it('shows what came within a moment at once, without secrets, and where to go on reading', () => {
  const { feed, timers, shown, kept } = world()
  feed.add('stdout', 'a secret')
  feed.add('stderr', 'b')
  expect(shown).toEqual([])
  timers.advance(1000)
  expect(shown).toMatchObject([{ next: 2, lines: [{ stream: 'stdout', text: 'a [hidden]' }, { text: 'b' }] }])
  expect(kept.map(({ text }) => text)).toEqual(['a [hidden]', 'b'])
})

it('keeps a long line in pieces, loses none of it, and keeps an empty one', () => {
  const { feed, kept } = world()
  const long = 'x'.repeat(40_000)
  feed.add('stdout', long)
  feed.add('stdout', '')
  expect(kept.map(({ text }) => text.length)).toEqual([16_000, 16_000, 8000, 0])
})

it('of more than watchers can take it says only where to read', () => {
  const { feed, timers, shown } = world()
  for (let at = 0; at < 10; at++) feed.add('stdout', 'x'.repeat(16_000))
  timers.advance(1000)
  feed.add('stdout', 'later')
  timers.advance(1000)
  expect(shown.map(({ lines, next }) => [lines.length, next])).toEqual([
    [0, 10],
    [1, 11],
  ])
})

it('shows the last words when the run is over', () => {
  const { feed, shown } = world()
  feed.close()
  feed.add('console', 'bye')
  feed.close()
  expect(shown).toHaveLength(1)
})
