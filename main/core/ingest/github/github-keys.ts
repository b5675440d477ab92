import type { Task } from '../../../../contract/task.ts'

/** Key of an issue or pull request; names of repositories are compared without case, as GitHub does. */
export function subjectKey(repository: string, number: number): string {
  return `github:${repository}#${number}`.toLowerCase()
}

export function commitKey(repository: string, commit: string): string {
  return `commit:${repository}@${commit}`.toLowerCase()
}

/** Keys under which deliveries may have come before the task was there, or before it stood at its commit. */
export function seekOfGithubTask(task: Task): readonly string[] {
  const ref = task.external_ref
  if (ref?.kind !== 'github_issue' && ref?.kind !== 'github_pull_request') return []
  const subject = subjectKey(ref.repository, ref.number)
  return ref.head_commit === null ? [subject] : [subject, commitKey(ref.repository, ref.head_commit)]
}
