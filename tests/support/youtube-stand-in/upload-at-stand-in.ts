import { randomBytes } from 'node:crypto'
import { ToolError } from '../../../main/core/tools/tool.ts'
import type { UploadJob } from '../../../main/core/tools/youtube/youtube-ports.ts'
import { temporaryFolder } from '../data-root.ts'
import { uploadWorld } from './upload-world.ts'
import { standInForTest } from './youtube-app.ts'

const NEVER = new AbortController().signal
const ignore = (): void => undefined

/** A video of that many random bytes, the real adapter, and a stand-in of its own. */
export async function uploadAtStandIn(size: number) {
  const standIn = await standInForTest()
  const refreshToken = standIn.oauth.grant()
  const folder = await temporaryFolder()
  const bytes = randomBytes(size)
  const made = await uploadWorld(folder, { settings: standIn.settings, refreshToken }, bytes)
  const upload = (signal = NEVER, more: Partial<UploadJob> = {}) =>
    made.uploader.upload({ ...made.job, ...more }, signal, ignore)
  return { ...made, standIn, upload, folder, bytes }
}

/** The error code with which it fails. */
export async function failure(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ToolError)) throw new Error(`no ToolError: ${String(error)}`, { cause: error })
  return error.error_code
}
