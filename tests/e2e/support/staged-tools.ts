import type { JsonObject } from '../../../contract/json-object.ts'
import type { SideEffectLevel, ToolInfo, ToolStatus } from '../../../contract/tool.ts'
import { ago } from './staged-facts.ts'

/** Tools of the families for the staged service; what they take is a part of what the real ones take. */

export function stagedStatus(given: Partial<ToolStatus>): ToolStatus {
  return {
    ...{ state: 'ready', detail: 'It answered.', remediation_hint: null, source: 'asked it', checked_at: ago(0.1) },
    ...given,
  }
}

const sha = { type: 'string', pattern: '^[0-9a-f]{64}$' }

function stagedTool(
  tool: string,
  title: string,
  side_effect_level: SideEffectLevel,
  properties: JsonObject,
  args_example: JsonObject,
  given: Partial<ToolInfo>,
): ToolInfo {
  const args_schema = {
    ...{ type: 'object', properties, additionalProperties: false },
    required: Object.keys(args_example),
  }
  return {
    ...{ tool, title, description: `${title}, with what came of it as evidence.`, side_effect_level },
    ...{ args_schema, args_example, timeout_ms: 120_000, status: stagedStatus({}), last_run: null },
    ...given,
  }
}

const obsStatus = stagedStatus({ detail: 'OBS 29.0.2, round trip 3 ms.', source: 'round trip to OBS' })

export const STAGED_FAMILIES: readonly ToolInfo[] = [
  stagedTool(
    ...(['screen.capture', 'Capture the screen', 'local_write'] as const),
    {
      target: {
        anyOf: [
          { type: 'object', properties: { kind: { const: 'screen' } }, required: ['kind'] },
          {
            ...{ type: 'object', required: ['kind', 'x', 'y', 'width', 'height'] },
            properties: {
              kind: { const: 'region' },
              x: { type: 'integer', minimum: 0 },
              y: { type: 'integer', minimum: 0 },
              width: { type: 'integer', minimum: 1, description: 'In pixels of the screen.' },
              height: { type: 'integer', minimum: 1 },
            },
          },
        ],
      },
      note: { type: 'string', maxLength: 2000, description: 'Kept with the picture.' },
      sound: { type: 'boolean' },
    },
    { target: { kind: 'screen' } },
    {},
  ),
  stagedTool(
    ...(['screen.redact', 'Redact a picture', 'local_write'] as const),
    {
      artifact_sha256: sha,
      regions: {
        ...{ type: 'array', minItems: 1, maxItems: 50 },
        items: {
          ...{ type: 'object', required: ['x', 'y', 'width', 'height'] },
          properties: {
            x: { type: 'integer', minimum: 0 },
            y: { type: 'integer', minimum: 0 },
            width: { type: 'integer', minimum: 1 },
            height: { type: 'integer', minimum: 1 },
          },
        },
      },
    },
    { artifact_sha256: 'a'.repeat(64), regions: [{ x: 0, y: 0, width: 10, height: 10 }] },
    {},
  ),
  stagedTool(
    ...(['vision.describe', 'Describe a picture', 'external_notify'] as const),
    { artifact_sha256: sha },
    { artifact_sha256: 'a'.repeat(64) },
    {
      status: stagedStatus({
        ...{ state: 'off', detail: 'No endpoint is set.', source: 'known from the settings', checked_at: null },
        remediation_hint: 'Set tools.vision.endpoint in the settings.',
      }),
    },
  ),
  stagedTool(
    ...(['notify.send', 'Send a message', 'external_notify'] as const),
    { to: { enum: ['desktop', 'telegram', 'webhook'] }, text: { type: 'string', minLength: 1, maxLength: 4000 } },
    { to: 'desktop', text: 'The tide is coming in.' },
    {
      status: stagedStatus({
        ...{
          state: 'unknown',
          detail: 'The webhook was not called yet.',
          source: 'known from the settings',
          checked_at: null,
        },
      }),
    },
  ),
  stagedTool(
    ...(['youtube.upload', 'Upload a video', 'external_publish'] as const),
    { artifact_sha256: sha, title: { type: 'string', minLength: 1, maxLength: 100 } },
    { artifact_sha256: 'a'.repeat(64), title: 'The pier' },
    {
      timeout_ms: 6 * 3_600_000,
      status: stagedStatus({
        ...{ state: 'unavailable', detail: 'YouTube refuses the account.', source: 'refresh of the token' },
        ...{ remediation_hint: 'Connect the account anew in the settings.', checked_at: ago(12.5) },
      }),
    },
  ),
  ...(
    [
      ['youtube.preflight', 'Check an upload', 'read_only'],
      ['youtube.set_privacy', 'Let others see a video', 'external_publish'],
      ['youtube.undo', 'Take a video back', 'external_publish'],
    ] as const
  ).map(([tool, title, level]) => stagedTool(tool, title, level, { video_id: { type: 'string' } }, {}, {})),
  ...(
    [
      ['status', 'read_only'],
      ['scenes', 'read_only'],
      ['arm', 'read_only'],
      ['scene.switch', 'local_write'],
      ['record.start', 'local_write'],
      ['record.pause', 'local_write'],
      ['record.resume', 'local_write'],
      ['record.stop', 'local_write'],
      ['screenshot', 'read_only'],
      ['stream.start', 'external_publish'],
      ['stream.stop', 'external_publish'],
    ] as const
  ).map(([name, level]) => stagedTool(`obs.${name}`, `OBS: ${name}`, level, {}, {}, { status: obsStatus })),
]
