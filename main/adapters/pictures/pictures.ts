import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import {
  areaOutside,
  pictureTooLarge,
  pictureUnreadable,
  sizesDiffer,
} from '../../core/tools/screen/picture-failures.ts'
import type { Difference, PicturePort } from '../../core/tools/screen/picture-port.ts'
import type { ToolError } from '../../core/tools/tool.ts'
import type { PictureAnswer, PictureTask } from './picture-worker.ts'
import { createTurns } from './turns.ts'

/** In each family of tools. A large picture takes hundreds of megabytes to be taken apart. */
const AT_ONCE = 2

/** Each picture in a thread of its own: unpacking a large one would hold up every request meanwhile. */
export function createPictures(): PicturePort {
  const turns = createTurns(AT_ONCE)
  const work = (task: PictureTask, signal: AbortSignal): Promise<Difference> =>
    turns.take(() => inWorker(task, signal), signal)
  return {
    redact: (file, areas, colour, signal) => work({ kind: 'redact', file, areas, colour }, signal),
    compare: (a, b, tolerance, signal) => work({ kind: 'compare', a, b, tolerance }, signal),
    crop: (file, area, signal) => work({ kind: 'crop', file, area }, signal),
  }
}

/** Beside this module: as source, or as it was built. */
function workerFile(): URL {
  const file = new URL(`./picture-worker${extname(import.meta.url)}`, import.meta.url)
  if (!existsSync(fileURLToPath(file))) throw new Error(`${fileURLToPath(file)} is missing`)
  return file
}

async function inWorker(task: PictureTask, signal: AbortSignal): Promise<Difference> {
  signal.throwIfAborted()
  const worker = new Worker(workerFile(), { workerData: task, name: 'pictures' })
  const cut = Promise.withResolvers<never>()
  const stop = (): void => cut.reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    const answered = new Promise<PictureAnswer>((resolve, reject) => {
      worker.on('message', resolve)
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`the picture was not taken apart (code ${code})`)))
    })
    const answer = await Promise.race([answered, cut.promise])
    if ('problem' in answer) throw failureOf(answer)
    return answer
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

function failureOf(answer: Extract<PictureAnswer, { problem: string }>): ToolError {
  switch (answer.problem) {
    case 'unreadable':
      return pictureUnreadable(`The picture ${basename(answer.file)}`, answer.why)
    case 'too_large':
      return pictureTooLarge(answer)
    case 'outside':
      return areaOutside(answer.area, answer)
    case 'sizes':
      return sizesDiffer(answer.a, answer.b)
  }
}
