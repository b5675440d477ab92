import type { ChainState } from '../../../contract/audit-chain.ts'
import type { AuditEvent } from '../../../contract/audit-event.ts'
import type { DeliveryDetail } from '../../../contract/delivery.ts'
import type { EvidencePackage } from '../../../contract/evidence.ts'
import type { SourceState } from '../../../contract/system.ts'
import type { TaskDetail } from '../../../contract/task.ts'
import { trailGraph } from '../../../main/core/audit/trail-graph.ts'
import { emptyGovernance, type GovernanceStage, stageGovernance } from './governance-stage.ts'
import { rowOf, stagedChain, stagedInfo, stagedSource, summaryOf } from './staged-facts.ts'
import { ok, openStagedService, problem, type StagedService } from './staged-service.ts'

/** What the staged service tells; a test changes it between two looks. */
export interface Stage {
  deliveries: DeliveryDetail[]
  tasks: TaskDetail[]
  evidence: EvidencePackage[]
  /** `package/name` → bytes. */
  files: Map<string, Uint8Array>
  lines: AuditEvent[]
  sources: SourceState[]
  chain: ChainState
}

/** A staged service with everything that the console reads, out of one set of facts, and another for the governance, empty at first. */
export async function openStage(
  scope: 'admin' | 'observer',
  given: Partial<Stage>,
): Promise<{ readonly stage: Stage; readonly governance: GovernanceStage; readonly service: StagedService }> {
  const sources = [stagedSource({ source: 'github' })]
  const empty = { deliveries: [], tasks: [], evidence: [], files: new Map(), lines: [], sources }
  const stage: Stage = { ...empty, chain: stagedChain({}), ...given }
  const service = await openStagedService(scope)
  const governance = emptyGovernance()
  stageGovernance(service, governance)
  service.on('GET /system/info', () => ok(stagedInfo(stage.sources)))
  service.on('GET /api/tasks', () => ok({ items: stage.tasks.map(rowOf), next_cursor: null }))
  service.on('GET /api/tasks/*', ({ path }) => {
    const [, , , id, what] = path.split('/')
    const task = stage.tasks.find(({ task_id }) => task_id === id)
    if (task === undefined) return problem('task_not_found', `No task ${id}.`)
    if (what === undefined) return ok(task)
    return ok({ items: stage.evidence.filter(({ task_id }) => task_id === id), refs: task.evidence })
  })
  service.on('GET /api/evidence/*', ({ path }) => {
    const [, , , , name, file] = path.split('/')
    const bytes = stage.files.get(`${name}/${file}`)
    return bytes === undefined ? problem('evidence_altered', `${file} differs from its manifest.`) : ok(bytes)
  })
  service.on('GET /api/accounts', () => ok({ items: [] }))
  service.on('GET /api/evidence/verification', () => ok({ running: null, last: null }))
  service.on('GET /api/audit/*', ({ path }) => {
    const correlation_id = path.slice('/api/audit/'.length)
    const events = stage.lines.filter((line) => line.correlation_id === correlation_id)
    const task_ids = [...new Set(events.map((line) => line.task_id).filter((id) => id !== null))]
    return ok({ correlation_id, task_ids, events, truncated: false, left_out: {}, graph: trailGraph(events) })
  })
  service.on('GET /api/audit', ({ query }) => {
    const after = Number(query.get('since') ?? 0)
    const items = stage.lines.filter(({ seq }) => seq > after)
    return ok({ items, next_since: null, older_cursor: null, newer_cursor: null })
  })
  service.on('GET /api/audit/chain', () => ok(stage.chain))
  service.on('GET /api/deliveries', ({ query }) => {
    const fits = stage.deliveries
      .filter((row) => (query.get('source') ?? row.source) === row.source)
      .filter(
        (row) =>
          query.get('state') === null ||
          (query.get('state') === 'replayed' ? row.replays > 0 : row.state === query.get('state')),
      )
      .filter((row) => query.get('task_id') === null || row.task_ids.includes(query.get('task_id') ?? ''))
      .toSorted((a, b) => b.seq - a.seq)
    const from = Number(query.get('cursor') ?? 0)
    const end = from + Number(query.get('limit'))
    return ok({ items: fits.slice(from, end).map(summaryOf), next_cursor: end < fits.length ? String(end) : null })
  })
  service.on('GET /api/deliveries/*', ({ path }) => {
    const [, , , source, id] = path.split('/')
    const found = stage.deliveries.find((row) => row.source === source && row.delivery_id === id)
    return found === undefined ? problem('delivery_not_found', `No delivery ${id} of ${source}.`) : ok(found)
  })
  return { stage, governance, service }
}
