import type { Browser, Page } from 'playwright'

/** One task of the page's main thread: until it ends, nothing is answered to the person at the screen. Milliseconds. */
export interface ThreadTask {
  /** Time that the thread was computing: it does not grow when other programs keep the processor busy. */
  readonly cpuMs: number
  readonly wallMs: number
  /** What was done in it, the longest part first. */
  readonly what: readonly string[]
}

/** https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU: `X` is a whole event, times in microseconds. */
interface TraceEvent {
  readonly ph: string
  readonly name: string
  readonly cat: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string; readonly chrome_mojo_event_info?: { readonly mojo_interface_tag?: string } }
}

const CATEGORIES = ['toplevel', 'devtools.timeline', 'v8', '__metadata']
const TASK = 'ThreadControllerImpl::RunTask'
/** Parts of a task that are shorter than this are not told. */
const LEAST_PART_US = 2_000

/** Every task of the main thread of the page while `work` was done, but those in which the test itself asked it something; the longest first. */
export async function tasksDuring(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<ThreadTask[]> {
  await browser.startTracing(page, { categories: CATEGORIES })
  let trace: Buffer
  try {
    await work()
  } finally {
    trace = await browser.stopTracing()
  }
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const tasks = mainThreads(traceEvents).flatMap(tasksOf)
  if (!tasks.some(({ cpuMs }) => cpuMs > 0))
    throw new Error('this browser does not tell how long a thread was computing')
  return tasks.toSorted((a, b) => b.cpuMs - a.cpuMs)
}

/** The events of each page's main thread, in their order. */
function mainThreads(events: readonly TraceEvent[]): TraceEvent[][] {
  return events
    .filter(({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain')
    .map(({ pid, tid }) =>
      events
        .filter((event) => event.ph === 'X' && event.pid === pid && event.tid === tid)
        .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0)),
    )
}

function tasksOf(thread: readonly TraceEvent[]): ThreadTask[] {
  const found: ThreadTask[] = []
  for (let at = 0; at < thread.length; ) {
    const task = thread[at] as TraceEvent
    const end = task.ts + (task.dur ?? 0)
    const after = thread.findIndex((event, place) => place > at && event.ts >= end)
    const parts = thread.slice(at + 1, after < 0 ? undefined : after)
    at = after < 0 ? thread.length : after
    if (task.name !== TASK || parts.some(isTestsOwn)) continue
    // The trace leaves out a time of nothing, and that of a task which began before it.
    found.push({ cpuMs: (task.tdur ?? 0) / 1000, wallMs: (task.dur ?? 0) / 1000, what: wordsOf(parts) })
  }
  return found
}

/** A question of the test's own, which runs in the page's thread too. */
const isTestsOwn = ({ args }: TraceEvent): boolean =>
  args?.chrome_mojo_event_info?.mojo_interface_tag?.startsWith('blink.mojom.DevTools') === true

function wordsOf(parts: readonly TraceEvent[]): string[] {
  return parts
    .filter(({ tdur }) => (tdur ?? 0) >= LEAST_PART_US)
    .toSorted((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0))
    .slice(0, 8)
    .map(({ name, tdur }) => `${name} ${Math.round((tdur ?? 0) / 1000)} ms`)
}
