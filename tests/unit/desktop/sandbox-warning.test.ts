import { describe, expect, it } from 'vitest'
import { sandboxWarning } from '../../../main/sandbox-warning.ts'

describe('a window without the sandbox', () => {
  it('is warned of, whoever turned it off', () => {
    expect(sandboxWarning(['/app', '--no-sandbox', 'countersign://inbox'], {})).toContain('without the sandbox')
    expect(sandboxWarning(['/app'], { ELECTRON_DISABLE_SANDBOX: '1' })).toContain('without the sandbox')
  })

  it('is not warned of when the sandbox is there', () => {
    expect(sandboxWarning(['/app', '--no-sandboxes', 'x=--no-sandbox'], { PATH: '/bin' })).toBeNull()
  })
})
