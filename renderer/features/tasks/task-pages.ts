import type { ListedStatus, Source, TaskPage, TaskSummary } from '../../../contract/task.ts'

/** A row as it now stands; null when the task file is gone. */
export interface TaskChange {
  readonly task_id: string
  readonly task: TaskSummary | null
}

interface Filter {
  readonly status: ListedStatus | null
  readonly source: Source | null
  readonly q: string
}

export interface Applied {
  readonly pages: readonly TaskPage[]
  /** Only the service can tell whether a new row fits the search: the list must be read again. */
  readonly unsure: boolean
}

/** Works on the loaded pages of the list; the work per change grows with the pages, not with the tasks. */
export interface TaskPages {
  /** The same order and filter as the service's: newest first, equal instants by id. */
  apply(pages: readonly TaskPage[], filter: Filter, changes: Iterable<TaskChange>): Applied
  /** Place of the task in the whole list, or -1. */
  placeOf(pages: readonly TaskPage[], taskId: string): number
}

export function rowCount(pages: readonly TaskPage[]): number {
  return pages.reduce((sum, page) => sum + page.items.length, 0)
}

export function rowAt(pages: readonly TaskPage[], place: number): TaskSummary | undefined {
  let rest = place
  for (const page of pages) {
    if (rest < page.items.length) return page.items[rest]
    rest -= page.items.length
  }
  return undefined
}

function comesBefore(a: TaskSummary, b: TaskSummary): boolean {
  const difference = Date.parse(b.created_at) - Date.parse(a.created_at)
  return difference < 0 || (difference === 0 && a.task_id < b.task_id)
}

export function createTaskPages(): TaskPages {
  // A page is never changed, only replaced, so its index stays true for as long as the page lives.
  const indexes = new WeakMap<TaskPage, ReadonlyMap<string, number>>()

  function placeIn(page: TaskPage, taskId: string): number {
    let index = indexes.get(page)
    if (index === undefined) {
      index = new Map(page.items.map((item, place) => [item.task_id, place]))
      indexes.set(page, index)
    }
    return index.get(taskId) ?? -1
  }

  function withItems(pages: readonly TaskPage[], at: number, items: TaskSummary[]): TaskPage[] {
    return pages.map((page, place) => (place === at ? { ...page, items } : page))
  }

  function insert(pages: readonly TaskPage[], row: TaskSummary): readonly TaskPage[] {
    const at = pages.findIndex((page, place) => {
      const last = page.items.at(-1)
      const isEnd = place === pages.length - 1 && page.next_cursor === null
      return isEnd || (last !== undefined && comesBefore(row, last))
    })
    const page = pages[at]
    if (page === undefined) return pages
    const before = page.items.findIndex((item) => comesBefore(row, item))
    return withItems(pages, at, page.items.toSpliced(before < 0 ? page.items.length : before, 0, row))
  }

  return {
    placeOf: (pages, taskId) => {
      let before = 0
      for (const page of pages) {
        const place = placeIn(page, taskId)
        if (place >= 0) return before + place
        before += page.items.length
      }
      return -1
    },
    apply: (given, filter, changes) => {
      let pages = given
      let unsure = false
      for (const { task_id, task } of changes) {
        const at = pages.findIndex((page) => placeIn(page, task_id) >= 0)
        const page = pages[at]
        const known = page === undefined ? undefined : page.items[placeIn(page, task_id)]
        const fits =
          task !== null &&
          (filter.status === null || filter.status === task.status) &&
          (filter.source === null || filter.source === task.source)
        if (page === undefined || known === undefined) {
          if (!fits) continue
          if (filter.q.trim() === '') pages = insert(pages, task)
          else unsure = true
        } else if (fits && known.created_at === task.created_at) {
          pages = withItems(pages, at, page.items.with(placeIn(page, task_id), task))
        } else {
          pages = withItems(pages, at, page.items.toSpliced(placeIn(page, task_id), 1))
          if (fits) pages = insert(pages, task)
        }
      }
      return { pages, unsure }
    },
  }
}
