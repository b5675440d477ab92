import { SYSTEM } from '../../kernel/call.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { FamilyParts } from '../tool-family.ts'
import type { ObsHappening, ObsLink } from './obs-link.ts'

/** Records that OBS went, and that it came back. The first contact is no news. Returns what ends it. */
export function recordObsNews(parts: {
  readonly link: Pick<ObsLink, 'watch'>
  readonly record: FamilyParts<unknown>['record']
  readonly onChange: () => void
  readonly logger: Logger
}): () => void {
  let known: 'new' | 'on' | 'lost' = 'new'

  function line(type: 'obs_connection_lost' | 'obs_connection_restored', data: Record<string, string>): void {
    parts
      .record({ type, actor: SYSTEM, correlation_id: 'obs', task_id: null, data })
      .catch((error: unknown) => parts.logger.error({ err: error }, `${type} could not be recorded`))
  }

  return parts.link.watch((happening: ObsHappening) => {
    if (happening.kind === 'told') return
    if (happening.kind === 'opened') {
      if (known === 'lost') line('obs_connection_restored', {})
      known = 'on'
    } else if (happening.problem.kind === 'not_configured') known = 'new'
    else if (known === 'on') {
      line('obs_connection_lost', { kind: happening.problem.kind, reason: happening.problem.message })
      known = 'lost'
    }
    parts.onChange()
  })
}
