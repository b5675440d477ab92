import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { TaskDetail } from '../../contract/task.ts'
import { openEvidenceFiles } from '../../main/adapters/files/evidence-files.ts'
import { openSecretFiles } from '../../main/adapters/secrets/secret-files.ts'
import { NO_DESKTOP } from '../../main/core/access/sealer.ts'
import { createLogger } from '../../main/pino-logger.ts'
import { recordedVideo } from '../../tests/support/recorded-video.ts'
import type { ConsoleUnderTest } from '../verify/console-under-test.ts'
import { must } from '../verify/publish-stage.ts'

/** A task with a recording in its evidence, which is on its way out. Answers where it is published from, as `TASK/SHA256`. */
export async function keepFilm(browser: Browser, console: ConsoleUnderTest, dataRoot: string): Promise<string> {
  const wanted = { title: 'Film the pier at low tide', request_text: 'Film it.', allow_external_publish: true }
  const { task_id, correlation_id } = TaskDetail.parse(JSON.parse(must(201, await console.post('/api/tasks', wanted))))
  const bytes = await recordedVideo(browser)
  const captured_at = new Date().toISOString()
  const film = { path: 'recording.webm', bytes, media_type: 'video/webm', captured_at }
  const keys = await openSecretFiles(dataRoot).auditKeys(NO_DESKTOP, 'auto')
  const folder = join(dataRoot, 'audit', 'evidence')
  await openEvidenceFiles({ folder, keys, logger: createLogger(), grown: () => undefined }).keep({
    ...{ task_id, correlation_id, package_id: 'kept-film', created_at: captured_at },
    artifacts: [{ ...film, source: 'tool:screen.record', link: null }],
  })
  return `${task_id}/${createHash('sha256').update(bytes).digest('hex')}`
}
