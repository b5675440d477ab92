import type { GapFinder } from '../core/ingest/github/gap-finder.ts'
import { AppError } from '../core/kernel/app-error.ts'
import type { Handlers } from './handler.ts'
import { jsonReply } from './reply.ts'

type GapHandlers = Pick<Handlers, 'findGithubGaps' | 'fetchMissedDelivery'>

/** Shorter than the patience of the callers, so that they learn which hooks were not reached. */
const DEADLINE_MS = 25_000

/** `finder` is null when the console was not told how to ask GitHub. */
export function createGapHandlers({ finder }: { readonly finder: GapFinder | null }): GapHandlers {
  function need(): GapFinder {
    if (finder === null)
      throw new AppError('github_gaps_off', 'The console was started without GITHUB_TOKEN or without GITHUB_HOOKS.')
    return finder
  }

  return {
    findGithubGaps: async ({ call }) => jsonReply(200, await need().find(call, AbortSignal.timeout(DEADLINE_MS))),
    fetchMissedDelivery: async ({ call, body }) => {
      const signal = AbortSignal.timeout(DEADLINE_MS)
      const { result, correlation_id } = await need().fetch(call, body.hook, body.id, signal)
      return { ...jsonReply(200, result), correlation_id, task_id: result.task_ids[0] ?? null }
    },
  }
}
