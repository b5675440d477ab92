import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PNG } from 'pngjs'
import { createPictures } from '../../../main/adapters/pictures/pictures.ts'
import { surroundingsOf } from '../../../main/adapters/programs/surroundings.ts'
import { createPortalScreen } from '../../../main/adapters/screen/portal-screen.ts'
import { waylandCommands } from '../../../main/adapters/screen/wayland-commands.ts'
import type { ScreenTarget } from '../../../main/core/tools/screen/screen-target.ts'
import { temporaryFolder } from '../data-root.ts'
import type { AskedPicture } from './portal-stand-in.ts'
import { startBus, type TestBus } from './test-bus.ts'

export const ALL: ScreenTarget = { kind: 'all' }
const never = new AbortController().signal
/** How long a portal that answers is waited for, in milliseconds. */
export const PATIENT = 60_000

/** A picture whose pixel at x, y is of the colour x, y, 9. */
export function picture(): Buffer {
  const png = new PNG({ width: 40, height: 30 })
  for (let at = 0; at < 40 * 30; at++) png.data.set([at % 40, Math.floor(at / 40), 9, 255], at * 4)
  return PNG.sync.write(png)
}

export interface PortalWorld {
  readonly bus: TestBus
  /** The folder of pictures of the person. */
  readonly shots: string
  /** The work folder of the call. */
  readonly work: string
  readonly said: string[]
  take(target: ScreenTarget, deadline_ms: number, signal?: AbortSignal): Promise<readonly string[]>
}

/** A bus without a portal, and our code on it. */
export async function portalWorld(): Promise<PortalWorld> {
  const bus = await startBus({}, {})
  const [shots, work] = [join(bus.home, 'Pictures'), await temporaryFolder()]
  mkdirSync(shots)
  const said: string[] = []
  const take: PortalWorld['take'] = (target, deadline_ms, signal = never) => {
    const logger = { warn: (fields: object, message: string) => said.push(`${message} ${JSON.stringify(fields)}`) }
    const { recording } = waylandCommands(surroundingsOf({ platform: 'linux', env: {} }, null))
    const parts = { env: bus.env, socket: bus.socket, pictures: createPictures(), recording, logger }
    return createPortalScreen({ ...parts, deadline_ms }).take(target, work, signal)
  }
  return { bus, shots, work, said, take }
}

export const uriOf = (file: string): string => pathToFileURL(file).href

/** A portal that writes this file when it is asked, and answers with it. */
export const leaves =
  (file: string, bytes: Uint8Array) =>
  ({ handle, respond }: AskedPicture): string => {
    writeFileSync(file, bytes)
    respond(0, { uri: uriOf(file) })
    return handle
  }
