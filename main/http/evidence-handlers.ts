import type { EvidenceList, EvidenceRef } from '../../contract/evidence.ts'
import type { EvidenceStore } from '../core/evidence/evidence-store.ts'
import { packagesOfTask } from '../core/evidence/task-packages.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { TaskService } from '../core/tasks/task-service.ts'
import { SECURITY_HEADERS } from './guards.ts'
import type { Handlers } from './handler.ts'
import { bytesReply, taggedReply } from './reply.ts'

type EvidenceHandlers = Pick<Handlers, 'listEvidence' | 'getArtifact'>

/** Recorded types that are said; a browser neither runs nor interprets them. Everything else is mere bytes. */
const HARMLESS_TYPES: ReadonlyMap<string, string> = new Map([
  ['image/png', 'image/png'],
  ['image/jpeg', 'image/jpeg'],
  ['image/webp', 'image/webp'],
  ['text/plain', 'text/plain; charset=utf-8'],
])

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
      const { bytes, artifact, task_id } = await parts.evidence.read(correlation_id, package_id, name)
      // Several tasks may have a correlation in common; a token that is bound to one sees the packages of that one.
      if (call.actor.task_id !== undefined && call.actor.task_id !== task_id)
        throw new AppError('evidence_not_found', `There is no package ${package_id} of task ${call.actor.task_id}.`)
      const reply = taggedReply(exchange, `"${artifact.sha256}"`, () => bytes, { correlation_id, task_id })
      if (reply.status !== 200) return reply
      return {
        ...reply,
        headers: {
          ...reply.headers,
          'content-type': HARMLESS_TYPES.get(artifact.media_type) ?? 'application/octet-stream',
          // Both ids are plain letters, digits, dots, hyphens and underscores by the contract: nothing to quote.
          'content-disposition': `attachment; filename="${package_id}-${artifact.path}"`,
          'content-security-policy': FILE_CSP,
        },
      }
    },
  }
}
