import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import OBSWebSocket from 'obs-websocket-js/json'
import { type ObsProfile, writeObsProfile } from './obs-profile.ts'
import { descendants, type OwnProcess, startOf, startOwn } from './own-process.ts'
import { freePort } from './stream-sink.ts'

/** A real OBS Studio on an X server of its own, in a folder of its own. */
export interface RunningObs {
  readonly url: string
  readonly password: string
  readonly recordings: string
  /** Of its X server, like `:12`. */
  readonly display: string
  readonly log: string
  readonly pid: number
  /** As a crash does it; the X server stays, and `restart` brings it back under the same address. */
  kill(): Promise<void>
  /** Stops it in its tracks, so that it answers nothing; `thaw` lets it go on. */
  /** Resolves when none of its threads runs any more: the signal alone lets one answer another question. */
  freeze(): Promise<void>
  thaw(): void
  /** Kills the process that writes the recording. */
  killMuxer(): Promise<void>
  /** In good order, as a person would. */
  quit(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

export type ObsOptions = Partial<Omit<ObsProfile, 'port' | 'password'>>

const READY_MS = 90_000

async function startXvfb(folder: string): Promise<{ readonly server: OwnProcess; readonly display: string }> {
  const log = openSync(join(folder, 'xvfb.log'), 'w')
  // It chooses a free display itself, and tells its number on descriptor 3.
  const args = ['-displayfd', '3', '-screen', '0', '1280x720x24', '-nolisten', 'tcp', '-noreset']
  const server = await startOwn('Xvfb', args, { env: process.env, stdio: ['ignore', log, log, 'pipe'] })
  closeSync(log)
  const told = server.child.stdio[3]
  if (told === null || told === undefined || !('setEncoding' in told)) throw new Error('Xvfb cannot tell its display')
  const [number] = (await Promise.race([
    once(told.setEncoding('utf8'), 'data'),
    once(server.child, 'exit').then(() =>
      Promise.reject(new Error(`Xvfb ended:\n${readFileSync(join(folder, 'xvfb.log'), 'utf8')}`)),
    ),
  ])) as [string]
  return { server, display: `:${number.trim()}` }
}

/** `folder` is its home; the caller removes it. */
export async function startObs(folder: string, options: ObsOptions = {}): Promise<RunningObs> {
  const recordings = options.recordings ?? join(folder, 'rec')
  const password = randomBytes(12).toString('hex')
  const port = await freePort()
  const url = `ws://127.0.0.1:${port}`
  const log = join(folder, 'obs.log')
  for (const name of ['home', 'run', 'cache', 'data']) await mkdir(join(folder, name), { recursive: true, mode: 0o700 })
  await mkdir(recordings, { recursive: true })
  const { captureDisplay = null, replaySeconds = null, stream = null } = options
  const profile = { port, password, recordings, captureDisplay, replaySeconds, stream }
  const { server, display } = await startXvfb(folder)
  let obs: OwnProcess

  async function start(): Promise<void> {
    await writeObsProfile(join(folder, 'config'), profile)
    const output = openSync(log, 'a')
    const args = ['--multi', '--disable-missing-files-check', '--profile', 'Tests', '--collection', 'Tests']
    obs = await startOwn('obs', [...args, '--websocket_ipv4_only'], {
      env: environment(folder, display),
      stdio: ['ignore', output, output],
    })
    closeSync(output)
    await ready(url, password, obs, log)
  }

  const toQuit = [
    ['SIGINT', 8000],
    ['SIGTERM', 3000],
    ['SIGKILL', 3000],
  ] as const
  try {
    await start()
  } catch (error) {
    await server.end([['SIGKILL', 3000]])
    throw error
  }
  return {
    ...{ url, password, recordings, display, log },
    get pid() {
      return obs.pid
    },
    kill: () => obs.end([['SIGKILL', 5000]]),
    freeze: async () => {
      obs.signal('SIGSTOP')
      while (!isStopped(obs.pid)) await wait(5)
    },
    thaw: () => obs.signal('SIGCONT'),
    killMuxer: async () => {
      const muxers = descendants(obs.pid, /^obs-ffmpeg-mux/)
      if (muxers.length === 0) throw new Error('OBS has no muxer now')
      for (const { pid } of muxers) process.kill(pid, 'SIGKILL')
      while (muxers.some(({ pid, started }) => startOf(pid) === started)) await wait(20)
    },
    quit: () => obs.end(toQuit),
    restart: start,
    stop: async () => {
      obs.signal('SIGCONT')
      await obs.end(toQuit)
      await server.end([
        ['SIGTERM', 3000],
        ['SIGKILL', 3000],
      ])
    },
  }
}

function isStopped(pid: number): boolean {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks).every((thread) => /\) [Tt] /.test(readFileSync(`${tasks}/${thread}/stat`, 'latin1')))
}

/** The proxies keep its own looks for news from leaving the machine. */
function environment(folder: string, display: string): NodeJS.ProcessEnv {
  const { WAYLAND_DISPLAY: _, SESSION_MANAGER: __, QT_STYLE_OVERRIDE: ___, ...rest } = process.env
  const nowhere = 'http://127.0.0.1:9'
  return {
    ...rest,
    ...{ DISPLAY: display, HOME: join(folder, 'home'), XDG_CONFIG_HOME: join(folder, 'config') },
    ...{
      XDG_RUNTIME_DIR: join(folder, 'run'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      XDG_DATA_HOME: join(folder, 'data'),
    },
    ...{ QT_QPA_PLATFORM: 'xcb', LIBGL_ALWAYS_SOFTWARE: '1', LC_ALL: 'C.UTF-8', DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
    PULSE_SERVER: `unix:${join(folder, 'run', 'no-pulse')}`,
    ...{
      http_proxy: nowhere,
      https_proxy: nowhere,
      HTTP_PROXY: nowhere,
      HTTPS_PROXY: nowhere,
      no_proxy: '',
      NO_PROXY: '',
    },
  }
}

/** Its websocket listens before it is ready for questions. */
async function ready(url: string, password: string, obs: OwnProcess, log: string): Promise<void> {
  const deadline = performance.now() + READY_MS
  for (;;) {
    if (!obs.alive()) throw new Error(`OBS ended before it was ready:\n${readFileSync(log, 'utf8').slice(-4000)}`)
    if (performance.now() > deadline)
      throw new Error(`OBS is not ready in time:\n${readFileSync(log, 'utf8').slice(-4000)}`)
    const client = new OBSWebSocket()
    try {
      await client.connect(url, password)
      await client.call('GetRecordStatus')
      return
    } catch {
      await wait(100)
    } finally {
      await client.disconnect().catch(() => undefined)
    }
  }
}

/** As another program hashes a file. */
export const sha256OfFile = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
