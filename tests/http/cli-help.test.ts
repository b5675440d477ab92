import { describe, expect, it } from 'vitest'
import { PHASES } from '../../scripts/verify/phases.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { runVerb } from '../support/run-verb.ts'

const run = async (...argv: string[]) => runVerb([...argv, '--data-root', await temporaryFolder()], {})

describe('a mistake at the command line', () => {
  it.each([
    [['task', 'show'], 'task show TASK_ID'],
    [['tool', 'run', 'time.now'], 'tool run NAME'],
    [['audit', 'tail', '-n', 'x'], 'audit tail [-n N]'],
    [['verify', '--colour'], 'verify [PHASE …]'],
  ])('%j is answered with the words about that verb, and no others', async (argv, words) => {
    const { code, err } = await run(...argv)
    expect([code, err]).toEqual([2, expect.stringContaining(words)])
    expect(err.split('\n').length).toBeLessThan(12)
    expect(err.match(/^ {2}[a-z]+ /gm)?.every((line) => line.includes(argv[0] ?? ''))).toBe(true)
  })

  it.each([
    ['evidence', 'list, verify or export'],
    ['tool', 'list, show, calls, run or cancel'],
    ['intake', 'pause or resume'],
  ])('%s alone says what may follow', async (word, follows) => {
    const { code, err } = await run(word)
    expect([code, err]).toEqual([2, expect.stringContaining(`"${word}" needs ${follows} after it`)])
    expect(err).toContain(`  ${word} `)
    expect(err).not.toContain('there is no verb')
  })

  it('in the first word is answered with where all verbs stand, not with all of them', async () => {
    const { code, err } = await run('evidnce', 'list')
    expect([code, err]).toEqual([2, expect.stringContaining('there is no verb "evidnce list"')])
    expect(err).toContain('countersign help')
    expect(err.split('\n').length).toBeLessThan(8)
  })

  it('of no word at all is answered with all verbs', async () => {
    const { code, err } = await runVerb([], {})
    expect([code, err]).toEqual([2, expect.stringMatching(/no verb given[\s\S]* {2}doctor\n/)])
  })

  it('says what the exit codes of a verb mean where it has some of its own', async () => {
    expect((await run('help', 'tool', 'run')).out).toContain('tool run: 1 it failed, 3 ')
    expect((await run('help', 'audit', 'verify')).out).toContain('16 rolled back')
    expect((await run('help', 'task', 'show')).out).not.toContain('16 rolled back')
  })
})

it('help on verify names every acceptance phase', async () => {
  const { out } = await run('verify', '--help')
  expect(out).toContain(`${[...PHASES.keys()].join(', ')};`)
})
