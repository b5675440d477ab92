import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { AgentLimits, AgentSettings } from '../../../contract/agent.ts'
import { createAgentProcesses } from '../../../main/adapters/agents/process/agent-processes.ts'
import { ownNamespace } from '../../../main/adapters/agents/process/own-namespace.ts'
import { createScriptAgent } from '../../../main/adapters/agents/script/script-agent.ts'
import { processIdentity } from '../../../main/adapters/programs/process-identity.ts'
import type { AgentOrder } from '../../../main/core/agents/agent-port.ts'
import { aDispatch } from '../../support/agents/agent-order.ts'
import { plainSink } from '../../support/agents/plain-sink.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const PATIENCE = { timeout: 60_000 }

const lives = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

/** A script whose workspace is a folder of its own. */
async function scriptOrder(lines: readonly string[]): Promise<AgentOrder> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'run.sh'), lines.join('\n'))
  const settings = AgentSettings.parse({ kind: 'script', command: ['sh', join(folder, 'run.sh')] })
  return {
    ...{ run_id: `run${process.pid}x${Date.now()}`, task_id: 't1', title: 'T', request_text: 'R', role: 'executor' },
    ...{ settings, limits: AgentLimits.parse({}), dispatch: aDispatch({}), review: null, token: 'token' },
    ...{ workspace: folder, state_folder: folder, console_url: null },
  }
}

/** It writes into the workspace for as long as it lives, is in no group of ours and bears no mark. */
const FUGITIVE = 'env -i setsid sh -c "while :; do date +%s%N > beat; sleep 0.05; done" < /dev/null > /dev/null 2>&1 &'

async function beatStops(folder: string): Promise<void> {
  const beat = (): Promise<string> => readFile(join(folder, 'beat'), 'utf8')
  const last = await beat()
  // Twenty times as long as it waits between two of them.
  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect(await beat()).toBe(last)
}

it('a program that left its group and shed its mark works no more once the script is over', async () => {
  expect(await ownNamespace()).not.toEqual([])
  const order = await scriptOrder([FUGITIVE, 'while [ ! -s beat ]; do sleep 0.05; done', 'exit 3'])
  const exit = await createScriptAgent().run(order, plainSink(), new AbortController().signal)
  expect(exit).toMatchObject({ exit_code: 3, error_code: 'program_failed' })
  await beatStops(order.workspace)
})

it('nor once the script was ended, and the script may clean up before that', async () => {
  const order = await scriptOrder([
    ...['trap "sleep 0.3; echo cleaned > cleaned; exit 0" TERM', FUGITIVE],
    ...['while :; do sleep 0.05; done'],
  ])
  const stop = new AbortController()
  const running = createScriptAgent().run(order, plainSink(), stop.signal)
  await vi.waitFor(() => expect(readFileSync(join(order.workspace, 'beat'), 'utf8')).not.toBe(''), PATIENCE)
  stop.abort()
  expect(await running).toMatchObject({ ok: false, error_code: 'ended' })
  expect(await readFile(join(order.workspace, 'cleaned'), 'utf8')).toBe('cleaned\n')
  await beatStops(order.workspace)
})

it('what works on after whoever led its group is gone is ended by a later console', async () => {
  const folder = await temporaryFolder()
  const script = `sh -c 'trap "" TERM; echo $$ > ${folder}/pid; while :; do sleep 0.05; done' & while [ ! -s ${folder}/pid ]; do sleep 0.02; done`
  const leader = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' })
  const identity = await processIdentity(leader.pid as number)
  await once(leader, 'exit')
  const left = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  expect(lives(left)).toBe(true)
  const processes = createAgentProcesses(processIdentity)
  expect(await processes.endLeftovers('a1b2c3d4', [{ pid: leader.pid as number, identity }])).toBe(true)
  expect(lives(left)).toBe(false)
})

it('a number that is another program by now is left alone; one that nobody can tell is not said to be gone', async () => {
  const other = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' })
  const pid = other.pid as number
  const processes = createAgentProcesses(processIdentity)
  expect(await processes.endLeftovers('a1b2c3d4', [{ pid, identity: 'an earlier one' }])).toBe(true)
  expect(await processes.endLeftovers('a1b2c3d4', [{ pid, identity: null }])).toBe(false)
  expect(lives(pid)).toBe(true)
  other.kill('SIGKILL')
})
