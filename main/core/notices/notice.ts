import type { DesktopTarget } from '../../../contract/desktop-door.ts'
import type { NoticeKind } from '../../../contract/settings.ts'

/** What a person is told of beside the screen. `title` is in the console's own words; `body` may hold an excerpt of others' words. */
export interface Notice {
  /** The same for the same state of the same item: told once. */
  readonly notice_id: string
  /** What it is about, for example `approval:ap-0123456789abcdef`; a later notice of the same item takes the place of this one. */
  readonly item: string
  readonly kind: NoticeKind
  readonly title: string
  /** One line. */
  readonly body: string
  /** Where a click on it leads. */
  readonly target: DesktopTarget
  /** RFC 3339, of the event. */
  readonly ts: string
  /** How many it stands for. */
  readonly count: number
}
