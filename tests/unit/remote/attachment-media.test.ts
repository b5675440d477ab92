import { describe, expect, it } from 'vitest'
import { Attachment, Task } from '../../../contract/task.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { sniffMedia } from '../../../main/core/remote/attachment-media.ts'
import {
  attachmentDraft,
  attachmentPackageId,
  plainReason,
  withAttachmentEnd,
} from '../../../main/core/remote/attachment-package.ts'
import { AT } from '../evidence/evidence-draft.ts'
import { attachment, JPEG, telegramTask } from './attachment-world.ts'

describe('what a file is', () => {
  it.each([
    ['image/jpeg', 'jpg', '\xff\xd8\xff\xe1'],
    ['image/png', 'png', '\x89PNG\r\n\x1a\n\0\0'],
    ['image/webp', 'webp', 'RIFF\x10\0\0\0WEBPVP8 '],
    ['image/gif', 'gif', 'GIF87a;'],
    ['image/gif', 'gif', 'GIF89a;'],
    ['application/pdf', 'pdf', '%PDF-1.7'],
    ['application/ogg', 'ogg', 'OggS\0\x02'],
    ['application/zip', 'zip', 'PK\x03\x04'],
  ])('is told by its bytes: %s', (media_type, ending, bytes) => {
    expect(sniffMedia(Buffer.from(bytes, 'latin1'))).toEqual({ media_type, ending })
    const cut = Buffer.from(bytes, 'latin1').subarray(0, 2)
    expect(sniffMedia(cut)).toEqual({ media_type: 'application/octet-stream', ending: 'bin' })
  })

  it.each([
    '',
    '<!doctype html><script>alert(1)</script>',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'MZ\x90\0',
    'RIFF\x10\0\0\0WAVEfmt ',
    ' %PDF-1.7',
    'GIF88a',
  ])('is mere bytes when it is none of those: %j', (bytes) => {
    expect(sniffMedia(Buffer.from(bytes, 'latin1')).media_type).toBe('application/octet-stream')
  })
})

describe('the package of an attachment', () => {
  it('is named after the message and the attachment, its file after what it is, whatever the sender calls it', () => {
    const task = telegramTask('t1', [], {})
    const named = attachment({ name: '../../../etc/passwd', media_type: 'text/html' })
    expect(attachmentDraft(task, named, JPEG, AT)).toMatchObject({
      ...{ package_id: 'telegram-42-photo-1', task_id: 't1', correlation_id: 't1', created_at: AT },
      artifacts: [{ path: 'photo.jpg', media_type: 'image/jpeg', source: 'telegram:photo', captured_at: AT }],
    })
  })

  it('has a name of its own for every attachment id, also one that no folder could bear', () => {
    const ids = ['AgADBAAD', 'agadbaad', '../x', 'x'.repeat(41), 'x'.repeat(100), 'ü', '.', 'photo-1']
    const names = ids.map((id) => attachmentPackageId({ message_id: Number.MAX_SAFE_INTEGER }, id))
    expect(new Set(names).size).toBe(ids.length)
    for (const name of names) expect(name).toMatch(/^telegram-9007199254740991-[a-z0-9._-]+$/)
    expect(attachmentPackageId({ message_id: null }, 'photo-1')).toBe('telegram-none-photo-1')
  })
})

describe('the end of an attachment', () => {
  const ref = {
    ...{ package_id: attachmentPackageId({ message_id: 42 }, 'photo-1'), manifest_sha256: sha256('m') },
    ...{ artifacts: 1, captured_at: AT },
  }
  const kept = { state: 'kept' as const, ref, artifact: { media_type: 'image/jpeg', bytes: 14 } }

  it('changes only its own attachment, and a verdict stays', () => {
    const verdict = {
      decision: 'approve' as const,
      comment: null,
      decided_by: 'me',
      decided_at: AT,
      door: 'console' as const,
    }
    const before = telegramTask('t1', [attachment({ attachment_id: 'other' }), attachment({})], { verdict })
    const answer = withAttachmentEnd(before, 'photo-1', kept, AT)
    expect(answer).toMatchObject({ change: 'task_updated' })
    const task = Task.parse((answer as { task: Task }).task)
    expect(task.attachments[0]).toEqual(before.attachments[0])
    expect(task).toMatchObject({ verdict, evidence: [ref], version: 2 })
    expect(withAttachmentEnd(task, 'photo-1', kept, AT)).toBeNull()
  })

  it('of a file that was sent twice refers to one package', () => {
    const twice = telegramTask('t1', [attachment({}), attachment({})], {})
    const once = (withAttachmentEnd(twice, 'photo-1', kept, AT) as { task: Task }).task
    const both = (withAttachmentEnd(once, 'photo-1', kept, AT) as { task: Task }).task
    expect(both.attachments.map((one) => one.state)).toEqual(['kept', 'kept'])
    expect(both.evidence).toEqual([ref])
  })

  it('never makes the task file invalid: a task that refers to 1,000 packages says that it was one too many', () => {
    const evidence = Array.from({ length: 1000 }, (_, n) => ({ ...ref, package_id: `other-${n}` }))
    const full = telegramTask('t1', [attachment({})], { evidence: evidence as Task['evidence'] })
    const { task } = withAttachmentEnd(full, 'photo-1', kept, AT) as { task: Task }
    expect(Task.safeParse(task).success).toBe(true)
    expect(task.attachments).toMatchObject([{ state: 'failed', reason: expect.stringContaining('1000 packages') }])
    expect(Task.safeParse({ ...task, evidence: [...evidence, ref] }).success).toBe(false)
  })

  it('gives a reason that fits the file and does nothing to a screen', () => {
    const reason = plainReason(`\u001b[31mno\n\u202e${'🙂'.repeat(400)}`)
    expect(reason.startsWith('?[31mno??🙂')).toBe(true)
    expect(reason.endsWith('🙂?')).toBe(true)
    expect(Attachment.safeParse(attachment({ state: 'refused', reason })).success).toBe(true)
  })
})
