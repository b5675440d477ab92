import { expect, it } from 'vitest'
import { seatbeltArguments, seatbeltProfile } from '../../../main/adapters/sandbox/seatbelt.ts'

const HIDDEN = { folders: ['/Users/o'], shown: ['/Users/o/.tool'], files: ['/Users/o/.tool/credentials'] }

it('denies the network and every write, hides what is hidden, and gives the one folder last', () => {
  const rules = seatbeltProfile('/private/tmp/w', HIDDEN).split('\n')
  expect(rules).toContain('(deny network*)')
  expect(rules.indexOf('(deny file-write*)')).toBeGreaterThan(rules.indexOf('(allow default)'))
  expect(rules.indexOf('(deny file-read* (subpath "/Users/o"))')).toBeLessThan(
    rules.indexOf('(allow file-read* (subpath "/Users/o/.tool"))'),
  )
  expect(rules.at(-1)).toBe('(allow file-read* file-write* (subpath "/private/tmp/w"))')
})

it('a path cannot end its string and begin a rule of its own', () => {
  const profile = seatbeltProfile('/w") (allow network*) ("\\', { folders: [], shown: [], files: [] })
  expect(profile).toContain('(subpath "/w\\") (allow network*) (\\"\\\\")')
})

it('the program comes after everything that is meant for sandbox-exec', () => {
  expect(seatbeltArguments({ argv: ['-p', 'x'] }, 'P')).toEqual(['-p', 'P', '--', '-p', 'x'])
})
