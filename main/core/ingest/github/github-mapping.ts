import type { TaskId } from '../../../../contract/ids.ts'
import { sha256 } from '../../kernel/sha256.ts'
import type { Mapper, Mapping } from '../task-mapping.ts'
import { type CommitLookup, mapCheck } from './github-ci.ts'
import { mapSubject } from './github-subject.ts'

/** One task per repository and number; GitHub counts issues and pull requests together. */
export function githubTaskId(repository: string, number: number): TaskId {
  return `gh-${sha256(`github:${repository.toLowerCase()}#${number}`).slice(0, 12)}` as TaskId
}

/** What a verified GitHub delivery means; what comes of several does not depend on the order in which they arrive. */
export function mapGithub(atCommit: CommitLookup): Mapper {
  return (delivery): Mapping => {
    const { event } = delivery
    if (event === 'ping') return { work: { kind: 'ping' }, about: [], event_at: null }
    const mapped =
      event === 'issues' || event === 'pull_request'
        ? mapSubject(delivery, githubTaskId)
        : mapCheck(delivery, atCommit, githubTaskId)
    return mapped ?? { work: { kind: 'recorded' }, about: [], event_at: null }
  }
}
