import { describe, expect, it } from 'vitest'
import { headlessVerify, phasesToVerify } from '../../../main/electron/headless-verify.ts'

describe('the command line of the desktop app', () => {
  it.each([
    [['electron', '.'], null],
    [['electron', '.', '--headless-verify'], ['all']],
    [
      ['electron', '.', '--headless-verify', 'a', 'b'],
      ['a', 'b'],
    ],
    [
      ['electron', '--headless-verify=a,c', '.'],
      ['a', 'c'],
    ],
    [['electron', '.', '--headless-verify', '--no-sandbox', 'x'], ['all']],
    [['electron', '.', '--headless-verifying', 'a'], null],
  ])('%j asks for %j', (argv, phases) => {
    expect(phasesToVerify(argv)).toEqual(phases)
  })
})

async function verify(
  hasPhases: boolean,
  run: () => Promise<number>,
): Promise<{ code: number | undefined; said: string }> {
  const said: string[] = []
  const codes: (number | undefined)[] = []
  const app = { exit: (code: number | undefined) => void codes.push(code) }
  await headlessVerify({ app, phases: ['b'], hasPhases, run, say: (line) => void said.push(line) })
  return { code: codes.at(-1), said: said.join('\n') }
}

describe('verifying without a window', () => {
  it.each([0, 1, 2])('leaves with the result of the phases: %i', async (code) => {
    expect(await verify(true, async () => code)).toEqual({ code, said: '' })
  })

  it('says what is missing when nothing can run the phases', async () => {
    const { code, said } = await verify(true, () => Promise.reject(new Error('spawn node ENOENT')))
    expect(code).toBe(1)
    expect(said).toContain('ENOENT')
    expect(said).toContain('remedy: install Node 24')
  })

  it('says that a packaged copy has no phases', async () => {
    expect((await verify(false, async () => 0)).code).toBe(2)
  })
})
