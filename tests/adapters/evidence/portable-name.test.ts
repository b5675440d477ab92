import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idOfPortableName, portableName } from '../../../main/adapters/files/portable-name.ts'

const CORRELATION_ID = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/)

describe('a name for the disk', () => {
  it.each([
    ['a1b2c3d4e5f6', 'a1b2c3d4e5f6'],
    ['gh-12_3', 'gh-12_3'],
    ['telegram-42-edit-1.2', 'telegram-42-edit-1.2'],
    ['req:1', 'req%3a1'],
    ['Req', '%52eq'],
    ['ends.', 'ends%2e'],
    ['..', '%2e%2e'],
    ['a/b\\c\0', 'a%2fb%5cc%00'],
    ['', '%'],
    ['con', '%63on'],
    ['nul.txt', '%6eul.txt'],
    ['console', 'console'],
  ])('of %j is %j', (id, name) => {
    expect(portableName(id)).toBe(name)
  })

  it('is never a path, a link to the folder above, or a device, whatever the id is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), CORRELATION_ID), (id) => {
        const name = portableName(id)
        expect(name).toMatch(/^[a-z0-9_%-]([a-z0-9_.%-]*[a-z0-9_%-])?$/)
        expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/)
        expect(name.length).toBeLessThanOrEqual(200)
      }),
      { numRuns: 1000 },
    )
  })

  it('belongs to one id alone, also on a disk that does not tell capitals apart', () => {
    fc.assert(
      fc.property(CORRELATION_ID, CORRELATION_ID, (a, b) => {
        fc.pre(a !== b)
        expect(portableName(a).toLowerCase()).not.toBe(portableName(b).toLowerCase())
      }),
      { numRuns: 1000 },
    )
    expect(portableName('A'.repeat(127))).not.toBe(portableName('A'.repeat(128)))
    expect(portableName('Task')).not.toBe(portableName('task'))
  })

  it('leads back to its id, unless it had to be cut', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9_.-]{0,95}$/), (id) => {
        expect(idOfPortableName(portableName(id))).toBe(id)
      }),
    )
    expect(idOfPortableName(portableName('A'.repeat(128)))).toBeNull()
  })

  it.each(['Telegram-42', 'telegram%2D42', 'con', 'ends.', '%61', 'é', '.tmp-1'])(
    'that was not made here stands for nothing: %j',
    (name) => {
      expect(idOfPortableName(name)).toBeNull()
    },
  )
})
