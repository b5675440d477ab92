import type { IntakeState, SetIntake } from '../../../contract/intake.ts'
import { type SaveSettings, type SettingInForce, Settings, type SettingsView } from '../../../contract/settings.ts'
import type { SystemInfo } from '../../../contract/system.ts'
import { ago, shaOf } from './staged-facts.ts'
import { ok, problem, type StagedReply, type StagedService } from './staged-service.ts'

/** What the staged service tells of its settings and of the intake; a test changes it between two looks. */
export interface SettingsStage {
  view: SettingsView
  intake: IntakeState
  /** What the next save is answered with instead of being taken. */
  refuse: StagedReply | null
  /** Everything that was saved, the newest last. */
  saved: Settings[]
}

const row = (name: keyof Settings, value: SettingInForce['value'], given: Partial<SettingInForce>): SettingInForce => ({
  ...{ name, value, from: 'default', variable: null, applies: 'restart' },
  ...given,
})

export function stagedSettings(settings: object, given: Partial<SettingsView>): SettingsView {
  return {
    settings: Settings.parse(settings),
    base_sha: shaOf(JSON.stringify(settings)),
    ...{ path: '/data/config.json', refused: null, restart_needed: [] },
    in_force: [
      row('port', 8787, { variable: '--port, COUNTERSIGN_PORT' }),
      row('operator_name', 'anna', { from: 'environment', variable: 'COUNTERSIGN_OPERATOR' }),
    ],
    addresses: { console: 'http://127.0.0.1:8787', ingress: null },
    data_root: { path: '/data', from: 'environment' },
    tool_families: [
      {
        ...{ family: 'obs', secrets: ['OBS_PASSWORD'] },
        settings_schema: {
          type: 'object',
          properties: {
            url: { anyOf: [{ type: 'string', maxLength: 200 }, { type: 'null' }], default: null },
            call_timeout_ms: { type: 'integer', minimum: 100, maximum: 60_000, default: 5000 },
            allow_remote: { type: 'boolean', default: false },
          },
        },
      },
      { family: 'time', secrets: [], settings_schema: { type: 'object', properties: {} } },
    ],
    ...given,
  }
}

/** Answers the routes of settings and intake; `info` is what GET /system/info tells besides the intake. */
export function stageSettings(service: StagedService, info: () => SystemInfo): SettingsStage {
  const stage: SettingsStage = {
    view: stagedSettings({}, {}),
    intake: { paused: false, since: null, by: null, reason: null, held: 0 },
    ...{ refuse: null, saved: [] },
  }
  service.on('GET /system/info', () => ok({ ...info(), intake: stage.intake }))
  service.on('GET /api/settings', () => ok(stage.view))
  service.on('PUT /api/settings', ({ sent }) => {
    if (stage.refuse !== null) return stage.refuse
    const { settings, base_sha } = sent as SaveSettings
    if (base_sha !== stage.view.base_sha) return problem('settings_changed', 'The settings are others by now.')
    stage.saved.push(settings)
    stage.view = { ...stage.view, settings, base_sha: shaOf(JSON.stringify(settings)) }
    return ok(stage.view)
  })
  service.on('POST /api/intake', ({ sent }) => {
    const { paused, reason = null } = sent as SetIntake
    stage.intake = paused
      ? { paused, since: ago(0), by: 'operator', reason, held: 2 }
      : { paused, since: null, by: null, reason: null, held: 0 }
    return ok(stage.intake)
  })
  return stage
}
