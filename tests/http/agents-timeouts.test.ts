import { expect, it } from 'vitest'
import { agentsApp, dispatch, phaseBecomes, runs, runsAreOver, script, view } from '../support/agents-app.ts'

const HELD = { kind: 'script', command: script('fake_executor.ts', '--hold', 'after-ack') }

it.each([
  ['an executor that stands still', 'result_timeout', 'held', { result_seconds: 3 }],
  ['a reviewer that says nothing', 'reviewer_timeout', 'worker', { review_seconds: 1 }],
])(
  '%s runs into the time that the dispatch gave it, and is ended with its round',
  async (_, reason, agent, protocol) => {
    const app = await agentsApp({
      reviewer: 'silent',
      agents: { held: HELD },
      protocol: { max_rounds: 3, ...protocol },
    })
    await dispatch(app, 't1', { agent })
    await phaseBecomes(app, 't1', 'awaiting_dispatch')
    expect((await view(app, 't1')).rounds[0]?.ended).toMatchObject({ reason })
    await runsAreOver(app)
    expect((await runs(app))[0]).toMatchObject({ state: 'stopped', error_code: reason })
  },
)
