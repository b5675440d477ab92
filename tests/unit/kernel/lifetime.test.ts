import { describe, expect, it } from 'vitest'
import { createLifetime, openOwned } from '../../../main/core/kernel/lifetime.ts'

describe('a lifetime', () => {
  it('closes in reverse order, once', async () => {
    const closed: string[] = []
    const lifetime = createLifetime()
    for (const name of ['a', 'b', 'c']) lifetime.own(name, () => void closed.push(name))
    await Promise.all([lifetime.close(), lifetime.close()])
    expect(closed).toEqual(['c', 'b', 'a'])
  })
  it('closes everything even when one closer fails, and names that one', async () => {
    const closed: string[] = []
    const lifetime = createLifetime()
    lifetime.own('first', () => void closed.push('first'))
    lifetime.own('stubborn', () => Promise.reject(new Error('no')))
    await expect(lifetime.close()).rejects.toThrow('stubborn did not close')
    expect(closed).toEqual(['first'])
  })
  it('of a start that fails half-way is closed before the error goes on', async () => {
    const closed: string[] = []
    const opening = openOwned(async (lifetime) => {
      lifetime.own('opened', () => void closed.push('opened'))
      throw new Error('half-way')
    })
    await expect(opening).rejects.toThrow('half-way')
    expect(closed).toEqual(['opened'])
  })
})
