import { createPrivateKey, createPublicKey } from 'node:crypto'
import { writeSync } from 'node:fs'
import { draft, openLog } from './audit-log.ts'

/**
 * A process that writes to a log until it is killed: `audit-child.ts FOLDER KEY.PEM MAX_SEGMENT_BYTES`. Prints `open` and
 * then, for every record that was answered, its seq, or the reason why it was refused.
 */
const [folder, pem, maxSegmentBytes] = process.argv.slice(2) as [string, string, string]
const privateKey = createPrivateKey(pem)
// A write beyond the file size limit then fails with EFBIG instead of ending the process.
process.on('SIGXFSZ', () => undefined)

const keys = { privateKey, publicKey: createPublicKey(privateKey), keyId: 'key-1' }
const { log } = await openLog(folder, keys, { maxSegmentBytes: Number(maxSegmentBytes) })
writeSync(1, 'open\n')
let n = 0
async function write(): Promise<void> {
  for (;;) {
    log.note(draft(++n))
    const answer = await log.record(draft(++n)).then(
      ({ seq }) => String(seq),
      (error: Error) => error.message,
    )
    writeSync(1, `${answer}\n`)
    if (!/^\d+$/.test(answer)) await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
await Promise.all(Array.from({ length: 8 }, write))
