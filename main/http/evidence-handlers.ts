import type { Artifact, EvidenceList, EvidenceRef } from '../../contract/evidence.ts'
import type { EvidenceStore, KeptFile } from '../core/evidence/evidence-store.ts'
import { packagesOfTask } from '../core/evidence/task-packages.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { TaskService } from '../core/tasks/task-service.ts'
import { type ByteRange, rangeOf } from './byte-range.ts'
import type { Exchange } from './exchange.ts'
import { SECURITY_HEADERS } from './guards.ts'
import type { Handlers } from './handler.ts'
import { bytesReply, type Reply, taggedHeaders } from './reply.ts'

type EvidenceHandlers = Pick<Handlers, 'listEvidence' | 'getArtifact'>

/** Recorded types that are said; a browser neither runs nor interprets them. Everything else is mere bytes. */
const HARMLESS_TYPES: ReadonlyMap<string, string> = new Map([
  ['image/png', 'image/png'],
  ['image/jpeg', 'image/jpeg'],
  ['image/webp', 'image/webp'],
  ['text/plain', 'text/plain; charset=utf-8'],
  ['video/mp4', 'video/mp4'],
  ['video/webm', 'video/webm'],
])

/** Longest answer of a door whose replies are values, in bytes: they are held in memory whole. */
const MAX_VALUE_BYTES = 8 * 1024 * 1024

/** Also if a browser were to show the file after all: in a sandbox, without scripts, forms and an origin of its own. */
const FILE_CSP = `${SECURITY_HEADERS['content-security-policy']}; sandbox`

/** `ofRuns`: packages that tools left for a task, as their runs recorded them. */
export function createEvidenceHandlers(parts: {
  tasks: Pick<TaskService, 'get'>
  evidence: Pick<EvidenceStore, 'list' | 'read'>
  ofRuns: (taskId: string) => readonly EvidenceRef[]
}): EvidenceHandlers {
  return {
    listEvidence: async ({ params }) => {
      const { task } = parts.tasks.get(params.task_id)
      const refs = [...task.evidence, ...parts.ofRuns(task.task_id)]
      const items = packagesOfTask({ ...task, evidence: refs }, await parts.evidence.list(task.correlation_id))
      const list: EvidenceList = { items, refs }
      return bytesReply(200, JSON.stringify(list), { 'cache-control': 'no-store' }, task)
    },
    getArtifact: async ({ exchange, params, call }) => {
      const { correlation_id, package_id, name } = params
      // Read and checked even for a client that holds the bytes: an altered file must show at every look.
      const file = await parts.evidence.read(correlation_id, package_id, name)
      const { artifact, task_id } = file
      // Several tasks may have a correlation in common; a token that is bound to one sees the packages of that one.
      if (call.actor.task_id !== undefined && call.actor.task_id !== task_id)
        throw new AppError('evidence_not_found', `There is no package ${package_id} of task ${call.actor.task_id}.`)
      const subject = { correlation_id, task_id }
      const { headers, unchanged } = taggedHeaders(exchange, `"${artifact.sha256}"`, subject)
      if (unchanged !== null) return unchanged
      const { status, part, headers: length } = partOf(exchange, artifact)
      return {
        ...{ status, ...subject, body: streamOf(file, part) },
        headers: {
          ...{ ...headers, ...length, 'accept-ranges': 'bytes' },
          'content-type': HARMLESS_TYPES.get(artifact.media_type) ?? 'application/octet-stream',
          // Both ids are plain letters, digits, dots, hyphens and underscores by the contract: nothing to quote.
          'content-disposition': `attachment; filename="${package_id}-${artifact.path}"`,
          'content-security-policy': FILE_CSP,
        },
      }
    },
  }
}

/** Which bytes are given, and what is said of them. A server may give fewer than a range asks for (RFC 9110, 15.3.7). */
function partOf(
  exchange: Exchange,
  { bytes: size, sha256 }: Artifact,
): Pick<Reply, 'status' | 'headers'> & { readonly part: ByteRange } {
  const asked = rangeOf(exchange.header, { size, etag: `"${sha256}"` })
  const isValue = !('incoming' in exchange.env)
  if (asked === null) {
    if (isValue && size > MAX_VALUE_BYTES)
      throw new AppError('evidence_too_large', `The file has ${size} bytes.`, { bytes: size })
    return { status: 200, part: { from: 0, to: size }, headers: { 'content-length': String(size) } }
  }
  const { from } = asked
  const to = isValue ? Math.min(asked.to, from + MAX_VALUE_BYTES) : asked.to
  const headers = { 'content-length': String(to - from), 'content-range': `bytes ${from}-${to - 1}/${size}` }
  return { status: 206, part: { from, to }, headers }
}

/** Nothing is opened before the first byte is asked for; what goes wrong after that cuts the answer off. */
function streamOf(file: KeptFile, { from, to }: ByteRange): ReadableStream<Uint8Array> {
  let pieces: AsyncIterator<Uint8Array> | null = null
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        pieces ??= file.pieces(from, to)[Symbol.asyncIterator]()
        const { done, value } = await pieces.next()
        if (done === true) controller.close()
        // A copy: the next piece comes in the same memory.
        else controller.enqueue(new Uint8Array(value))
      },
      cancel: async () => {
        await pieces?.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
