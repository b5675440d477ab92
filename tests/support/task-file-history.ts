import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Sha256 } from '../../contract/ids.ts'
import { Task } from '../../contract/task.ts'
import { sha256 } from '../../main/core/kernel/sha256.ts'
import { encodeTask } from '../../main/core/tasks/task-file.ts'
import type { MemoryLog } from './memory-log.ts'

export type FileHistory = ReturnType<typeof createFileHistory>

/** What the outside world knows of one file: what it was told, what it wrote itself, and what it saw lying there. */
export function createFileHistory(path: string) {
  const versions = new Map<string, number>()
  const claims: { readonly by: string; readonly version: number }[] = []
  const markers: string[] = []
  const broken: string[] = []
  const refused: (string | null)[] = []
  let seen = 0
  let held: Task | null = null

  const read = (): Task | null => {
    try {
      return Task.parse(JSON.parse(readFileSync(path, 'utf8')))
    } catch {
      return null
    }
  }
  /** As an editor saves: whole, and between two turns of everybody else. */
  function replace(text: string): void {
    writeFileSync(`${path}.mine`, text)
    renameSync(`${path}.mine`, path)
  }
  function observe(): void {
    const task = read()
    if (task === null) return
    held = task
    versions.set(sha256(readFileSync(path)), task.version)
    if (task.version < seen) broken.push(`the file went back from version ${seen} to ${task.version}`)
    seen = Math.max(seen, task.version)
  }
  return {
    observe,
    older: (pick: number): Sha256 => [...versions.keys()][pick % versions.size] as Sha256,
    acknowledged: (task: Task | null): void => {
      if (task === null) return
      claims.push({ by: 'the console', version: task.version })
      versions.set(sha256(encodeTask(task)), task.version)
    },
    decidedOn: (base: string, version: number): void => {
      if (versions.get(base) !== version - 1)
        broken.push(`version ${version} was decided on version ${versions.get(base)}`)
    },
    kept: (marker: string): number => markers.push(marker),
    refused: (given: string | null): number => refused.push(given),
    edit: (marker: string): void => {
      observe()
      if (held === null) return
      const mine = { ...held, version: held.version + 1, request_text: `${held.request_text} ${marker}` }
      replace(encodeTask(mine))
      claims.push({ by: 'another program', version: mine.version })
      markers.push(marker)
      observe()
    },
    spoil: (): void => {
      observe()
      replace('{')
    },
    judge: (log: MemoryLog): string[] => {
      const taken = new Map<number, string>()
      for (const { by, version } of claims) {
        if (taken.has(version))
          broken.push(`version ${version} of ${by} is a second one beside that of ${taken.get(version)}`)
        taken.set(version, by)
      }
      const last = read() ?? held
      const newest = Math.max(...taken.keys())
      if ((last?.version ?? 0) < newest) broken.push(`version ${newest} was lost: the file has ${last?.version}`)
      const text = JSON.stringify(last)
      for (const marker of markers) if (!text.includes(marker)) broken.push(`${marker} was lost`)
      const lines = log.events
        .filter(({ type }) => type === 'write_conflict')
        .map(({ data }) => data['given_sha'] ?? null)
      for (const given of refused) {
        const found = lines.indexOf(given)
        if (found === -1) broken.push(`a write based on ${given} was refused without a line`)
        else lines.splice(found, 1)
      }
      return broken
    },
  }
}
