import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { EvidenceRef } from '../../contract/evidence.ts'
import type { Task } from '../../contract/task.ts'
import type { PackageDraft } from '../../main/core/evidence/evidence-store.ts'
import { AppError } from '../../main/core/kernel/app-error.ts'
import type { TaskService } from '../../main/core/tasks/task-service.ts'
import { createHttpApp } from '../../main/http/app.ts'
import { createAuthenticator } from '../../main/http/authenticate.ts'
import { createEvidenceHandlers } from '../../main/http/evidence-handlers.ts'
import { hostRules } from '../../main/http/guards.ts'
import type { Handlers } from '../../main/http/handler.ts'
import { listen } from '../../main/http/listen.ts'
import { createPipeline } from '../../main/http/pipeline.ts'
import { openEvidence } from '../adapters/evidence/open-evidence.ts'
import { draftOf } from '../unit/evidence/evidence-draft.ts'
import { createMemoryLog } from './memory-log.ts'

const ID = 'a1b2c3d4e5f6'

/** The app function with the routes of evidence over a real folder, and one task that refers to a kept package. */
export async function evidenceApp(draft: Partial<PackageDraft> = {}, ofRuns: readonly EvidenceRef[] = []) {
  const { root, folder, store, logger } = await openEvidence()
  const ref = await store.keep(draftOf(draft))
  const task = { task_id: ID, correlation_id: ID, evidence: [ref] } as unknown as Task
  const tasks: Pick<TaskService, 'get'> = {
    get: (taskId) => {
      if (taskId !== ID) throw new AppError('task_not_found', `No task ${taskId}.`)
      return { entry: {} as never, task }
    },
  }
  const log = createMemoryLog()
  const authenticate = createAuthenticator({ tokens: {} as never, cookieName: 'none', correlationOf: () => ID })
  const pipeline = createPipeline({
    ...{ log, logger, hosts: hostRules([]), authenticate, isStopping: () => false },
    // Only webhooks pass the one, and only what came over a socket the other.
    ...{ gate: {} as never, failures: { refused: () => null } },
  })
  const { fetch, refuseUnreadable } = createHttpApp({
    pipeline,
    handlers: createEvidenceHandlers({ tasks, evidence: store, ofRuns: () => ofRuns }) as Handlers,
    console: { reply: () => Promise.reject(new Error('no console here')) as never },
    nextCorrelationId: () => 'req-1',
    worldCorrelationId: () => 'ingress-1',
  })
  const get = async (path: string, headers: Record<string, string> = {}, scope: 'observer' | null = 'observer') => {
    const identity = { sub: 'tester', scopes: scope === null ? [] : [scope], door: 'system' as const }
    return fetch(new Request(`http://inside.invalid${path}`, { headers }), { identity })
  }

  /** The same over a socket; answers with its address. */
  async function serve(): Promise<string> {
    const identity = { sub: 'tester', scopes: ['observer' as const], door: 'http' as const }
    const listener = await listen(
      { fetch: (request, env) => fetch(request, { ...env, identity }), refuseUnreadable },
      { host: '127.0.0.1', port: 0, flag: '--port' },
    )
    onTestFinished(listener.close)
    return listener.url
  }

  return { root, store, serve, logger, folder, place: join(folder, ID, 'telegram-42'), log, get, ref }
}
