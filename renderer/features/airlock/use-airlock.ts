import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { TaskDetail } from '../../../contract/task.ts'
import type { SideEffectLevel } from '../../../contract/tool.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure } from '../../client/failure.ts'
import { canBePublished } from '../evidence/artifact-file.ts'
import { type PlacedArtifact, useTaskEvidence } from '../tools/use-artifacts.ts'
import { useToolCall } from '../tools/use-tool-call.ts'
import { useTools } from '../tools/use-tools.ts'
import { airlockState, stepsOf, type VideoWords } from './airlock-state.ts'

/** Calls of one task that are looked through; a publication has a handful. */
const MOST_RUNS = 500

/** What screen.redact says of the files that it makes. */
const COVERED = 'tool:screen.redact'

/** One file on its way out: what is known of it, what is written for it, and how each step stands. */
export function useAirlock(task: TaskDetail, sha256: string) {
  const { api } = useServices()
  const runs = useQuery({
    queryKey: ['tool-runs', { task_id: task.task_id, airlock: true }],
    queryFn: ({ signal }) => api.toolRuns({ task_id: task.task_id, limit: MOST_RUNS }, signal),
  })
  const tools = useTools()
  const evidence = useTaskEvidence(task.task_id)
  const call = useToolCall(task)
  const [typed, setTyped] = useState<VideoWords | null>(null)

  const { artifacts } = evidence
  const items = runs.data?.items ?? []
  const state = airlockState(items, sha256, artifacts)
  const placed = artifacts.find(({ artifact }) => artifact.sha256 === sha256) ?? null
  const parent = placed?.artifact.parent_sha256
  const before = parent === undefined ? null : airlockState(items, parent, []).words
  // What was sent is told as it was sent, whatever was typed since.
  const words = state.sent ?? typed ?? state.words ?? before ?? fresh(task.title)
  const isRedacted = placed?.artifact.parent_sha256 !== undefined && placed.artifact.source === COVERED
  const error = runs.error ?? evidence.query.error ?? tools.error
  return {
    ...{ task, sha256, state, placed, words, setWords: setTyped, call, artifacts },
    steps: stepsOf(state, words, isRedacted),
    /** Made by covering parts of this one. */
    covered: artifacts.filter(
      ({ artifact: { parent_sha256, source } }) => parent_sha256 === sha256 && source === COVERED,
    ),
    levelOf: (tool: string): SideEffectLevel | null =>
      tools.data?.items.find((each) => each.tool === tool)?.side_effect_level ?? null,
    statusOf: (tool: string) => tools.data?.items.find((each) => each.tool === tool)?.status ?? null,
    isLoading: runs.data === undefined || evidence.query.data === undefined || tools.data === undefined,
    failure: error === null ? null : asFailure(error),
    readAgain: () => {
      for (const query of [runs, evidence.query, tools]) if (query.error !== null) void query.refetch()
    },
  }
}

export type Airlock = ReturnType<typeof useAirlock>

const fresh = (title: string): VideoWords => ({
  ...{ title: title.slice(0, 100), description: '', category_id: '', made_for_kids: null, tags: [] },
})

/** Files that can be uploaded, the newest first. */
export function videosOf(artifacts: readonly PlacedArtifact[]): readonly PlacedArtifact[] {
  return artifacts.filter(({ artifact }) => canBePublished(artifact))
}
