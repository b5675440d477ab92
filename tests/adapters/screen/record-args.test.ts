import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runProgram } from '../../../main/adapters/programs/run-program.ts'
import { surroundingsOf } from '../../../main/adapters/programs/surroundings.ts'
import { recordArgs } from '../../../main/adapters/screen/record-args.ts'
import { temporaryFolder } from '../../support/data-root.ts'

const NOISE = ['-f', 'lavfi', '-i', 'nullsrc=s=640x480:r=60,geq=random(1)*255:128:128']

it('a recording ends before it fills the disk, however much there is to be seen', async () => {
  const { env, find } = surroundingsOf(process, null)
  const file = join(await temporaryFolder(), 'film.mkv')
  const args = recordArgs(NOISE, [], { seconds: 600 }, ['-c:v', 'mpeg4', '-q:v', '2'], file, 2_000_000)
  const limits = { deadline_ms: 60_000, ask: 'SIGKILL', patience_ms: 0 } as const
  const silent = { onStarted: () => undefined, onOutput: () => undefined }
  const never = new AbortController().signal
  await runProgram({ program: find('ffmpeg') ?? 'ffmpeg', args, env, ...limits, ...silent }, never)
  expect(statSync(file).size).toBeLessThan(4_000_000)
}, 90_000)
