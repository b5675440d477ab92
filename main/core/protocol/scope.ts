/**
 * Whether a path lies in a declared scope. An entry is a path; a folder with everything below it, when it ends with `/`; or a glob as
 * Node's path.matchesGlob reads it: `*` and `?` stay within a name, `**` as a whole name stands for any number of folders, and none of
 * them matches a name that begins with a dot. Everything else, also [ ] { } and !, stands for itself. Upper and lower case differ.
 * https://nodejs.org/api/path.html#pathmatchesglobpath-pattern
 */
export function isInScope(scope: readonly string[], path: string): boolean {
  const names = path.split('/')
  // What climbs, is absolute or is not in its plain form is in no scope.
  if (names.some((name) => name === '' || name === '.' || name === '..')) return false
  return scope.some((entry) => covers(entry, path, names))
}

/** Those of the paths that lie in no entry of the scope, in their order. */
export const outOfScope = (scope: readonly string[], paths: readonly string[]): string[] =>
  paths.filter((path) => !isInScope(scope, path))

function covers(entry: string, path: string, names: readonly string[]): boolean {
  const plain = entry.startsWith('./') ? entry.slice(2) : entry
  if (plain === path) return true
  if (!plain.endsWith('/')) return matchNames(plain.split('/'), names)
  const folder = plain.slice(0, -1).split('/')
  return folder.length < names.length && matchNames(folder, names.slice(0, folder.length))
}

/** Row by row over the pattern, so that no pattern takes longer than its length times that of the path. */
function matchNames(pattern: readonly string[], names: readonly string[]): boolean {
  // reach[n]: the pattern so far stands for exactly the first n names.
  let reach = [true, ...names.map(() => false)]
  for (const [index, part] of pattern.entries()) {
    // At the end, `**` stands for at least one name: a folder is not below itself.
    reach = part === '**' ? overFolders(reach, names, index === pattern.length - 1) : overName(part, reach, names)
    if (!reach.includes(true)) return false
  }
  return reach[names.length] === true
}

function overName(part: string, reach: readonly boolean[], names: readonly string[]): boolean[] {
  return [false, ...names.map((name, n) => reach[n] === true && matchName(part, name))]
}

/** From every place that was reached on, over any number of names without a dot in front; in one pass. */
function overFolders(reach: readonly boolean[], names: readonly string[], isLast: boolean): boolean[] {
  let isOn = false
  return reach.map((isReached, n) => {
    const comesOn = isOn && names[n - 1]?.startsWith('.') === false
    isOn = comesOn || isReached
    return isLast ? comesOn : isOn
  })
}

/** `*` and `?` within one name; goes back to the last star only, so that no pattern takes longer than its length times the name. */
function matchName(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  let [p, n, star, after] = [0, 0, -1, 0]
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p
      p += 1
      after = n
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p += 1
      n += 1
    } else if (star !== -1) {
      p = star + 1
      after += 1
      n = after
    } else return false
  }
  while (pattern[p] === '*') p += 1
  return p === pattern.length
}
