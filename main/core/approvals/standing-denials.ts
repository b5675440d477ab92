import type { Approval } from '../../../contract/approval.ts'
import type { Clock } from '../kernel/clock.ts'

/** Denials that refuse the identical call for a while. */
export interface StandingDenials {
  add(denied: Approval): void
  /** Null when nobody denied this call, or the time is over. */
  of(subjectSha256: string): Approval | null
}

export function createStandingDenials(clock: Clock): StandingDenials {
  const bySubject = new Map<string, Approval>()
  const refuses = ({ refused_until }: Approval): boolean =>
    refused_until !== null && clock.now() < Date.parse(refused_until)

  return {
    add: (denied) => {
      for (const [subject, one] of bySubject) if (!refuses(one)) bySubject.delete(subject)
      if (refuses(denied)) bySubject.set(denied.subject_sha256, denied)
    },
    of: (subjectSha256) => {
      const found = bySubject.get(subjectSha256)
      return found !== undefined && refuses(found) ? found : null
    },
  }
}
