import type { Attachment, TaskDetail } from '../../../contract/task.ts'
import { FailureNote } from '../../design/failure-note.tsx'
import { CheckIcon, CrossIcon, FileIcon, PhotoIcon, RunningIcon, SlashIcon, VoiceIcon } from '../../design/icons.tsx'
import { Inert } from '../../design/inert.tsx'
import { sizeWords } from '../../design/size-words.ts'
import { Section } from './section.tsx'

const KINDS = {
  photo: { Icon: PhotoIcon, word: 'Photo' },
  document: { Icon: FileIcon, word: 'Document' },
  voice: { Icon: VoiceIcon, word: 'Voice message' },
} as const

const STATES = {
  waiting: { Icon: RunningIcon, colour: 'text-pending', word: 'Waits to be fetched' },
  kept: { Icon: CheckIcon, colour: 'text-approved', word: 'Kept as evidence' },
  refused: { Icon: SlashIcon, colour: 'text-soft', word: 'Not fetched' },
  failed: { Icon: CrossIcon, colour: 'text-rejected', word: 'Could not be fetched' },
} as const

const SEND_AGAIN =
  'Check the network and the disk of the service, and ask the sender for the file again: it is not fetched again by itself.'

/** The files that came with the request, and how far each has come. */
export function Attachments({ task }: { task: TaskDetail }) {
  const { attachments } = task
  if (attachments.length === 0) return null
  return (
    <Section title={`Attachments (${attachments.length})`} aside={null}>
      <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {attachments.map((attachment) => (
          <AttachmentRow key={attachment.attachment_id} attachment={attachment} />
        ))}
      </ul>
    </Section>
  )
}

function AttachmentRow({ attachment }: { attachment: Attachment }) {
  const { name, media_type, bytes, reason } = attachment
  const kind = KINDS[attachment.kind]
  const state = STATES[attachment.state]
  return (
    <li data-testid="attachment" className="flex items-start gap-2.5 px-3 py-2">
      <kind.Icon className="mt-0.5 text-faint" />
      <div className="min-w-0 flex-1">
        <p className="break-words">
          {name === null ? kind.word : <Inert text={name} />}
          <span className="text-faint text-xs">
            {name !== null && ` · ${kind.word.toLowerCase()}`}
            {media_type !== null && (
              <>
                {' · '}
                <Inert text={media_type} />
              </>
            )}
            {bytes !== null && ` · ${sizeWords(bytes)}`}
          </span>
        </p>
        {attachment.state === 'failed' ? (
          <div className="mt-1">
            <FailureNote code="attachment_failed" detail={reason ?? 'No reason was recorded.'} hint={SEND_AGAIN} />
          </div>
        ) : (
          <p className={`flex items-start gap-1 text-xs ${state.colour}`}>
            <state.Icon className="mt-0.5 size-3.5" />
            <span className="min-w-0 break-words">
              {state.word}
              {reason !== null && (
                <span className="text-soft">
                  {': '}
                  <Inert text={reason} />
                </span>
              )}
            </span>
          </p>
        )}
      </div>
    </li>
  )
}
