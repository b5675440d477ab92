import { describe, expect, it } from 'vitest'
import { answersLockfile } from '../../../scripts/setup/install.mjs'
import { explainNpmFailure, explainSystemError } from '../../../scripts/setup/npm-failure.mjs'
import { isNewEnough } from '../../../scripts/setup/packaged-node.mjs'

const machine = { platform: 'linux', arch: 'x64' }
const hono = { version: '4.0.0', integrity: 'sha512-a' }
const forMac = { version: '1.0.0', integrity: 'sha512-m', optional: true, os: ['darwin'] }
const forHere = { version: '1.0.0', integrity: 'sha512-l', optional: true, os: ['linux'], cpu: ['x64'] }
const locked = { '': {}, 'node_modules/hono': hono, 'node_modules/for-mac': forMac, 'node_modules/for-here': forHere }
const present = { 'node_modules/hono': hono, 'node_modules/for-here': forHere }

describe('what is installed', () => {
  it('answers the lockfile without the packages of other systems', () => {
    expect(answersLockfile(locked, present, machine)).toBe(true)
  })

  it.each<[string, Record<string, unknown>]>([
    ['a package is missing', { 'node_modules/for-here': forHere }],
    ['a version differs', { ...present, 'node_modules/hono': { ...hono, version: '3.9.0' } }],
    ['contents differ', { ...present, 'node_modules/hono': { ...hono, integrity: 'sha512-b' } }],
    ['this system’s own package is missing', { 'node_modules/hono': hono }],
    ['there is a package too many', { ...present, 'node_modules/left-over': hono }],
    ['nothing is installed', {}],
  ])('does not when %s', (_, tree) => {
    expect(answersLockfile(locked, tree, machine)).toBe(false)
  })

  it.each<[unknown, boolean]>([
    ['!linux', true],
    [['!linux'], true],
    [['!win32'], false],
    ['linux', false],
    ['any', true],
  ])('may lack an optional package for os %j: %s', (os, may) => {
    const optional = { ...hono, optional: true, os }
    expect(answersLockfile({ 'node_modules/x': optional }, {}, machine)).toBe(may)
  })

  it('may lack an optional package of another C library', () => {
    const musl = { ...forHere, libc: ['musl'] }
    expect(answersLockfile({ 'node_modules/x': musl }, {}, machine)).toBe(true)
  })
})

describe('a failed npm ci', () => {
  it.each([
    ['npm error code ENOTFOUND\nnpm error network request failed', /cannot be reached/, /proxy/],
    ['npm error code ENOSPC', /disk is full/, /free/],
    ['npm error code EUSAGE\nnpm error `npm ci` can only install', /does not fit package\.json/, /npm install/],
    ['npm error code EINTEGRITY', /checksum/, /cache/],
    ['npm error code E401', /refused access/, /registry/],
    ['npm error code EACCES\nnpm error syscall mkdir', /may not be written/, /chown/],
    ['npm error something new', /exit code 1/, /above/],
  ])('is explained with a remedy: %s', (output, message, remedy) => {
    const error = explainNpmFailure(1, output)
    expect(error.message).toMatch(message)
    expect(error.remedy).toMatch(remedy)
  })

  it('is told from npm not being there', () => {
    expect(explainNpmFailure(127, '').message).toContain('could not be started')
  })
})

describe('trouble of the set-up itself', () => {
  it('with the disk is explained in the same words, and anything else is left as it is', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    expect(explainSystemError(full)?.message).toContain('disk is full')
    expect(explainSystemError(new TypeError('x is not a function'))).toBeUndefined()
  })
})

describe('the Node to run on', () => {
  it.each<[string | undefined, boolean]>([
    ['24.15.0', true],
    ['24.14.9', false],
    ['20.20.2', false],
    ['25.0.0', true],
    [undefined, false],
  ])('%s is new enough: %s', (version, enough) => {
    expect(isNewEnough(version)).toBe(enough)
  })
})
