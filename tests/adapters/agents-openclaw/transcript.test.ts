import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zstdCompressSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { gatherTranscript } from '../../../main/adapters/agents/openclaw/openclaw-transcript.ts'
import { createTranscriptReader } from '../../../main/adapters/agents/openclaw/transcript-reader.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const AT = '2026-01-01T00:00:00.000Z'
const TABLE =
  'CREATE TABLE transcript_events (session_id TEXT, seq INTEGER, event_json TEXT, event_zstd BLOB, PRIMARY KEY (session_id, seq))'
const call = {
  ...{ type: 'message', timestamp: AT },
  message: {
    ...{ role: 'assistant', usage: { input: 10, output: 2, cost: { total: 0 } } },
    content: [{ type: 'toolCall', id: 'c1', name: 'exec', arguments: { command: 'ls' } }],
  },
}
const result = {
  ...{ type: 'message', timestamp: AT },
  message: {
    ...{ role: 'toolResult', toolCallId: 'c1', details: { exitCode: 0 } },
    content: [{ type: 'text', text: 'a file' }],
  },
}

/** A database, and a reader of it that is not waited for longer than `patience_ms`. */
async function world(patience_ms: number) {
  const path = join(await temporaryFolder(), 'agent.sqlite')
  const write = (work: (file: DatabaseSync) => void): void => {
    const file = new DatabaseSync(path)
    work(file)
    file.close()
  }
  const reader = await createTranscriptReader(path, patience_ms)
  onTestFinished(reader.close)
  return { path, write, reader }
}

it('gives what came since, plain or compressed, and nothing while there is nothing', async () => {
  const { write, reader } = await world(60_000)
  expect(await reader.read()).toEqual([])
  write((file) => {
    file.exec(TABLE)
    file.prepare('INSERT INTO transcript_events VALUES (?, ?, ?, NULL)').run('s', 1, JSON.stringify(call))
  })
  const first = await reader.read()
  expect(first).toEqual([{ key: 's/1', text: JSON.stringify(call) }])
  write((file) => {
    const packed = zstdCompressSync(Buffer.from(JSON.stringify(result)))
    file.prepare('INSERT INTO transcript_events VALUES (?, ?, NULL, ?)').run('s', 2, packed)
  })
  const second = await reader.read()
  expect(await reader.read()).toEqual([])
  const transcript = gatherTranscript()
  expect([transcript.take(first ?? []), transcript.running(), transcript.take(first ?? [])]).toEqual([true, 1, false])
  transcript.take(second ?? [])
  expect(transcript.steps()).toEqual([
    { ...{ started_at: AT, finished_at: AT, command: 'ls', exit_code: 0, files: [] }, text: 'Called exec\na file' },
  ])
  expect([transcript.usage(), transcript.running()]).toEqual([
    { turns: 1, input_tokens: 10, output_tokens: 2, cost_usd: null },
    0,
  ])
})

const ENDLESS =
  'CREATE VIEW transcript_events AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) ' +
  "SELECT x AS rowid, 's' AS session_id, x AS seq, NULL AS event_json, NULL AS event_zstd FROM n WHERE x < 0"

it('an endless query in the place of the session stops nobody, and is given up', async () => {
  const { write, reader } = await world(1500)
  write((file) => file.exec(ENDLESS))
  let ticks = 0
  const timer = setInterval(() => {
    ticks += 1
  }, 50)
  expect(await reader.read()).toBeNull()
  clearInterval(timer)
  // The console went on meanwhile.
  expect(ticks).toBeGreaterThan(3)
  expect(await reader.read()).toBeNull()
})

it('a pipe in the place of the session is not opened, and what blows up is passed over', async () => {
  const { path, reader } = await world(60_000)
  execFileSync('mkfifo', [path])
  expect(await reader.read()).toEqual([])
  const bomb = await world(60_000)
  bomb.write((file) => {
    file.exec(TABLE)
    const packed = zstdCompressSync(Buffer.alloc(64 * 1024 ** 2))
    file.prepare('INSERT INTO transcript_events VALUES (?, ?, NULL, ?)').run('s', 1, packed)
    file.prepare('INSERT INTO transcript_events VALUES (?, ?, ?, NULL)').run('s', 2, '{}')
  })
  expect(await bomb.reader.read()).toEqual([{ key: 's/2', text: '{}' }])
})
