import type { SystemInfo } from '../contract/system.ts'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import type { App } from './console-app.ts'
import type { Sealer } from './core/access/sealer.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import type { HostPorts } from './core/tools/host-ports.ts'
import { type Listener, listen } from './http/listen.ts'

export interface ConsoleHost {
  readonly app: App
  readonly url: string
  /** Of the listener that a tunnel may show to the world; null when there is none. */
  readonly ingress_url: string | null
}

/**
 * The app with its sockets, owned by `owner`: streams are ended before the listeners wait for their connections, and the listeners are
 * gone before the app writes its last line.
 */
export async function openConsoleHost(
  owner: Lifetime,
  config: Config,
  host: SystemInfo['host'],
  logger: Logger,
  sealer: Sealer,
  ports: HostPorts,
): Promise<ConsoleHost> {
  const app = await createApp(config, host, logger, sealer, ports)
  owner.own('app', app.close)
  const listeners: Listener[] = []
  // Together: each lets its requests in flight finish for a moment.
  owner.own('listeners', async () => {
    await Promise.all(listeners.map((each) => each.close()))
  })
  const listener = await listen(app, { host: config.host, port: config.port, flag: '--port' })
  listeners.push(listener)
  const ingress = await listenToTheWorld(app, config.ingress_port)
  if (ingress !== null) listeners.push(ingress)
  owner.own('open streams', () => {
    app.stopTakingRequests()
    app.events.close()
  })
  app.listening({ console: listener.url, ingress: ingress?.url ?? null })
  // Only now, when the console is sure to be there: it may send messages.
  await app.begin()
  app.instance.announce(listener.url)
  return { app, url: listener.url, ingress_url: ingress?.url ?? null }
}

/** On loopback whatever `--host` says: a tunnel runs on this machine. */
async function listenToTheWorld(app: App, port: number | null): Promise<Listener | null> {
  return port === null ? null : listen(app, { host: '127.0.0.1', port, flag: '--ingress-port' })
}
