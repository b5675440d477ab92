import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { portalSocket } from '../../../main/adapters/screen/portal-screen.ts'
import { sessionBusSocket } from '../../../main/adapters/screen/session-bus-address.ts'
import { temporaryFolder } from '../../support/data-root.ts'

describe('the session bus', () => {
  it('is found by its address: a socket of this machine that is there', async () => {
    const socket = join(await temporaryFolder(), 'a b')
    writeFileSync(socket, '')
    const found = (DBUS_SESSION_BUS_ADDRESS: string) => sessionBusSocket({ DBUS_SESSION_BUS_ADDRESS })
    const escaped = socket.replace(' ', '%20')
    expect(found(`unix:path=${escaped}`)).toBe(socket)
    expect(found(`unix:path=/nowhere/bus;unix:guid=00ff,path=${escaped}`)).toBe(socket)
    expect(found('unix:abstract=/tmp/dbus-x,guid=00ff')).toBe('\0/tmp/dbus-x')
  })

  it.each([
    ['a program to start', 'unixexec:path=/bin/sh,argv1=-c'],
    ['another machine', 'tcp:host=127.0.0.1,port=80'],
    ['what is made up on the way', 'autolaunch:'],
    ['a relative path', 'unix:path=bus'],
    ['a broken path', 'unix:path=%zz'],
    ['a path with a zero', 'unix:path=/tmp/%00'],
    ['nothing', 'unix:'],
    ['an empty address', ''],
  ])('is not %s', (_what, DBUS_SESSION_BUS_ADDRESS) => {
    expect(sessionBusSocket({ DBUS_SESSION_BUS_ADDRESS })).toBeNull()
  })

  it('without an address is where systemd puts it, or nowhere', async () => {
    const XDG_RUNTIME_DIR = await temporaryFolder()
    expect(sessionBusSocket({ XDG_RUNTIME_DIR })).toBeNull()
    writeFileSync(join(XDG_RUNTIME_DIR, 'bus'), '')
    expect(sessionBusSocket({ XDG_RUNTIME_DIR })).toBe(join(XDG_RUNTIME_DIR, 'bus'))
    expect(sessionBusSocket({ XDG_RUNTIME_DIR: '.' })).toBeNull()
    expect(sessionBusSocket({})).toBeNull()
  })
})

it('a desktop has a portal where its bus is there and would start one', async () => {
  const [XDG_RUNTIME_DIR, data] = [await temporaryFolder(), await temporaryFolder()]
  const env = { XDG_RUNTIME_DIR, XDG_DATA_DIRS: `relative:${data}`, HOME: '/nowhere' }
  const services = join(data, 'dbus-1/services')
  mkdirSync(services, { recursive: true })
  writeFileSync(join(XDG_RUNTIME_DIR, 'bus'), '')
  expect(portalSocket({ env })).toBeNull()
  writeFileSync(join(services, 'org.freedesktop.portal.Desktop.service'), '')
  expect(portalSocket({ env })).toBe(join(XDG_RUNTIME_DIR, 'bus'))
  expect(portalSocket({ env: { ...env, XDG_RUNTIME_DIR: data } })).toBeNull()
})
