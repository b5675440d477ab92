import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ProtocolView } from '../../contract/protocol-view.ts'
import { temporaryFolder } from '../support/data-root.ts'
import { startApp } from '../support/running-app.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/agent-protocol.md'), 'utf8')
const MOST_LINES = 40

/** The one example of the page in this language. */
function example(language: string): string {
  const blocks = [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => code)
  expect(blocks).toHaveLength(1)
  return blocks[0] as string
}

it.each([
  ['sh', ['sh']],
  ['python', ['python3']],
] as const)('the example in %s works through a task as it stands in the page', async (language, program) => {
  const code = example(language)
  expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_LINES)
  const dataRoot = await temporaryFolder()
  const [worker, judge] = [join(dataRoot, 'worker'), join(dataRoot, 'judge')]
  await writeFile(worker, code)
  await writeFile(judge, example('python'))
  const agents = {
    worker: { kind: 'script', command: [...program, worker] },
    judge: { kind: 'script', command: ['python3', judge], roles: ['reviewer'] },
  }
  await writeFile(join(dataRoot, 'config.json'), JSON.stringify({ agents }))
  const app = await startApp({ dataRoot })
  const acceptance_criteria = [
    { criterion_id: 'c1', text: 'It is done', check: { argv: ['grep', '-q', 'did c1', 'src/out.txt'] } },
  ]
  const task = { task_id: 't1', request_text: 'Do "it"\n', acceptance_criteria, declared_scope: ['src/'] }
  const { base_sha } = (await (await app.call('POST', '/api/tasks', 'admin', task)).json()) as { base_sha: string }
  await app.call('POST', '/api/tasks/t1/dispatch', 'coordinator', { agent: 'worker', reviewer: 'judge', base_sha })
  const view = async () =>
    ProtocolView.parse(await (await app.call('GET', '/api/tasks/t1/protocol', 'observer')).json())
  await expect
    .poll(async () => {
      const { phase, rounds } = await view()
      return rounds[0]?.ended?.detail ?? phase
    })
    .toBe('awaiting_person')
  const [round] = (await view()).rounds
  expect(round?.result?.claims).toMatchObject([{ criterion_ref: 'c1', met: true }])
  expect(round?.observed?.workspace?.files.map(({ path }) => path)).toEqual(['src/out.txt'])
})
