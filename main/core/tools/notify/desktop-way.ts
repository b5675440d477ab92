import { sha256 } from '../../kernel/sha256.ts'
import { outcomeOf } from './delivery-record.ts'
import { type Excerpt, noticeOf } from './message-of.ts'
import type { DesktopArgs } from './notify-args.ts'
import { noDesktop } from './notify-failures.ts'
import type { NotifySettings } from './notify-settings.ts'
import type { WayOut } from './way-out.ts'

/** `shown`: the system took it; `not_shown`: it did not, for certain; `unknown`: it did not say within the time. */
export interface NoticeOutcome {
  readonly how: 'shown' | 'not_shown' | 'unknown'
  readonly reason: string
}

/** Where notifications of the system are shown. */
export interface DesktopNotices {
  /** Why none can be shown here; null when they can. Asks nobody. */
  missing(): string | null
  /** Once; never throws. */
  show(notice: { readonly title: string; readonly body: string }, signal: AbortSignal): Promise<NoticeOutcome>
}

/** Throws ToolError `notify_no_desktop`. */
export function desktopWay(
  { desktop, excerptOf }: { readonly desktop: DesktopNotices; readonly excerptOf: Excerpt },
  args: DesktopArgs,
  settings: NotifySettings,
): WayOut {
  const missing = desktop.missing()
  if (missing !== null) throw noDesktop(missing)
  return {
    ...{ to: sha256('desktop'), attempt_ms: settings.attempt_timeout_ms },
    attempt: async (signal) => {
      const { how, reason } = await desktop.show(noticeOf(args, excerptOf), signal)
      if (how === 'shown') return outcomeOf('delivered', {})
      return outcomeOf(how === 'unknown' ? 'unknown' : 'later', { reason })
    },
  }
}
