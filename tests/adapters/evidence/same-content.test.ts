import { expect, it } from 'vitest'
import type { KeptFile } from '../../../main/core/evidence/evidence-store.ts'
import { openEvidence } from './open-evidence.ts'

const BYTES = new TextEncoder().encode('the same output of many checks\n'.repeat(40_000))

async function textOf({ artifact, pieces }: KeptFile): Promise<string> {
  let text = ''
  for await (const piece of pieces(0, artifact.bytes)) text += Buffer.from(piece).toString('latin1')
  return text
}

it('the same content that many keep while others read it is altered for nobody', async () => {
  const { store, logger } = await openEvidence()
  const at = '2026-01-31T09:30:00.000Z'
  const artifact = {
    path: 'output.txt',
    bytes: BYTES,
    media_type: 'text/plain',
    captured_at: at,
    source: 's',
    link: null,
  }
  const keep = (nth: number) =>
    store.keep({
      package_id: `p${nth}`,
      task_id: `t${nth}`,
      correlation_id: `c${nth}`,
      created_at: at,
      artifacts: [artifact],
    })
  const read = async (nth: number): Promise<string> => textOf(await store.read(`c${nth}`, `p${nth}`, 'output.txt'))
  await keep(0)
  // Each package that is kept is one more link to the content that is being read.
  const many = Array.from({ length: 40 }, (_, nth) => nth + 1)
  const [texts] = await Promise.all([Promise.all(many.map(() => read(0))), Promise.all(many.map(keep))])
  texts.push(...(await Promise.all(many.map(read))))
  const whole = Buffer.from(BYTES).toString('latin1')
  expect(texts.filter((text) => text !== whole)).toEqual([])
  expect(logger.lines.filter((line) => JSON.stringify(line).includes('altered'))).toEqual([])
})
