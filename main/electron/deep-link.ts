import { Approval } from '../../contract/approval.ts'
import type { DesktopTarget } from '../../contract/desktop-door.ts'
import { TaskId } from '../../contract/ids.ts'
import { CONSOLE_SCHEME } from './console-origin.ts'

/** What a link from outside may name: one item, and nothing that is to be done with it. */
export type LinkTarget = Extract<DesktopTarget, { page: 'task' | 'approval' }>

/** `rejected`: the argument is a link of ours by its scheme, and by nothing else. */
export type LinkReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'target'; readonly target: LinkTarget }
  | { readonly kind: 'rejected'; readonly text: string }

const LINK = /^countersign:\/\/(task|approval)\/([A-Za-z0-9_-]{1,64})$/
const ApprovalId = Approval.shape.approval_id

/**
 * `countersign://task/ID` or `countersign://approval/ID`, in exactly this writing: no query, no fragment, no port, nothing encoded. Any
 * program and any web page can have such a link opened, so it names an item and carries nothing else. Null for everything else.
 */
export function parseDeepLink(text: string): LinkTarget | null {
  const [, page, id] = LINK.exec(text) ?? []
  if (page === 'task' && TaskId.safeParse(id).success) return { page, id: id as string }
  if (page === 'approval' && ApprovalId.safeParse(id).success) return { page, id: id as string }
  return null
}

/**
 * The link on a command line: on Linux and Windows the system starts the app once more, with the link as an argument
 * (https://www.electronjs.org/docs/latest/tutorial/launch-app-from-url-in-another-app). Only the first one counts.
 */
export function linkIn(argv: readonly string[]): LinkReading {
  const text = argv.find((argument) => argument.toLowerCase().startsWith(`${CONSOLE_SCHEME}:`))
  return text === undefined ? { kind: 'none' } : readLink(text)
}

export function readLink(text: string): Exclude<LinkReading, { kind: 'none' }> {
  const target = parseDeepLink(text)
  return target === null ? { kind: 'rejected', text } : { kind: 'target', target }
}
