import { expect, test, vi } from 'vitest'
import { createPart } from '../../../renderer/app/part.ts'
import { asFailure } from '../../../renderer/client/failure.ts'

test('a part that could not be fetched says so, and comes when it is asked for again', async () => {
  const answers = [Promise.reject(new Error('no file')), Promise.resolve('the part')]
  const part = createPart(() => answers.shift() ?? Promise.reject(new Error('asked too often')))
  const seen: string[] = []
  part.watch(() => seen.push(part.state().phase))

  part.fetch()
  part.fetch()
  await vi.waitFor(() => expect(part.state().phase).toBe('failed'))
  const state = part.state()
  expect(state.phase === 'failed' && asFailure(state.error)).toMatchObject({
    code: 'part_not_loaded',
    detail: 'no file',
  })

  part.fetch()
  await vi.waitFor(() => expect(part.state()).toEqual({ phase: 'here', part: 'the part' }))
  part.fetch()
  expect(seen).toEqual(['failed', 'waiting', 'here'])
})
