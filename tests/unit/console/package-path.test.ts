import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { PackageId } from '../../../contract/evidence.ts'
import { CorrelationId } from '../../../contract/ids.ts'
import { portableName } from '../../../main/adapters/files/portable-name.ts'
import { packagePath } from '../../../renderer/features/evidence/package-path.ts'

const served = (correlation_id: string, package_id: string): string =>
  `audit/evidence/${portableName(correlation_id)}/${portableName(package_id)}`

// The rooms may not import one another, so the page has its own rule for the names of folders.
describe('the path of a package that the page shows', () => {
  it.each([
    ['a1b2c3d4e5f6', 'telegram-42'],
    ['req-0A:b', 'call-0a'],
    ['CON', 'con'],
    ['com1.x', 'nul.'],
    ['lpt9x', 'aux-1'],
    ['X'.repeat(66), 'a'.repeat(96)],
    ['X'.repeat(67), 'a.'],
    ['X'.repeat(128), 'a'],
  ])('is where the service keeps it: %s/%s', async (correlation_id, package_id) => {
    vi.stubGlobal('isSecureContext', true)
    expect(await packagePath({ correlation_id, package_id })).toBe(served(correlation_id, package_id))
    vi.unstubAllGlobals()
  })

  it('is where the service keeps it, for every id of the contract', async () => {
    vi.stubGlobal('isSecureContext', true)
    const chars = fc.constantFrom(...'aAzZ09_.:-', 'con', 'NUL', 'com1')
    const id = fc.string({ unit: chars, minLength: 1, maxLength: 128 })
    await fc.assert(
      fc.asyncProperty(
        id.filter((text) => CorrelationId.safeParse(text).success),
        id.filter((text) => PackageId.safeParse(text).success),
        async (correlation_id, package_id) => {
          expect(await packagePath({ correlation_id, package_id })).toBe(served(correlation_id, package_id))
        },
      ),
    )
    vi.unstubAllGlobals()
  })

  it('is not guessed where a long name cannot be hashed', async () => {
    vi.stubGlobal('isSecureContext', false)
    expect(await packagePath({ correlation_id: 'X'.repeat(128), package_id: 'a' })).toBeNull()
    expect(await packagePath({ correlation_id: 'X', package_id: 'a' })).toBe('audit/evidence/%58/a')
    vi.unstubAllGlobals()
  })
})
