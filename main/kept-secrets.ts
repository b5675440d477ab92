import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SystemInfo } from '../contract/system.ts'
import { openSecretFiles, type SecretFiles } from './adapters/secrets/secret-files.ts'
import { type Config, loadConfig, namedDataRoot } from './config.ts'
import type { Sealer } from './core/access/sealer.ts'
import type { FamilySecrets } from './core/tools/tool-family.ts'
import { SOURCE_SECRETS } from './sources-config.ts'
import { TOOL_SECRETS } from './tool-families.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The configuration, with the kept secrets where the environment has none. Throws StartupError as `loadConfig` does, and when a secret
 * that is needed cannot be unsealed here.
 */
export async function loadConfigWithSecrets(
  argv: readonly string[],
  env: Env,
  defaultDataRoot: string,
  sealer: Sealer,
): Promise<Config> {
  const dataRoot = namedDataRoot(argv, env, defaultDataRoot)
  const given = SOURCE_SECRETS.filter((name) => (env[name] ?? '') !== '')
  const found: Record<string, string> = {}
  if (existsSync(join(dataRoot, 'secrets', 'outside'))) {
    const kept = openSecretFiles(dataRoot).outside(sealer, 'auto')
    for (const name of SOURCE_SECRETS) {
      const secret = given.includes(name) ? null : await kept.read(name)
      if (secret !== null) found[name] = secret
    }
  }
  const config = loadConfig(argv, { ...env, ...found }, defaultDataRoot)
  return Object.freeze({ ...config, secrets: { ...config.secrets, from_environment: given } })
}

/** Seals the kept secrets of others, or unseals them, as it is wanted. Only for the process that has the data root. */
export async function settleOutsideSecrets(files: SecretFiles, sealer: Sealer, config: Config): Promise<void> {
  const outside = files.outside(sealer, config.secrets.at_rest)
  for (const name of outside.names()) await outside.settle(name)
}

/** The secrets of tools: what the environment says goes before what is kept. Throws StartupError for one that cannot be unsealed here. */
export function createFamilySecrets(files: SecretFiles, sealer: Sealer, config: Config): FamilySecrets {
  const outside = files.outside(sealer, config.secrets.at_rest)
  const known = (name: string): string => {
    if (!TOOL_SECRETS.includes(name)) throw new Error(`no family of tools declares the secret ${name}`)
    return name
  }
  return {
    read: async (name) => config.secrets.of_tools.get(known(name)) ?? (await outside.read(name)),
    keep: async (name, value) => {
      outside.write(known(name), value)
      await outside.settle(name)
    },
    remove: async (name) => void outside.remove(known(name)),
  }
}

/** How each secret is kept, for GET /system/info. Never a secret itself. */
export function secretsInfo(files: SecretFiles, sealer: Sealer, config: Config): SystemInfo['secrets'] {
  const { at_rest, from_environment } = config.secrets
  const outside = files.outside(sealer, at_rest)
  const items: SystemInfo['secrets']['items'] = [
    { name: 'audit signing key', kept: files.auditKeyKeptAs() ?? 'file' },
    { name: 'JWT_SECRET', kept: config.jwt_secret === null ? 'file' : 'environment' },
  ]
  for (const name of new Set<string>([...SOURCE_SECRETS, ...TOOL_SECRETS, ...outside.names()])) {
    const given = from_environment.includes(name) || config.secrets.of_tools.has(name)
    const kept = given ? 'environment' : outside.keptAs(name)
    if (kept !== null) items.push({ name, kept })
  }
  if (sealer.kind === 'file') return { protection: 'file', reason: sealer.reason, items }
  if (at_rest === 'file') return { protection: 'file', reason: 'COUNTERSIGN_SECRETS=file asks for plain files', items }
  return { protection: 'safe_storage', reason: null, items }
}
