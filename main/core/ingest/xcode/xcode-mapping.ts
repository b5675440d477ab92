import type { TaskId } from '../../../../contract/ids.ts'
import type { CiCheck } from '../../../../contract/outside-refs.ts'
import { answerToCheck } from '../check-answer.ts'
import type { CommitLookup } from '../github/github-ci.ts'
import { commitKey, subjectKey } from '../github/github-keys.ts'
import { latestInstant } from '../github/github-time.ts'
import type { MappedDelivery, Mapper, Mapping, TaskIntent } from '../task-mapping.ts'
import { parseXcodeBuild } from './xcode-build.ts'
import { checkOf } from './xcode-check.ts'
import type { BuildReport } from './xcode-report.ts'
import { buildTaskAfter, xcodeTaskId } from './xcode-task.ts'

/**
 * What a verified delivery about a build means: the build's own task, which mirrors it, and a check for every task of the same commit
 * and repository and for the pull request that was built. Anything else is recorded.
 */
export function mapXcode(
  atCommit: CommitLookup,
  githubTaskIdOf: (repository: string, number: number) => TaskId,
): Mapper {
  return (delivery): Mapping => {
    const report = believed(parseXcodeBuild(delivery.payload), delivery)
    if (report === null) return { work: { kind: 'recorded' }, about: [], event_at: null }
    const { repository, pull_request, build } = report
    const others = new Set(repository === null || build.commit === null ? [] : atCommit(repository, build.commit))
    if (pull_request !== null) others.add(githubTaskIdOf(pull_request.repository, pull_request.number))
    const check = checkOf(report, delivery.assurance)
    const checks = [...others].map((id) => checkIntent(id as TaskId, check, delivery))
    const intents = [buildIntent(report, check, delivery), ...checks]
    return { work: { kind: 'tasks', intents }, about: aboutOf(report), event_at: build.updated_at }
  }
}

/** The report without a time that lies in the future: a clock that runs ahead must not make all that comes until then look old. */
function believed(report: BuildReport | null, { received_at }: MappedDelivery): BuildReport | null {
  if (report === null) return null
  return { ...report, build: { ...report.build, updated_at: latestInstant([report.build.updated_at], received_at) } }
}

const buildKey = (identity: string): string => `xcode:${identity}`.toLowerCase()

function aboutOf({ identity, build, repository, pull_request }: BuildReport): readonly string[] {
  const keys = [buildKey(identity)]
  if (repository !== null && build.commit !== null) keys.push(commitKey(repository, build.commit))
  if (pull_request !== null) keys.push(subjectKey(pull_request.repository, pull_request.number))
  return keys
}

function buildIntent(report: BuildReport, check: CiCheck, delivery: MappedDelivery): TaskIntent {
  return {
    task_id: xcodeTaskId(report.identity),
    evidence: [],
    upsert: (current) => buildTaskAfter(current, report, check, delivery),
    // Every report of the build makes its task; what came before is only missing when somebody took the file away.
    seek: () => [buildKey(report.identity)],
  }
}

function checkIntent(task_id: TaskId, check: CiCheck, { received_at }: MappedDelivery): TaskIntent {
  return { task_id, evidence: [], upsert: (current) => answerToCheck(current, check, received_at), seek: () => [] }
}
