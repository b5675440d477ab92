import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../main/core/kernel/sha256.ts'
import { MessengerError } from '../../../main/core/remote/messenger.ts'
import { bytesOfKept } from '../../support/kept-bytes.ts'
import { attachment, attachmentWorld, JPEG, telegramTask } from './attachment-world.ts'

const unreachable = () => Promise.reject(new MessengerError('unreachable', 'ETIMEDOUT'))
const KEPT = {
  state: 'kept',
  package_id: 'telegram-42-photo-1',
  media_type: 'image/jpeg',
  bytes: JPEG.length,
  reason: null,
}

describe('an attachment that waits', () => {
  it('is fetched after a start and becomes evidence that the task refers to', async () => {
    const { boot, lines, fetchFile } = await attachmentWorld(telegramTask('t1', [attachment({})], {}))
    const running = await boot()
    running.start()
    await expect.poll(() => running.states()).toEqual(['kept'])
    expect(fetchFile.mock.calls).toEqual([['file-1', 1000]])
    const [ref] = running.task().evidence
    expect(running.task().attachments).toMatchObject([KEPT])
    expect(await running.evidence.list('t1')).toMatchObject([
      { package_id: 'telegram-42-photo-1', state: 'whole', manifest_sha256: ref?.manifest_sha256, task_id: 't1' },
    ])
    expect(await bytesOfKept(await running.evidence.read('t1', 'telegram-42-photo-1', 'photo.jpg'))).toEqual(JPEG)
    expect(lines('evidence_kept')).toMatchObject([
      {
        ...{ actor: { door: 'system' }, correlation_id: 't1', task_id: 't1' },
        data: {
          package_id: 'telegram-42-photo-1',
          manifest_sha256: ref?.manifest_sha256,
          artifacts: 1,
          bytes: JPEG.length,
        },
      },
    ])
    expect(lines('task_updated')).toMatchObject([{ task_id: 't1', data: { attachment_id: 'photo-1' } }])
  })

  it('is fetched once, however often its task is told of', async () => {
    const { boot, fetchFile, lines } = await attachmentWorld(telegramTask('t1', [attachment({})], {}))
    const running = await boot()
    running.start()
    for (let n = 0; n < 5; n += 1) running.look('t1')
    await expect.poll(() => running.states()).toEqual(['kept'])
    running.look('t1')
    running.look('nobody')
    await running.stop()
    expect([fetchFile.mock.calls.length, lines('evidence_kept').length]).toEqual([1, 1])
  })

  it('is told by its bytes, not by what its sender says', async () => {
    const claims = attachment({ kind: 'document', name: 'holiday.png', media_type: 'image/png' })
    const { boot, fetchFile } = await attachmentWorld(telegramTask('t1', [claims], {}))
    fetchFile.mockResolvedValue({ bytes: Buffer.from('<script>alert(1)</script>') })
    const running = await boot()
    running.look('t1')
    await expect.poll(() => running.states()).toEqual(['kept'])
    expect(running.task().attachments).toMatchObject([{ name: 'holiday.png', media_type: 'application/octet-stream' }])
    expect(await running.evidence.list('t1')).toMatchObject([{ artifacts: [{ path: 'document.bin' }] }])
  })

  it('leaves alone what does not wait', async () => {
    const ended = (['kept', 'refused', 'failed'] as const).map((state) => attachment({ state, attachment_id: state }))
    const { boot, fetchFile } = await attachmentWorld(telegramTask('t1', ended, {}))
    const running = await boot()
    running.start()
    await running.stop()
    expect(fetchFile).not.toHaveBeenCalled()
  })
})

describe('an attachment that cannot be had', () => {
  it('is refused with the words of Telegram, on record, and not asked for again', async () => {
    const { boot, fetchFile, lines } = await attachmentWorld(telegramTask('t1', [attachment({})], {}))
    fetchFile.mockRejectedValue(new MessengerError('refused', 'Bad Request: wrong file_id\u202e'))
    const running = await boot()
    running.start()
    await expect.poll(() => running.states()).toEqual(['refused'])
    const reason = 'Telegram did not hand the file out: Bad Request: wrong file_id?'
    expect(running.task()).toMatchObject({ attachments: [{ reason, package_id: null }], evidence: [] })
    expect(lines('evidence_failed')).toMatchObject([
      { task_id: 't1', data: { attachment_id: 'photo-1', state: 'refused', reason } },
    ])
    running.look('t1')
    await running.stop()
    expect(fetchFile).toHaveBeenCalledTimes(1)
  })

  it('is not even asked for when it is known to be too large, and not kept when it turns out to be', async () => {
    const said = attachment({ attachment_id: 'said', bytes: 1001 })
    const unsaid = attachment({ attachment_id: 'unsaid', file_id: 'file-2' })
    const { boot, fetchFile, folder } = await attachmentWorld(telegramTask('t1', [said, unsaid], {}))
    fetchFile.mockResolvedValue({ bytes: Buffer.alloc(1002) })
    const running = await boot()
    running.start()
    await expect.poll(() => running.states()).toEqual(['refused', 'refused'])
    expect(fetchFile.mock.calls).toEqual([['file-2', 1000]])
    expect(running.task().attachments.map((one) => one.reason)).toEqual([
      'The file has 1001 bytes; at most 1000 are taken.',
      'The file has 1002 bytes; at most 1000 are taken.',
    ])
    expect(await readdir(folder)).toEqual([])
  })

  it('waits while Telegram is out of reach, with growing pauses, and is kept when it is back', async () => {
    const { boot, fetchFile, timers, logger, lines } = await attachmentWorld(telegramTask('t1', [attachment({})], {}))
    fetchFile.mockImplementation(unreachable)
    const running = await boot()
    running.start()
    for (const [before, seconds] of [5, 10, 20, 40, 80, 160, 320, 600, 600].entries()) {
      await expect.poll(() => timers.waiting()).toBe(1)
      expect(fetchFile).toHaveBeenCalledTimes(before + 1)
      timers.advance(seconds * 1000 - 1)
      expect(timers.waiting()).toBe(1)
      timers.advance(1)
      expect(timers.waiting()).toBe(0)
    }
    await expect.poll(() => timers.waiting()).toBe(1)
    expect(running.states()).toEqual(['waiting'])
    expect(logger.lines.map((line) => line.fields)).toEqual([
      { task_id: 't1', attachment_id: 'photo-1', reason: 'ETIMEDOUT' },
    ])
    fetchFile.mockResolvedValue({ bytes: JPEG })
    timers.advance(600_000)
    await expect.poll(() => running.states()).toEqual(['kept'])
    expect(lines('evidence_failed')).toEqual([])
  })

  it('is given up after a day of trying, and says so', async () => {
    const { boot, fetchFile, timers, lines } = await attachmentWorld(telegramTask('t1', [attachment({})], {}))
    fetchFile.mockImplementation(unreachable)
    const running = await boot()
    running.start()
    for (let attempts = 1; attempts < 150; attempts += 1) {
      await expect.poll(() => timers.waiting(), { interval: 1 }).toBe(1)
      timers.advance(600_000)
    }
    await expect.poll(() => running.states()).toEqual(['failed'])
    const reason = 'Given up after 150 attempts: Telegram could not be reached (ETIMEDOUT)'
    expect(running.task().attachments).toMatchObject([{ reason }])
    expect(lines('evidence_failed')).toMatchObject([{ data: { state: 'failed', reason } }])
    expect([fetchFile.mock.calls.length, timers.waiting()]).toEqual([150, 0])
  })

  it('fails when its package is there already and is not what was recorded, without touching it', async () => {
    const { boot, folder } = await attachmentWorld(telegramTask('t1', [attachment({})], {}))
    await mkdir(join(folder, 't1', 'telegram-42-photo-1'), { recursive: true })
    await writeFile(join(folder, 't1', 'telegram-42-photo-1', 'photo.jpg'), 'planted')
    const running = await boot()
    running.start()
    await expect.poll(() => running.states()).toEqual(['failed'])
    expect(running.task().attachments[0]?.reason).toContain('manifest.json is missing')
    expect(await readFile(join(folder, 't1', 'telegram-42-photo-1', 'photo.jpg'), 'utf8')).toBe('planted')
  })
})

describe('a machine in trouble', () => {
  it('keeps the attachment waiting while evidence cannot be written, and keeps it when it can', async () => {
    const { boot, folder, timers } = await attachmentWorld(telegramTask('t1', [attachment({})], {}))
    const running = await boot()
    await writeFile(join(folder, 't1'), 'in the way')
    running.start()
    await expect.poll(() => timers.waiting()).toBe(1)
    expect(running.states()).toEqual(['waiting'])
    await rm(join(folder, 't1'))
    timers.advance(5000)
    await expect.poll(() => running.states()).toEqual(['kept'])
  })

  it.each(['evidence_kept', 'task_write_intended'] as const)(
    'does not fetch again nor write twice when the log takes no %s line for a while',
    async (type) => {
      const { boot, log, lines, timers, fetchFile } = await attachmentWorld(telegramTask('t1', [attachment({})], {}))
      log.fail(type)
      const running = await boot()
      running.start()
      await expect.poll(() => timers.waiting()).toBe(1)
      expect(running.states()).toEqual(['waiting'])
      log.mend()
      timers.advance(5000)
      await expect.poll(() => running.states()).toEqual(['kept'])
      expect([fetchFile.mock.calls.length, lines('evidence_kept').length]).toEqual([1, 1])
      expect(running.task().evidence.length).toBe(1)
    },
  )

  it('loses nothing when the task changes while its file is on the way', async () => {
    const { boot, fetchFile, ssot } = await attachmentWorld(telegramTask('t1', [attachment({})], {}))
    const running = await boot()
    fetchFile.mockImplementation(async () => {
      const text = await readFile(join(ssot, 't1.json'), 'utf8')
      await writeFile(join(ssot, 't1.json'), text.replace('Ship it', 'Ship it now'))
      return { bytes: JPEG }
    })
    running.start()
    await expect.poll(() => running.states()).toEqual(['kept'])
    expect(running.task().request_text).toBe('Ship it now')
    expect(running.task().evidence.map((ref) => ref.package_id)).toEqual(['telegram-42-photo-1'])
    expect(sha256(JPEG)).toBe((await running.evidence.list('t1'))[0]?.artifacts[0]?.sha256)
  })
})
