import { createGithubDeliveries } from './adapters/github/github-deliveries.ts'
import { createGapFinder, type GapFinder, type GapParts } from './core/ingest/github/gap-finder.ts'
import type { SourcesConfig } from './sources-config.ts'

/** Null unless GITHUB_TOKEN and GITHUB_HOOKS are set. */
export function gapFinderFor(config: SourcesConfig['github'], parts: Omit<GapParts, 'github'>): GapFinder | null {
  const { token, hooks, api_url } = config
  if (token === null || hooks.length === 0) return null
  return createGapFinder({ ...parts, github: createGithubDeliveries({ token, hooks, apiUrl: api_url }) })
}
