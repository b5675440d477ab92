import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createClient, type MessageBus } from 'dbus-native'
import { expect, onTestFinished } from 'vitest'
import { temporaryFolder } from '../data-root.ts'
import { endProcess, startProcess } from './started-process.ts'

/** A real session bus (dbus-daemon) of one test, with folders of its own. */
export interface TestBus {
  /** Of the socket of the bus. */
  readonly socket: string
  /** What a program of this session has in its environment. */
  readonly env: Readonly<Record<string, string>>
  /** Folders below which a portal may leave pictures. */
  readonly home: string
  connect(): Promise<MessageBus>
  end(): Promise<void>
}

/** `activated`: names of the bus and the programs that it starts for them. `more`: what these have in their environment besides. */
export async function startBus(
  activated: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
  folder?: string,
): Promise<TestBus> {
  const root = folder ?? (await temporaryFolder())
  const [home, runtime, data] = ['home', 'runtime', 'data'].map((name) => join(root, name)) as [string, string, string]
  for (const each of [home, runtime]) mkdirSync(each, { recursive: true, mode: 0o700 })
  const services = join(data, 'dbus-1/services')
  mkdirSync(services, { recursive: true })
  for (const [name, program] of Object.entries(activated))
    writeFileSync(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${program}\n`)
  const socket = join(runtime, 'bus')
  const config = join(root, 'bus.conf')
  writeFileSync(config, configOf(socket, services))
  const session = { HOME: home, XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: join(home, '.local/share') }
  const env = { ...session, XDG_DATA_DIRS: data, DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}`, ...more }
  const inherited = { PATH: process.env['PATH'], ...env, XDG_DATA_DIRS: `${data}:/usr/share` }
  const daemon = startProcess('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address=3'], inherited)
  await new Promise((resolve, reject) => {
    ;(daemon.stdio[3] as Readable).once('data', resolve)
    daemon.once('error', reject)
    daemon.once('exit', (code) => reject(new Error(`dbus-daemon ended with ${code}`)))
  })
  return { socket, env, home, connect: () => connectTo(socket), end: () => endProcess(daemon) }
}

async function connectTo(socket: string): Promise<MessageBus> {
  const bus = createClient({ socket })
  // The daemon goes before its clients when a test is over.
  bus.connection.on('error', () => undefined)
  await expect.poll(() => bus.name).toBeDefined()
  onTestFinished(() => bus.close())
  return bus
}

/** Like Debian's session.conf: every program of this user may do everything (dbus-daemon(1)). */
const configOf = (socket: string, services: string): string => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`
