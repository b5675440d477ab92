import type { AgentRun } from '../../../contract/agent.ts'
import type { Sha256 } from '../../../contract/ids.ts'
import type { PackageDraft } from '../evidence/evidence-store.ts'
import { timestamp } from '../kernel/clock.ts'
import type { RunnerParts } from './runner-parts.ts'

/** Name of the artifact with the log of a run. */
export const RUN_LOG = 'log.ndjson'

type LogFacts = Pick<AgentRun, 'log' | 'log_bytes' | 'log_sha256'>

/**
 * Keeps what a run wrote as evidence: words of the agent, checked by nobody. `partial`: cut short by the death of the console. Never
 * rejects: a log that cannot be kept stays where it is, and the run says that there is none.
 */
export async function keepRunLog(
  { folders, evidence, clock, ids, logger }: Pick<RunnerParts, 'folders' | 'evidence' | 'clock' | 'ids' | 'logger'>,
  { run_id, task_id, correlation_id, agent, log_bytes }: AgentRun,
  partial: true | null,
): Promise<LogFacts> {
  try {
    const left = await folders.leftLog(run_id)
    if (left === null) return { log: null, log_bytes, log_sha256: null }
    const at = timestamp(clock)
    const draft: PackageDraft = {
      // A name of its own for every attempt: one that failed half-way stands in nobody's way.
      package_id: `agent-run-${run_id}-${ids.hex(3)}`,
      ...{ task_id, correlation_id, created_at: at },
      artifacts: [
        {
          ...{ path: RUN_LOG, file: left.file, media_type: 'application/x-ndjson', captured_at: at },
          ...{ source: `agent:${agent}`, link: null, trust: 'reported' },
          ...(partial === null ? {} : { partial }),
        },
      ],
    }
    const log = await evidence.keep(draft)
    return { log, log_bytes: left.bytes, log_sha256: left.sha256 as Sha256 }
  } catch (error) {
    logger.error({ err: error, run_id }, 'the log of a run could not be kept as evidence')
    return { log: null, log_bytes, log_sha256: null }
  }
}
