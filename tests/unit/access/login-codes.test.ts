import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { createLoginCodes, type LoginCodes } from '../../../main/core/access/login-codes.ts'

let codes: LoginCodes
let nowMs: number
beforeEach(() => {
  nowMs = 0
  codes = createLoginCodes({ clock: { now: () => nowMs }, ids: { hex: (n) => randomBytes(n).toString('hex') } })
})
const refused = (code: string) => expect.objectContaining({ code })

describe('a login code', () => {
  it('opens one session, however it is typed, and then no more', () => {
    const { code } = codes.issue()
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
    codes.redeem(` ${code.toLowerCase().replace('-', '')} `)
    expect(() => codes.redeem(code)).toThrow(refused('login_code_invalid'))
  })
  it('stops working after ten minutes, and when a newer one is made', () => {
    const first = codes.issue().code
    const second = codes.issue().code
    expect(() => codes.redeem(first)).toThrow(refused('login_code_invalid'))
    nowMs = 10 * 60_000 + 1
    expect(() => codes.redeem(second)).toThrow(refused('login_code_invalid'))
  })
  it('cannot be guessed: five wrong tries lock it, even for the right one', () => {
    const { code } = codes.issue()
    for (let i = 0; i < 5; i += 1) expect(() => codes.redeem('AAAA-AAAA')).toThrow(refused('login_code_invalid'))
    expect(() => codes.redeem(code)).toThrow(refused('login_locked'))
    expect(() => codes.redeem(codes.issue().code)).not.toThrow()
  })
  it('is refused when none was made', () => {
    expect(() => codes.redeem('')).toThrow(refused('login_code_invalid'))
  })
})
