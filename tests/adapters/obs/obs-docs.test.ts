import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { obsFamily } from '../../../main/adapters/obs/obs-family.ts'
import { ObsSettings } from '../../../main/adapters/obs/obs-settings.ts'

const ROOT = join(import.meta.dirname, '../../..')
const page = readFileSync(join(ROOT, 'docs/specs/tools/obs.md'), 'utf8')

/** Error codes that the sources of the family name. */
function codes(): string[] {
  const files = ['main/core/tools/obs', 'main/adapters/obs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name)),
  )
  const found = files.flatMap((file) => readFileSync(file, 'utf8').match(/(?<=')obs_[a-z0-9_]+(?=')/g) ?? [])
  return [...new Set(found)].filter((name) => !/^obs_(connection_restored|recording_lost|gone)$/.test(name))
}

describe('the page about the tools of OBS', () => {
  it('names every error code, and no other', () => {
    const named = (page.split('## Errors')[1] ?? '').match(/(?<=`)obs_[a-z0-9_]+(?=`)/g) ?? []
    expect([...new Set(named)].sort()).toEqual(codes().sort())
    expect(codes().length).toBeGreaterThan(30)
  })

  it('names every tool and every setting', () => {
    const settings = Object.keys(ObsSettings.parse({})).map((name) => `tools.obs.${name}`)
    const missing = [...Object.keys(obsFamily.levels), ...settings, ...obsFamily.secrets].filter(
      (name) => !page.includes(`\`${name}\``),
    )
    expect(missing).toEqual([])
  })
})
