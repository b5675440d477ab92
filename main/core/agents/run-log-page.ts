import { AgentLogLine, type AgentLogPage, type AgentRun } from '../../../contract/agent.ts'
import type { EvidenceStore } from '../evidence/evidence-store.ts'
import { isOpenState } from './agent-run-book.ts'
import { RUN_LOG } from './keep-run-log.ts'
import type { RunFolders } from './run-folders.ts'

const PAGE_BYTES = 256 * 1024
const LINE_FEED = 0x0a

/** Lines of a log from `from` on. Throws AppError `storage_failed` or what the evidence throws. */
export async function runLogPage(
  { folders, evidence }: { folders: Pick<RunFolders, 'read'>; evidence: Pick<EvidenceStore, 'read'> },
  run: AgentRun,
  from: number,
): Promise<AgentLogPage> {
  const bytes =
    run.log === null
      ? await folders.read(run.run_id, from, PAGE_BYTES)
      : await bytesOfEvidence(evidence, run.correlation_id, run.log.package_id, from)
  const given = bytes ?? new Uint8Array()
  const whole = given.subarray(0, given.lastIndexOf(LINE_FEED) + 1)
  const lines = new TextDecoder().decode(whole).split('\n').flatMap(readLine)
  // The end of a log that was cut has no line feed, and nothing more comes of it.
  return { lines, next: from + whole.length, ended: !isOpenState(run.state) && given.length < PAGE_BYTES }
}

/** Whoever asks from the middle of a line gets the next one. */
function readLine(text: string): AgentLogLine[] {
  try {
    return [AgentLogLine.parse(JSON.parse(text))]
  } catch {
    return []
  }
}

async function bytesOfEvidence(
  evidence: Pick<EvidenceStore, 'read'>,
  correlationId: string,
  packageId: string,
  from: number,
): Promise<Uint8Array> {
  const { artifact, pieces } = await evidence.read(correlationId, packageId, RUN_LOG)
  const to = Math.min(artifact.bytes, from + PAGE_BYTES)
  if (from >= to) return new Uint8Array()
  const page = new Uint8Array(to - from)
  let at = 0
  for await (const piece of pieces(from, to)) {
    page.set(piece, at)
    at += piece.length
  }
  return page
}
