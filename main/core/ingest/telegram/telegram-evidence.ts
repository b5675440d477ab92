import type { EvidenceRef } from '../../../../contract/evidence.ts'
import type { Amendment } from '../../../../contract/task.ts'
import type { PackageDraft } from '../../evidence/evidence-store.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/sha256.ts'
import type { TelegramMessage } from './telegram-update.ts'

/**
 * What was said, as evidence: `message.json`, the message as it came (as canonical JSON, RFC 8785), and `request.txt`, the words. The
 * times are Telegram's, so that the same message always makes the same package.
 */
interface Said {
  readonly message: TelegramMessage
  readonly content: unknown
  readonly task_id: string
  readonly words: string
}

/**
 * `telegram-<message_id>-<8 hex of what it is>`: the number of the update is no part of it, so that a message that comes again under
 * another one makes the same package, and one that comes again with other content never stands in the way of the first.
 */
export function messagePackage(said: Said): PackageDraft {
  const name = sha256(canonicalJson(said.content)).slice(0, 8)
  // Nothing of the delivery may be in it: without a time of Telegram's own there is none.
  return packageOf(said, `telegram-${said.message.message_id}-${name}`, instantOf(said.message.date ?? 0))
}

/** `telegram-<message_id>-edit-<edit_date>-<8 hex of the delivery>`. */
export function editPackage(said: Said, amendment: Amendment): PackageDraft {
  const { message_id } = said.message
  return packageOf(said, editPackageId(message_id, amendment), amendment.amended_at)
}

const EDIT_PACKAGE = /^telegram-\d+-edit-\d+-[0-9a-f]{8}$/

/** What the task refers to: packages of edits are named for as long as their amendments are listed, in the same order. */
export function withEditPackages(
  held: readonly EvidenceRef[],
  added: readonly EvidenceRef[],
  messageId: number,
  amendments: readonly Amendment[],
): EvidenceRef[] {
  const known = new Map([...added, ...held].map((ref) => [ref.package_id as string, ref]))
  const listed = amendments.flatMap((amendment) => known.get(editPackageId(messageId, amendment)) ?? [])
  return [...held.filter(({ package_id }) => !EDIT_PACKAGE.test(package_id)), ...listed]
}

function editPackageId(messageId: number, { amended_at, delivery_id }: Amendment): string {
  const second = Math.floor(Date.parse(amended_at) / 1000)
  return `telegram-${messageId}-edit-${second}-${sha256(delivery_id).slice(0, 8)}`
}

function packageOf({ content, task_id, words }: Said, package_id: string, at: string): PackageDraft {
  const artifact = (path: string, text: string, media_type: string) => {
    return { path, bytes: Buffer.from(text), media_type, captured_at: at, source: 'telegram:message', link: null }
  }
  return {
    ...{ package_id, task_id, correlation_id: task_id, created_at: at },
    artifacts: [
      artifact('message.json', `${canonicalJson(content)}\n`, 'application/json'),
      artifact('request.txt', words, 'text/plain'),
    ],
  }
}

/** A Unix second as a timestamp. */
export function instantOf(second: number): string {
  return new Date(second * 1000).toISOString()
}
