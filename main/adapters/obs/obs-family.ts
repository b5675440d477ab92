import { createArmBook } from '../../core/tools/obs/arm-book.ts'
import { reportLoss, wasLossTold } from '../../core/tools/obs/lost-recording.ts'
import { createObsArm } from '../../core/tools/obs/obs-arm.ts'
import { createObsDesk } from '../../core/tools/obs/obs-desk.ts'
import { recordObsNews } from '../../core/tools/obs/obs-news.ts'
import { createObsScenes, createSceneSwitch } from '../../core/tools/obs/obs-scenes.ts'
import { createObsScreenshot } from '../../core/tools/obs/obs-screenshot.ts'
import { createObsStatus } from '../../core/tools/obs/obs-status.ts'
import { statusOf } from '../../core/tools/obs/obs-tool-status.ts'
import { createObsTrack } from '../../core/tools/obs/obs-track.ts'
import { createRecordFolder } from '../../core/tools/obs/record-folder.ts'
import { createRecordPause, createRecordResume } from '../../core/tools/obs/record-pause.ts'
import { createRecordStart } from '../../core/tools/obs/record-start.ts'
import { createRecordStop } from '../../core/tools/obs/record-stop.ts'
import { createRecordingWatch, type RecordingWatch } from '../../core/tools/obs/recording-watch.ts'
import { createReplaySave, createReplayStart, createReplayStop } from '../../core/tools/obs/replay-buffer.ts'
import { createStreamStart } from '../../core/tools/obs/stream-start.ts'
import { createStreamStop } from '../../core/tools/obs/stream-stop.ts'
import type { Tool, ToolFamily } from '../../core/tools/tool.ts'
import type { FamilyParts, FamilySpec } from '../../core/tools/tool-family.ts'
import { surroundingsOf } from '../programs/surroundings.ts'
import { createRecordingReader } from './ffmpeg.ts'
import { createObsConnection } from './obs-connection.ts'
import { createObsFiles } from './obs-files.ts'
import { ObsSettings } from './obs-settings.ts'

const PASSWORD = 'OBS_PASSWORD'

export const obsFamily: FamilySpec<ObsSettings> = {
  name: 'obs',
  levels: {
    'obs.status': 'read_only',
    'obs.scenes': 'read_only',
    'obs.screenshot': 'read_only',
    'obs.arm': 'read_only',
    'obs.scene.switch': 'local_write',
    'obs.record.start': 'local_write',
    'obs.record.pause': 'local_write',
    'obs.record.resume': 'local_write',
    'obs.record.stop': 'local_write',
    'obs.record.folder.set': 'local_write',
    'obs.replay.start': 'local_write',
    'obs.replay.stop': 'local_write',
    'obs.replay.save': 'local_write',
    'obs.stream.start': 'external_publish',
    'obs.stream.stop': 'external_publish',
  },
  settings: ObsSettings,
  secrets: [PASSWORD],
  open: openObs,
}

function openObs(parts: FamilyParts<ObsSettings>): ToolFamily {
  const { clock, timers, ids, logger, settings } = parts
  const link = createObsConnection({
    ...{ settings, clock, timers, logger, password: () => parts.secrets.read(PASSWORD) },
    random: () => Number.parseInt(ids.hex(4), 16) / 2 ** 32,
  })
  const desk = createObsDesk({ link, timers })
  const track = createObsTrack({ link, clock })
  const arms = createArmBook({ clock, ids })
  const files = createObsFiles(
    settings,
    createRecordingReader(() => surroundingsOf(process, null)),
  )
  const lossParts = {
    files,
    clock,
    timers,
    logger,
    record: parts.record,
    work: parts.work,
    evidence: parts.evidence,
    alarm: parts.alarm,
  }
  const watch: RecordingWatch = createRecordingWatch({
    ...{ link, desk, files, clock, timers, logger, settings, runs: parts.runs },
    wasReported: (recording) => wasLossTold(lossParts, recording),
    report: (recording, loss) => reportLoss(lossParts, recording, loss),
    onChange: statusChanged,
  })

  function status() {
    const everyMs = settings().health_seconds * 1000
    return statusOf(link.health(), { loss: watch.lastLoss(), now: clock.now(), everyMs })
  }

  let told = ''
  /** What is only newer is not told. */
  function statusChanged(): void {
    const { state, remediation_hint } = status()
    const now = JSON.stringify([state, remediation_hint, watch.lastLoss()])
    if (now === told) return
    told = now
    parts.statusChanged(tools.map(({ name }) => name))
  }

  const common = { status, desk, track, arms, files, watch, link, clock }
  const tools: readonly Tool[] = [
    createObsStatus(common),
    createObsScenes(common),
    createObsScreenshot(common),
    createObsArm(common),
    createSceneSwitch(common),
    createRecordStart(common),
    createRecordPause(common),
    createRecordResume(common),
    createRecordStop(common),
    createRecordFolder(common),
    createReplayStart(common),
    createReplayStop(common),
    createReplaySave(common),
    createStreamStart(common),
    createStreamStop(common),
  ]

  const endNews = recordObsNews({ link, record: parts.record, logger, onChange: statusChanged })
  let inForce = JSON.stringify(settings())
  const endSettings = parts.onSettings(() => {
    const now = JSON.stringify(settings())
    if (now === inForce) return
    inForce = now
    link.renew()
    statusChanged()
  })
  link.renew()
  watch.start()

  return {
    tools,
    close: async () => {
      endSettings()
      endNews()
      await watch.close()
      track.end()
      link.close()
    },
  }
}
