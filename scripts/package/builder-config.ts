import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { DebugLogger } from 'builder-util'
import type { Configuration } from 'electron-builder'
import { parse } from 'yaml'

/** A configuration that electron-builder would not take; `message` is its own words. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/** electron-builder.yml of a folder, checked against electron-builder's own schema without a network. Rejects with ConfigurationError. */
export async function checkedConfig(root: string): Promise<Configuration> {
  const config = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Configuration
  try {
    await validateConfiguration(config, new DebugLogger(false))
  } catch (error) {
    throw new ConfigurationError((error as Error).message)
  }
  return config
}

/** Files that the configuration names and that are not there. */
export function missingFiles(root: string, config: Configuration): string[] {
  const named = [config.mac?.entitlements, config.mac?.icon, config.win?.icon, config.linux?.icon]
  return named.filter((path) => typeof path === 'string').filter((path) => !existsSync(join(root, path)))
}
