// What the verifier of a proof computes: hashes, signatures, paths of the tree, deposits. It is put into verify.mjs as it stands here, so that a
// proof folder has one file that verifies it.
import { createHash, verify } from 'node:crypto'

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
const tagged = (tag, hex) => sha256(Buffer.concat([Buffer.from([tag]), Buffer.from(hex, 'hex')]))
const leaf = (lineHash) => tagged(0, lineHash)
const node = (left, right) => tagged(1, left + right)

/** Canonical JSON (RFC 8785) of what was parsed from JSON. */
export function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.keys(value).sort()
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}

/** Ed25519 over `purpose` and the canonical JSON of everything but the signature; base64url in the one spelling that is written. */
export function isSigned(statement, purpose, key) {
  const { signature, ...rest } = statement
  const bytes = Buffer.from(String(signature), 'base64url')
  return bytes.toString('base64url') === signature && verify(null, Buffer.from(purpose + canonical(rest)), key, bytes)
}

/** The walk of RFC 9162, 2.1.3.2 and 2.1.4.2: to the root, and to that of the part before; null when it does not end. */
function climb([fn, sn], start, path) {
  let [before, after] = [start, start]
  for (const step of path) {
    if (sn === 0) return null
    if (fn % 2 === 1 || fn === sn) {
      ;[before, after] = [node(step, before), node(step, after)]
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else after = node(after, step)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 ? { before, after } : null
}

export const isIncluded = (lineHash, index, size, path, root) =>
  climb([index, size - 1], leaf(lineHash), path)?.after === root

function isPrefix(first, second, path) {
  if (first.size === second.size) return path.length === 0 && first.root === second.root
  const [start, ...steps] = Number.isInteger(Math.log2(first.size)) ? [first.root, ...path] : path
  if (start === undefined || first.size > second.size) return false
  let [fn, sn] = [first.size - 1, second.size - 1]
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  const roots = climb([fn, sn], start, steps)
  return roots?.before === first.root && roots.after === second.root
}

/** An export takes at most a minute; clocks of the same machine differ by less than that from one line to the next. */
const EXPORT_MS = 120_000

/** What another wrote; an empty object where it is nothing of the kind. */
export function parsed(text) {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}

/**
 * How a deposit bears on the log: `fits` when its line, and its tree where it has one, are in it; `open` when this proof cannot say; else
 * what is `wrong`.
 */
export function judgeDeposit(ways, { log, key_id, exported_at }, key, text) {
  const { head, tree } = parsed(text)
  const isTree = () => tree.first_seq + tree.size - 1 === head.seq && tree.head_hash === head.hash
  const isTreeSigned = () => tree.key_id === key_id && isTree() && isSigned(tree, 'countersign audit tree v1\n', key)
  const isOurs = head?.key_id === key_id && isSigned(head, '', key) && (tree === null || (tree && isTreeSigned()))
  if (!isOurs) return { wrong: 'cannot be believed: the key of this proof did not sign it' }
  const line = `line ${head.seq} of ${head.ts}`
  if (head.seq > log.head.seq && Date.parse(head.ts) + EXPORT_MS < Date.parse(exported_at))
    return { wrong: `is of ${line}, before this proof was exported, but the log ends after line ${log.head.seq}` }
  if (head.seq > log.head.seq) return { open: `is of ${line}, later than this proof` }
  if (head.seq < log.first_seq) return { open: `is of ${line}, before the first line that this log still has` }
  const way = ways.get(sha256(text))
  if (way === undefined) return { wrong: `is of ${line}, and this proof does not hold what it takes to compare it` }
  const isIn = isIncluded(head.hash, head.seq - log.first_seq, log.tree.size, way.path, log.tree.root)
  const isPart = tree === null || (tree.first_seq === log.first_seq && isPrefix(tree, log.tree, way.consistency))
  return isIn && isPart ? { fits: head } : { wrong: `does not fit the log: ${line} is another one now` }
}
