import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { runCommand } from '../../../scripts/test/command.ts'
import { temporaryFolder } from '../../support/data-root.ts'

/** A program that leaves one behind which holds its output, and says its number in a file. */
const LEAVES_ONE_BEHIND = `
const { spawn } = require('node:child_process')
const { writeFileSync } = require('node:fs')
const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit', detached: true })
writeFileSync(process.argv[2], String(left.pid))
left.unref()
process.exitCode = 7
`

it('a step is over when its program is, whatever that leaves behind with its output open', async () => {
  const folder = await temporaryFolder()
  const [program, number] = [join(folder, 'leaves.cjs'), join(folder, 'pid')]
  writeFileSync(program, LEAVES_ONE_BEHIND)
  onTestFinished(() => {
    process.kill(Number(readFileSync(number, 'utf8')), 'SIGKILL')
  })
  expect(await runCommand(folder, [program, number], { name: 'left' })).toBe(7)
})
