import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackagePlace } from '../../core/evidence/manifest.ts'
import { AppError } from '../../core/kernel/app-error.ts'
import { packageFolder, unreadable } from './evidence-reading.ts'
import { statOf } from './plain-file.ts'
import { portableName } from './portable-name.ts'

/**
 * Where a package lies, for another program to show: a real folder below `root`, which is `audit/evidence/`, reached through no link.
 * The ids become names here and cannot climb out. Throws AppError `evidence_not_found`, `evidence_altered` when a link, or
 * something that is no folder, stands in the way, or `folder_not_opened` when the disk does not let us look.
 */
export async function findPackageFolder(root: string, place: PackagePlace): Promise<string> {
  const shown = `audit/evidence/${portableName(place.correlation_id)}/${portableName(place.package_id)}`
  return find(root, place, shown).catch((cause: unknown) => {
    if (cause instanceof AppError) throw cause
    const { fault } = unreadable(cause as NodeJS.ErrnoException)
    throw new AppError('folder_not_opened', `${shown} ${fault}.`, {}, { cause })
  })
}

async function find(root: string, place: PackagePlace, shown: string): Promise<string> {
  const folder = packageFolder(root, place)
  for (const step of [join(root, portableName(place.correlation_id)), folder]) {
    const stat = await statOf(step)
    if (stat === null) throw new AppError('evidence_not_found', `There is no folder ${shown}.`)
    if (!stat.isDirectory()) throw new AppError('evidence_altered', `${shown}: a link or a file stands in its place.`)
  }
  // Whatever stands at the names by now: it is given out only where it is.
  const real = await realpath(folder)
  if (real !== packageFolder(await realpath(root), place))
    throw new AppError('evidence_altered', `${shown}: it leads to another place.`)
  return real
}
