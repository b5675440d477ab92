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
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}$/)
    codes.redeem(` ${code.toLowerCase().replaceAll('-', '')} `)
    expect(() => codes.redeem(code)).toThrow(refused('login_code_invalid'))
  })
  it('stops working after ten minutes, and when a newer one is made', () => {
    const first = codes.issue().code
    const second = codes.issue().code
    expect(() => codes.redeem(first)).toThrow(refused('login_code_invalid'))
    nowMs = 10 * 60_000 + 1
    expect(() => codes.redeem(second)).toThrow(refused('login_code_invalid'))
  })
  it('opens its session however many wrong ones others have tried', () => {
    const { code } = codes.issue()
    for (let i = 0; i < 1000; i += 1) expect(() => codes.redeem('AAAA-AAAA-AAAA')).toThrow()
    codes.redeem(code)
    expect(() => codes.redeem(code)).toThrow(refused('login_code_invalid'))
  })
  it('tells whoever guesses that too many wrong ones were tried, until a newer one is made', () => {
    codes.issue()
    for (let i = 0; i < 5; i += 1) expect(() => codes.redeem('AAAA-AAAA-AAAA')).toThrow(refused('login_code_invalid'))
    expect(() => codes.redeem('AAAA-AAAA-AAAA')).toThrow(refused('login_locked'))
    codes.issue()
    expect(() => codes.redeem('AAAA-AAAA-AAAA')).toThrow(refused('login_code_invalid'))
  })
  it('is too long for all the guesses that ten minutes have room for', () => {
    const symbols = new Set(Array.from({ length: 400 }, () => codes.issue().code.replaceAll('-', '')).join(''))
    const guesses = 600 * 100_000
    expect(guesses / symbols.size ** 12).toBeLessThan(2 ** -32)
  })
  it('is refused when none was made', () => {
    expect(() => codes.redeem('')).toThrow(refused('login_code_invalid'))
  })
})
