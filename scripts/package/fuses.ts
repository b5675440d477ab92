import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'

/** Fuses by the names that electron-builder gives them. */
export type Fuses = Readonly<Record<string, boolean>>

const OPTIONS: Readonly<Record<string, FuseV1Options>> = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
}

/** In the wire: '0' off, '1' on; anything else is a fuse that this program does not have. */
const ON = '1'.charCodeAt(0)

/** What the program itself holds. Rejects when it has no fuses at all. */
export async function readFuses(program: string): Promise<Fuses> {
  const wire: Readonly<Record<number, unknown>> = await getCurrentFuseWire(program)
  return Object.fromEntries(Object.entries(OPTIONS).map(([name, option]) => [name, wire[option] === ON]))
}

/** Where the program differs from what was asked for, one sentence each. */
export function wrongFuses(wanted: Fuses, found: Fuses): string[] {
  const names = new Set([...Object.keys(OPTIONS), ...Object.keys(wanted)])
  return [...names].flatMap((name) => {
    if (wanted[name] === undefined) return [`${name} is not set in electron-builder.yml`]
    const [should, is] = [wanted[name] ? 'on' : 'off', found[name] === true ? 'on' : 'off']
    return should === is ? [] : [`${name} is ${is} in the packaged program and should be ${should}`]
  })
}
