import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { NO_TASK } from '../../app/governance-route.ts'
import { formatRoute, NO_FILTER } from '../../app/route.ts'
import { useServices } from '../../app/services.tsx'
import { asFailure, type Failure } from '../../client/failure.ts'
import { inertString } from '../../design/inert-text.ts'
import { STATUS_WORDS } from '../../design/status-mark.tsx'
import { APPROVAL_WORDS } from '../approvals/approval-words.ts'
import type { Command, CommandGroup } from './command.ts'
import { ranked } from './rank.ts'

/** Asked for only when the typing pauses this long. Milliseconds. */
const PAUSE = 140
const MOST_TASKS = 8
const MOST_APPROVALS = 5
const MOST_TOOLS = 5
/** The service reads no longer words. */
const LONGEST = 200

export interface Found {
  readonly groups: readonly CommandGroup[]
  readonly isSearching: boolean
  readonly failure: Failure | null
}

/** Tasks, approvals and tools that what was typed names, by id or by words. */
export function useFound(typed: string, go: (href: string) => void): Found {
  const { api } = useServices()
  const q = useLater(typed.trim().slice(0, LONGEST))
  const tasks = useQuery({
    enabled: q !== '',
    queryKey: ['palette-tasks', q],
    queryFn: ({ signal }) => api.tasks({ q, limit: MOST_TASKS }, signal),
    gcTime: 0,
    staleTime: 0,
  })
  const approvals = useQuery({
    queryKey: ['palette-approvals'],
    queryFn: ({ signal }) => api.approvals({ limit: 200 }, signal),
    gcTime: 0,
    staleTime: 0,
  })
  const failed = tasks.error ?? approvals.error
  const open = (id: string, title: string, also: string, href: string): Command => ({
    ...{ id, title: inertString(title), also, group: '', keys: [], whyNot: null },
    run: () => go(href),
  })
  const taskRows = (q === '' ? [] : (tasks.data?.items ?? [])).map((task) =>
    open(
      `task:${task.task_id}`,
      task.title,
      `${task.task_id}, ${STATUS_WORDS[task.status]}`,
      formatRoute({ page: 'tasks', taskId: task.task_id, filter: NO_FILTER }),
    ),
  )
  const approvalRows = (approvals.data?.items ?? []).map((each) =>
    open(
      `approval:${each.approval_id}`,
      each.what,
      `${each.approval_id}, ${each.tool}, ${APPROVAL_WORDS[each.state]}`,
      formatRoute({ page: 'approvals', open: each.approval_id, filter: { state: null, task_id: '' } }),
    ),
  )
  const tools = useQuery({ queryKey: ['tools'], queryFn: ({ signal }) => api.tools(signal) })
  const toolRows = (tools.data?.items ?? []).map(({ tool, title }) =>
    open(`tool:${tool}`, title, tool, formatRoute({ page: 'tools', open: tool, filter: NO_TASK })),
  )
  const fittingTools = typed.trim() === '' ? [] : ranked(typed, toolRows, () => 0).slice(0, MOST_TOOLS)
  const fitting = typed.trim() === '' ? [] : ranked(typed, approvalRows, () => 0).slice(0, MOST_APPROVALS)
  return {
    groups: [
      { name: 'Tasks', commands: taskRows },
      { name: 'Approvals', commands: fitting },
      { name: 'Tools', commands: fittingTools },
    ],
    isSearching: q !== '' && (tasks.isFetching || q !== typed.trim().slice(0, LONGEST)),
    failure: failed === null ? null : asFailure(failed),
  }
}

function useLater(text: string): string {
  const [later, setLater] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setLater(text), PAUSE)
    return () => clearTimeout(timer)
  }, [text])
  return later
}
