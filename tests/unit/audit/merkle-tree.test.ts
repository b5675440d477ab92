import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMerkleRoot, createMerkleTree } from '../../../main/core/audit/merkle-tree.ts'
import { sha256 } from '../../../main/core/kernel/sha256.ts'

const hashesOf = (size: number): string[] => Array.from({ length: size }, (_, i) => sha256(`line ${i}`))
const treeOf = (size: number) => createMerkleTree(Buffer.from(hashesOf(size).join(''), 'hex'))
const joined = (tag: number, ...hex: string[]): string =>
  sha256(Buffer.concat([Buffer.from([tag]), ...hex.map((one) => Buffer.from(one, 'hex'))]))

/** MTH of RFC 9162, 2.1.1, word for word. */
function definition(leaves: readonly string[]): string {
  if (leaves.length === 0) return sha256('')
  if (leaves.length === 1) return joined(0, leaves[0] as string)
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return joined(1, definition(leaves.slice(0, k)), definition(leaves.slice(k)))
}

const size = fc.integer({ min: 1, max: 130 })

describe('the tree over the lines of a log', () => {
  test('has the root that RFC 9162 defines, computed in one go or line by line', () => {
    for (let n = 0; n <= 70; n++) {
      const running = createMerkleRoot()
      for (const hash of hashesOf(n)) running.add(hash)
      expect(running.root()).toBe(definition(hashesOf(n)))
      expect(treeOf(n).root()).toBe(definition(hashesOf(n)))
    }
  })

  test('gives each leaf a path of at most log2(n) hashes rounded up', () => {
    fc.assert(
      fc.property(size, fc.nat(), (n, at) => {
        expect(treeOf(n).path(at % n).length).toBeLessThanOrEqual(Math.ceil(Math.log2(n)))
      }),
    )
  })

  test('shows of every earlier tree that it was its beginning, with few hashes', () => {
    fc.assert(
      fc.property(size, fc.nat(), (n, at) => {
        const proof = treeOf(n).consistency((at % n) + 1)
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(n)) + 1)
      }),
    )
  })
})
