import { expect, test } from 'vitest'
import type { Artifact } from '../../../contract/evidence.ts'
import { canBePublished } from '../../../renderer/features/evidence/artifact-file.ts'

const file = (given: Partial<Artifact>) => ({ media_type: 'video/mp4', bytes: 10, ...given }) as Artifact

test('whole recordings can be published; one that was cut short, an empty one and a picture cannot', () => {
  expect(canBePublished(file({}))).toBe(true)
  expect(canBePublished(file({ partial: true }))).toBe(false)
  expect(canBePublished(file({ bytes: 0 }))).toBe(false)
  expect(canBePublished(file({ media_type: 'image/png' }))).toBe(false)
})
