import type { SystemInfo } from '../contract/system.ts'
import { type App, createApp } from './app.ts'
import type { Config } from './config.ts'
import type { Lifetime } from './core/kernel/lifetime.ts'
import type { Logger } from './core/kernel/logger.ts'
import { listen } from './http/listen.ts'

/**
 * The app with its socket, owned by `owner`: streams are ended before the listener waits for its connections, and the listener is
 * gone before the app writes its last line.
 */
export async function openConsoleHost(
  owner: Lifetime,
  config: Config,
  host: SystemInfo['host'],
  logger: Logger,
): Promise<{ readonly app: App; readonly url: string }> {
  const app = await createApp(config, host, logger)
  owner.own('app', app.close)
  const listener = await listen(app, config)
  owner.own('listener', listener.close)
  owner.own('open streams', () => {
    app.stopTakingRequests()
    app.events.close()
  })
  app.instance.announce(listener.url)
  return { app, url: listener.url }
}
