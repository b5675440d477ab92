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

it('nobody else is asked to do what it cannot do itself: not the desktop, launchd, another program or another process', () => {
  const rules = seatbeltProfile('/private/tmp/w', HIDDEN).split('\n')
  for (const rule of ['lsopen', 'appleevent-send', 'job-creation', 'mach-register', 'mach-lookup', 'signal'])
    expect(rules).toContain(`(deny ${rule})`)
  const named = rules.filter((rule) => rule.startsWith('(allow mach-lookup'))
  expect(named.join('\n')).not.toMatch(/launchservices|pasteboard|coreservices|tccd|securityd/i)
  expect(rules.indexOf('(deny mach-lookup)')).toBeLessThan(rules.indexOf(named[0] as string))
})

it('hides other users and other disks, but for the way to its own folder', () => {
  const rules = seatbeltProfile('/Users/o/data/w', HIDDEN).split('\n')
  for (const folder of ['/Users', '/Volumes']) expect(rules).toContain(`(deny file-read* (subpath "${folder}"))`)
  for (const folder of ['/', '/Users', '/Users/o', '/Users/o/data'])
    expect(rules).toContain(`(allow file-read-metadata (literal "${folder}"))`)
})
