import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface ObsProfile {
  readonly port: number
  readonly password: string
  readonly recordings: string
  /** X display that the scene "Desktop" shows; null: OBS's own. */
  readonly captureDisplay: string | null
  /** A replay buffer of that many seconds; null: switched off. */
  readonly replaySeconds: number | null
  /** rtmp address and key to stream to; null: none is set up. */
  readonly stream: { readonly server: string; readonly key: string } | null
}

/** Small and slow: two cores are enough for it and the tests. */
const CANVAS = { width: 640, height: 360, fps: 10 }

/** Writes a configuration of OBS with the scenes Slides, Camera and Desktop, as OBS itself would keep it. */
export async function writeObsProfile(config: string, profile: ObsProfile): Promise<void> {
  const base = join(config, 'obs-studio')
  await mkdir(join(base, 'basic/profiles/Tests'), { recursive: true })
  await mkdir(join(base, 'basic/scenes'), { recursive: true })
  await writeFile(join(base, 'global.ini'), globalIni(profile))
  await writeFile(join(base, 'basic/profiles/Tests/basic.ini'), profileIni(profile))
  await writeFile(join(base, 'basic/scenes/Tests.json'), JSON.stringify(scenes(profile.captureDisplay)))
  if (profile.stream === null) return
  const settings = { ...profile.stream, use_auth: false }
  await writeFile(join(base, 'basic/profiles/Tests/service.json'), JSON.stringify({ type: 'rtmp_custom', settings }))
}

/** FirstRun=true: the first run is over, no wizard asks. */
const globalIni = ({ port, password }: ObsProfile): string => `[General]
FirstRun=true
Pre19Defaults=false
Pre21Defaults=false
Pre23Defaults=false
Pre24.1Defaults=false
ConfirmOnExit=false
EnableAutoUpdates=false

[Basic]
Profile=Tests
ProfileDir=Tests
SceneCollection=Tests
SceneCollectionFile=Tests

[BasicWindow]
WarnBeforeStoppingRecord=false
WarnBeforeStartingStream=false
WarnBeforeStoppingStream=false
SysTrayEnabled=false

[OBSWebSocket]
FirstLoad=false
ServerEnabled=true
ServerPort=${port}
AlertsEnabled=false
AuthRequired=true
ServerPassword=${password}
`

const profileIni = ({ recordings, replaySeconds }: ObsProfile): string => `[General]
Name=Tests

[Video]
BaseCX=${CANVAS.width}
BaseCY=${CANVAS.height}
OutputCX=${CANVAS.width}
OutputCY=${CANVAS.height}
FPSType=1
FPSInt=${CANVAS.fps}

[Output]
Mode=Simple

[SimpleOutput]
FilePath=${recordings}
RecFormat=mkv
RecQuality=Small
RecEncoder=x264_lowcpu
StreamEncoder=x264
Preset=ultrafast
VBitrate=400
ABitrate=96
RecRB=${replaySeconds !== null}
RecRBTime=${replaySeconds ?? 20}
RecRBSize=64
`

const source = (id: string, versioned: string, name: string, settings: object) => ({
  ...{ id, versioned_id: versioned, name, enabled: true, settings },
})

const item = (name: string, id: number, x: number, y: number) => ({
  ...{ name, id, visible: true, align: 5, pos: { x: 0, y: 0 }, scale: { x: 1, y: 1 } },
  ...{ bounds_type: 2, bounds_align: 0, bounds: { x, y } },
})

const scene = (name: string, items: object[]) =>
  source('scene', 'scene', name, { custom_size: false, id_counter: 9, items })

function scenes(captureDisplay: string | null): object {
  const { width, height } = CANVAS
  const shown = captureDisplay === null ? {} : { advanced: true, server: captureDisplay }
  return {
    ...{ name: 'Tests', current_scene: 'Slides', current_program_scene: 'Slides', current_transition: 'Cut' },
    ...{ transition_duration: 300, groups: [], transitions: [], quick_transitions: [] },
    scene_order: ['Slides', 'Camera', 'Desktop'].map((name) => ({ name })),
    sources: [
      source('color_source', 'color_source_v3', 'Slides colour', { color: 0xffc0a000, width, height }),
      source('color_source', 'color_source_v3', 'Camera colour', { color: 0xff0000ff, width, height }),
      source('xshm_input', 'xshm_input', 'Desktop capture', { screen: 0, show_cursor: true, ...shown }),
      scene('Slides', [item('Slides colour', 1, width, height)]),
      scene('Camera', [item('Camera colour', 1, width, height)]),
      scene('Desktop', [item('Desktop capture', 1, width, height)]),
    ],
  }
}
