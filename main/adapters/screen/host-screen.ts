import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostPorts } from '../../core/tools/host-ports.ts'
import { oneLine } from '../../core/tools/one-line.ts'
import type { PicturePort } from '../../core/tools/screen/picture-port.ts'
import { recordingUnsupported } from '../../core/tools/screen/record-failures.ts'
import {
  captureFailed,
  noDisplay,
  noPermission,
  targetNotFound,
  targetUnsupported,
} from '../../core/tools/screen/screen-failures.ts'
import type { ListedSource } from '../../core/tools/screen/screen-port.ts'
import type { ScreenTarget } from '../../core/tools/screen/screen-target.ts'
import { ToolError } from '../../core/tools/tool.ts'
import { numberIn } from './numbered-source.ts'
import type { RecordingWay, ScreenWay } from './screen-way.ts'

/**
 * The screen as the desktop app sees it. `program`: the way that a plain process would take; it records. Everything is what the operator
 * chose in this run of the app, for pictures and for films, and refused where that cannot be filmed; without a choice, every display.
 */
export function createHostScreen(
  host: NonNullable<HostPorts['screen']>,
  program: ScreenWay,
  pictures: Pick<PicturePort, 'crop'>,
): ScreenWay {
  async function list(signal: AbortSignal): Promise<ListedSource[]> {
    const found = await host.sources(signal)
    return found.map(({ id, name, kind }) => ({
      ...{ id, name: oneLine(name), kind: kind === 'screen' ? 'display' : 'window', place: null },
    }))
  }

  async function displays(signal: AbortSignal): Promise<string[]> {
    const found = (await list(signal)).filter(({ kind }) => kind === 'display')
    if (found.length === 0)
      throw noDisplay('The system shows no display to the app.', 'Look whether the session is locked or has no screen.')
    return found.map(({ id }) => id)
  }

  async function idsOf(target: ScreenTarget, signal: AbortSignal): Promise<readonly string[]> {
    if (target.kind === 'all') {
      const chosen = host.chosen()
      return chosen === null ? displays(signal) : [chosen]
    }
    if (target.kind === 'region') {
      const [only, ...others] = await displays(signal)
      if (only === undefined || others.length > 0)
        throw targetUnsupported(
          'There are several displays, and it is not known where they are beside each other.',
          'Capture one display by its id.',
        )
      return [only]
    }
    const isThere = (await list(signal)).some(({ id, kind }) => id === target.id && kind === target.kind)
    if (!isThere) throw targetNotFound(`${target.kind} ${target.id}`)
    return [target.id]
  }

  async function take(target: ScreenTarget, folder: string, signal: AbortSignal): Promise<readonly string[]> {
    const names: string[] = []
    for (const [index, id] of (await idsOf(target, signal)).entries()) {
      const name = `display-${index + 1}.png`
      const file = join(folder, name)
      await writeFile(file, (await host.capture(id, signal)).png)
      if (target.kind === 'region') await writeFile(file, (await pictures.crop(file, target, signal)).png)
      names.push(name)
    }
    return names
  }

  /** What the operator chose, for `all`. */
  async function chosenIn(target: ScreenTarget, signal: AbortSignal): Promise<ListedSource | null> {
    const chosen = target.kind === 'all' ? host.chosen() : null
    if (chosen === null) return null
    const found = (await list(signal)).find(({ id }) => id === chosen)
    if (found === undefined) throw targetNotFound(`${chosen}, which was chosen in the app,`)
    return found
  }

  const command: RecordingWay['command'] = async (order, file, signal) => {
    const chosen = await chosenIn(order.target, signal).catch(explain)
    const target: ScreenTarget = chosen === null ? order.target : { kind: chosen.kind, id: chosen.id }
    try {
      return await program.recording.command({ ...order, target: await forProgram(target, signal) }, file, signal)
    } catch (error) {
      throw chosen === null ? error : notAsChosen(chosen, error)
    }
  }

  /** Electron and the recorder have names of their own for the same things. */
  async function forProgram(target: ScreenTarget, signal: AbortSignal): Promise<ScreenTarget> {
    if (target.kind === 'window' && program.name === 'x11')
      return { kind: 'window', id: `0x${numberIn('window', target.id).toString(16)}` }
    if (target.kind !== 'display') return target
    const [only, ...others] = await displays(signal)
    if (only !== target.id && !others.includes(target.id)) throw targetNotFound(`display ${target.id}`)
    if (others.length === 0) return { kind: 'all' }
    throw recordingUnsupported(
      'One of several displays cannot be recorded by the app.',
      'Record everything, or a region.',
    )
  }

  return {
    name: 'desktop_app',
    words: 'the desktop of the app',
    missing: () => null,
    sources: (signal) => list(signal).catch(explain),
    take: (...given) => take(...given).catch(explain),
    recording: {
      missing: program.recording.missing,
      command,
    },
  }
}

/** Never the whole screen instead: the operator chose a part of it. */
function notAsChosen({ kind, id }: ListedSource, error: unknown): unknown {
  if (!(error instanceof ToolError) || !CANNOT.includes(error.error_code)) return error
  return recordingUnsupported(
    `In the app the ${kind} ${id} was chosen as what is to be seen, and it cannot be filmed: ${error.message}`,
    'Record a region, take pictures of it with screen.capture, or choose something else in the app.',
  )
}

const CANNOT = ['screen_record_unsupported', 'screen_target_unsupported']

/** Electron says in words why it shows nothing. */
function explain(error: unknown): never {
  // The system's own errors, like a full disk, are known elsewhere.
  if (error instanceof ToolError || (error instanceof Error && 'code' in error)) throw error
  const said = oneLine(error instanceof Error ? error.message : String(error))
  if (/permission|does not show/.test(said))
    throw noPermission(
      `The system does not let the app see the screen: ${said}`,
      'Allow it in the settings of the system (macOS: Privacy & Security, Screen Recording), and start the app again.',
    )
  throw captureFailed(said, error)
}
