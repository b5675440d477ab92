import { expect, it } from 'vitest'
import { dispatch, phaseBecomes, view, agentsApp as world } from '../support/agents-app.ts'

it('work that the checks bear out is verified, with their output as evidence', async () => {
  const app = await world()
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'awaiting_person')
  const { rounds, ledger } = await view(app, 't1')
  expect(rounds[0]?.observed?.checks).toMatchObject([
    { criterion_ref: 'c1', state: 'passed', exit_code: 0, output: { artifacts: 1 } },
    { criterion_ref: 'c2', state: 'passed', sandbox: expect.stringContaining('bubblewrap') },
  ])
  expect(ledger).toMatchObject({ status: 'VERIFIED', blocks_approval: false })
})

it('an agent that claims work that it did not do is found by the checks, and rejected', async () => {
  const app = await world({ executor: 'no-work', protocol: { max_rounds: 1 } })
  await dispatch(app, 't1')
  await phaseBecomes(app, 't1', 'locked')
  const { rounds } = await view(app, 't1')
  expect(rounds[0]?.observed?.checks.map(({ state }) => state)).toEqual(['failed', 'failed'])
  expect(rounds[0]?.verdict?.issues.map(({ criterion_ref }) => criterion_ref)).toEqual(['c1', 'c2'])
})
