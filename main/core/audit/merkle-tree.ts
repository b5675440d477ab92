import { createHash } from 'node:crypto'

/**
 * The Merkle tree of RFC 6962 (2.1; the same in RFC 9162) over the hashes of all lines of a log: leaf i is the sha256, as 32 bytes, of
 * line `first_seq + i`. All hashes here are 32 bytes; they are lower-case hex outside.
 */
export interface MerkleTree {
  readonly size: number
  /** Root as hex. */
  root(): string
  /** Hashes that lead from a leaf to the root, lowest first, as hex (RFC 9162, 2.1.3.1). */
  path(leaf: number): string[]
  /** Hashes that show that the first `size` leaves made a tree of their own (RFC 9162, 2.1.4.1); none for the whole tree. */
  consistency(size: number): string[]
}

const HASH_BYTES = 32
const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

const leafHash = (lineHash: Uint8Array): Buffer => createHash('sha256').update(LEAF).update(lineHash).digest()
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  createHash('sha256').update(NODE).update(left).update(right).digest()

const emptyRoot = (): string => createHash('sha256').digest('hex')

/** Computes the root alone, in little memory, while lines pass. */
export interface MerkleRoot {
  /** sha256 of a line as hex. */
  add(lineHash: string): void
  readonly size: number
  root(): string
}

export function createMerkleRoot(): MerkleRoot {
  /** Roots of whole subtrees, greatest first; their sizes are the powers of two in `size`. */
  const whole: Buffer[] = []
  let size = 0
  return {
    add: (lineHash) => {
      let hash = leafHash(Buffer.from(lineHash, 'hex'))
      for (let n = size; n % 2 === 1; n = (n - 1) / 2) hash = nodeHash(whole.pop() as Buffer, hash)
      whole.push(hash)
      size++
    },
    get size() {
      return size
    },
    root: () => {
      if (size === 0) return emptyRoot()
      return whole.reduceRight((right, left) => nodeHash(left, right)).toString('hex')
    },
  }
}

/** `lineHashes`: the 32-byte hashes of all lines, one after the other. Takes twice their memory. */
export function createMerkleTree(lineHashes: Uint8Array): MerkleTree {
  const size = lineHashes.length / HASH_BYTES
  const levels = levelsOf(lineHashes, size)

  function node(level: number, index: number): Buffer {
    return (levels[level] as Buffer).subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
  }

  /** Root over the leaves from `from` up to `to`; `from` is a multiple of the power of two that reaches `to`. */
  function rootOf(from: number, to: number): Buffer {
    const width = to - from
    const level = Math.log2(width)
    if (Number.isInteger(level)) return node(level, from / width)
    const split = splitOf(width)
    return nodeHash(rootOf(from, from + split), rootOf(from + split, to))
  }

  /** SUBPROOF of RFC 9162, 2.1.4.1, for the leaves from `from` up to `to`; `known`: whoever checks has their root. */
  function subproof(count: number, from: number, to: number, known: boolean): Buffer[] {
    const width = to - from
    if (count === width) return known ? [] : [rootOf(from, to)]
    const split = splitOf(width)
    if (count <= split) return [...subproof(count, from, from + split, known), rootOf(from + split, to)]
    return [...subproof(count - split, from + split, to, false), rootOf(from, from + split)]
  }

  return {
    size,
    root: () => (size === 0 ? emptyRoot() : rootOf(0, size).toString('hex')),
    path: (leaf) => {
      const hashes: string[] = []
      let [index, width] = [leaf, size]
      for (let level = 0; width > 1; level++) {
        const sibling = index % 2 === 0 ? index + 1 : index - 1
        // The last node of an odd row stands for itself one row up.
        if (sibling < width) hashes.push(node(level, sibling).toString('hex'))
        index = Math.floor(index / 2)
        width = Math.ceil(width / 2)
      }
      return hashes
    },
    consistency: (count) =>
      count === size || count === 0 ? [] : subproof(count, 0, size, true).map((hash) => hash.toString('hex')),
  }
}

/** Greatest power of two below `width`. */
function splitOf(width: number): number {
  let split = 1
  while (split * 2 < width) split *= 2
  return split
}

function levelsOf(lineHashes: Uint8Array, size: number): readonly Buffer[] {
  const leaves = Buffer.allocUnsafe(size * HASH_BYTES)
  for (let i = 0; i < size; i++)
    leaves.set(leafHash(lineHashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)), i * HASH_BYTES)
  const levels: Buffer[] = [leaves]
  for (let width = size; width > 1; width = Math.ceil(width / 2)) levels.push(parentsOf(levels.at(-1) as Buffer, width))
  return levels
}

function parentsOf(below: Buffer, width: number): Buffer {
  const above = Buffer.allocUnsafe(Math.ceil(width / 2) * HASH_BYTES)
  for (let i = 0; i < width; i += 2) {
    const left = below.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)
    const right = below.subarray((i + 1) * HASH_BYTES, (i + 2) * HASH_BYTES)
    above.set(i + 1 < width ? nodeHash(left, right) : left, (i / 2) * HASH_BYTES)
  }
  return above
}
