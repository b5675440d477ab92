import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../main/config.ts'
import { OWN_FLAGS, ownFlags } from '../../../main/electron/own-flags.ts'

/** Makes sense without a window only. */
const HEADLESS_ONLY = ['--json', '--print-login']

function flagsOfTheConfiguration(): string[] {
  try {
    loadConfig(['--no-such-flag'], {}, '/nowhere')
    return []
  } catch (error) {
    return (error as { remedy: string }).remedy.match(/--[a-z-]+/g) ?? []
  }
}

describe("the desktop app's command line", () => {
  it('gives Countersign its own flags, in both ways of writing them', () => {
    expect(ownFlags(['/usr/bin/electron', '.', '--port', '0', '--data-root=/tmp/x', '--allow-host', 'a'])).toEqual([
      '--port',
      '0',
      '--data-root=/tmp/x',
      '--allow-host',
      'a',
    ])
  })

  it('leaves out the program, the folder and what is meant for Chromium', () => {
    const line = [
      '/opt/countersign',
      '--no-sandbox',
      '--inspect=0',
      '--user-data-dir=/x',
      '--portable',
      '-psn_0_1',
      '.',
    ]
    expect(ownFlags(line)).toEqual([])
  })

  it('passes a flag without its value on, so that the configuration can complain of it', () => {
    expect(ownFlags(['app', '--port'])).toEqual(['--port'])
    expect(() => loadConfig(ownFlags(['app', '--port']), {}, '/nowhere')).toThrow(/--port/)
  })

  it('knows every flag of the configuration that makes sense with a window', () => {
    expect([...OWN_FLAGS, ...HEADLESS_ONLY].toSorted()).toEqual(flagsOfTheConfiguration().toSorted())
  })
})
