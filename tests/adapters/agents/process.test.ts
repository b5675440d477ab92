import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { agentEnvironment } from '../../../main/adapters/agents/process/agent-environment.ts'
import { type AgentCommand, startAgentProcess } from '../../../main/adapters/agents/process/agent-process.ts'
import { createLineReader } from '../../../main/adapters/agents/process/line-reader.ts'
import { markedProcesses } from '../../../main/adapters/agents/process/process-group.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const never = new AbortController().signal

interface Heard {
  readonly lines: string[]
  readonly errors: string[]
  pid: number
}

async function commandOf(
  argv: readonly [string, ...string[]],
  given: Partial<AgentCommand> = {},
): Promise<{ command: AgentCommand; heard: Heard }> {
  const folder = await temporaryFolder()
  const heard: Heard = { lines: [], errors: [], pid: 0 }
  const run_id = `run${process.pid}${Math.trunc(performance.now() * 1000)}`
  const command: AgentCommand = {
    ...{ argv, cwd: folder, env: agentEnvironment(run_id, folder, {}), run_id, input: 'closed' },
    ...{ max_line: 1000, max_output_bytes: 1_000_000, patience_ms: 60_000 },
    onStarted: async (pid) => {
      heard.pid = pid
    },
    onLine: (stream, line) => void (stream === 'stdout' ? heard.lines : heard.errors).push(line),
    ...given,
  }
  return { command, heard }
}

const node = (script: string): [string, ...string[]] => [process.execPath, '-e', script]

const lives = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

it('cuts output into lines, keeps letters whole that come in pieces, and holds no more of a line than it may', () => {
  const lines: [string, boolean][] = []
  const reader = createLineReader(5, (line, cut) => void lines.push([line, cut]))
  const bytes = Buffer.from('é\r\n12345\n1234567\nlast')
  for (const byte of bytes) reader.take(Buffer.of(byte))
  reader.end()
  expect(lines).toEqual([
    ['é', false],
    ['12345', false],
    ['12345', true],
    ['last', false],
  ])
})

it('an agent sees its own folder as home and nothing of our environment but where programs are and the language', async () => {
  vi.stubEnv('WEBHOOK_SECRET', 'do-not-tell')
  vi.stubEnv('SOME_API_KEY', 'do-not-tell')
  const { command, heard } = await commandOf(node('console.log(JSON.stringify(process.env))'))
  const plain = { ...command, env: agentEnvironment(command.run_id, command.cwd, { GREETING: 'hello' }) }
  await startAgentProcess(plain, never).ended
  vi.unstubAllEnvs()
  const seen = JSON.parse(heard.lines[0] as string) as Record<string, string>
  expect(Object.keys(seen).toSorted()).toEqual([
    ...['COUNTERSIGN_AGENT_RUN', 'GREETING', 'HOME', 'LANG', 'PATH', 'TMPDIR'],
  ])
  expect(seen['HOME']).toBe(command.cwd)
})

it('says nothing of what a program wrote before it is recorded that it was started, and loses nothing of it', async () => {
  const recorded = Promise.withResolvers<void>()
  const { command, heard } = await commandOf(node('console.log("one"); console.error("two")'), {
    onStarted: () => recorded.promise,
  })
  const { ended } = startAgentProcess(command, never)
  const before = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 300, 'not yet'))])
  expect([before, heard.lines]).toEqual(['not yet', []])
  recorded.resolve()
  expect(await ended).toMatchObject({ how: 'by_itself', code: 0, said: 'two' })
  expect([heard.lines, heard.errors]).toEqual([['one'], ['two']])
})

it('ends a program whose start cannot be recorded', async () => {
  const { command, heard } = await commandOf(node('setInterval(() => 0, 1000); console.log("ran")'), {
    onStarted: () => Promise.reject(new Error('the log is full')),
  })
  expect(await startAgentProcess(command, never).ended).toMatchObject({ how: 'not_recorded', said: 'the log is full' })
  expect(heard.lines).toEqual([])
})

it('tells of a program that is not there, and of arguments that cannot be given', async () => {
  const nowhere = await commandOf(['/nowhere/at/all'])
  expect(await startAgentProcess(nowhere.command, never).ended).toMatchObject({ how: 'not_started', code: null })
  const nul = await commandOf(['true', 'a\0b'])
  expect(await startAgentProcess(nul.command, never).ended).toMatchObject({ how: 'not_started' })
})

it('answers lines on its input, until the input is closed', async () => {
  const script = 'process.stdin.on("data", (d) => process.stdout.write("heard " + d))'
  const { command, heard } = await commandOf(node(script), { input: 'open' })
  const program = startAgentProcess(command, never)
  program.write('hello')
  await vi.waitFor(() => expect(heard.lines).toEqual(['heard hello']), { timeout: 30_000 })
  program.endInput()
  expect(await program.ended).toMatchObject({ how: 'by_itself', code: 0 })
})

it('stops a program that says more than it may', async () => {
  const { command, heard } = await commandOf(node('for (;;) console.log("x".repeat(999))'), {
    max_output_bytes: 50_000,
  })
  expect(await startAgentProcess(command, never).ended).toMatchObject({ how: 'output_limit' })
  expect(heard.lines.length).toBeLessThanOrEqual(50)
})

it('asked to end, ends everything that the program started, also what does not heed it and what left its group', async () => {
  const folder = await temporaryFolder()
  const pids = join(folder, 'pids')
  // A child that ignores SIGTERM, one that makes itself independent, and a leader that ignores SIGTERM as well.
  const script = [
    ...['trap "" TERM', `sh -c 'trap "" TERM; echo $$ >> ${pids}; while :; do sleep 0.1; done' &`],
    `setsid sh -c 'echo $$ >> ${pids}; while :; do sleep 0.1; done' < /dev/null > /dev/null 2>&1 &`,
    ...['echo ready', 'while :; do sleep 0.1; done'],
  ].join('\n')
  const { command, heard } = await commandOf(['sh', '-c', script], { patience_ms: 200 })
  const controller = new AbortController()
  const { ended } = startAgentProcess(command, controller.signal)
  const children = await vi.waitFor(
    () => {
      const found = readFileSync(pids, 'utf8').trim().split('\n').map(Number)
      expect(found).toHaveLength(2)
      return found
    },
    { timeout: 30_000 },
  )
  expect([heard.pid, ...children].map(lives)).toEqual([true, true, true])
  controller.abort()
  expect(await ended).toMatchObject({ how: 'aborted', signal: 'SIGKILL' })
  expect([heard.pid, ...children].filter(lives)).toEqual([])
  expect(await markedProcesses(command.run_id)).toEqual([])
})

it('does not wait for what a program left behind, and leaves none of it', async () => {
  const folder = await temporaryFolder()
  const pids = join(folder, 'pids')
  const script = `setsid sh -c 'echo $$ > ${pids}; sleep 1000' & while [ ! -s ${pids} ]; do sleep 0.05; done; exit 3`
  const { command } = await commandOf(['sh', '-c', script])
  expect(await startAgentProcess(command, never).ended).toMatchObject({ how: 'by_itself', code: 3 })
  expect(lives(Number(readFileSync(pids, 'utf8')))).toBe(false)
})
