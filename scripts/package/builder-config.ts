import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { DebugLogger } from 'builder-util'
import type { Configuration } from 'electron-builder'

/** electron-builder.yml, checked against electron-builder's own schema without a network. Rejects with its words when it is not valid. */
export async function checkedConfig(root: string): Promise<Configuration> {
  const config = await getConfig(root, null, null)
  await validateConfiguration(config, new DebugLogger(false))
  return config
}

/** Files that the configuration names and that are not there. */
export function missingFiles(root: string, config: Configuration): string[] {
  const named = [config.mac?.entitlements, config.mac?.icon, config.win?.icon, config.linux?.icon]
  return named.filter((path) => typeof path === 'string').filter((path) => !existsSync(join(root, path)))
}
