import { describe, expect, it } from 'vitest'
import { createPacketReader } from '../../../main/adapters/programs/packet-reader.ts'
import { ProgramFailure } from '../../../main/adapters/programs/run-program.ts'
import { failureOfProgram } from '../../../main/adapters/screen/program-words.ts'
import { createProgressReader } from '../../../main/adapters/screen/record-progress.ts'
import { childIds, clientIds, monitors, quotedName, windowPlace } from '../../../main/adapters/screen/x11-words.ts'
import { captureFailed } from '../../../main/core/tools/screen/screen-failures.ts'

const facts = (x: number, state = 'IsViewable'): string =>
  `\n  Absolute upper-left X:  ${x}\n  Absolute upper-left Y:  5\n  Width: 20\n  Height: 10\n  Map State: ${state}\n`

describe('what xwininfo, xprop and xrandr say', () => {
  it('a window is where the last of its facts say, whatever its title says before', () => {
    expect(windowPlace(`xwininfo: Window id: 0x1 "a"${facts(-3)}`)).toEqual({ x: -3, y: 5, width: 20, height: 10 })
    expect(windowPlace(`xwininfo: Window id: 0x1 "a${facts(900)}"${facts(7)}`)).toMatchObject({ x: 7 })
    expect(windowPlace(facts(1, 'IsUnMapped'))).toBeNull()
    for (const broken of ['', facts(1).replace('Width: 20', 'Width: wide'), facts(1).replace('Width: 20', 'Width: 0')])
      expect(windowPlace(broken)).toBeNull()
  })

  it('displays have a name and a place', () => {
    const said = 'Monitors: 2\n 0: +*HDMI-1 1920/510x1080/287+0+0  HDMI-1\n 1: +eDP-1 800/1x600/1+1920+-5  eDP-1\n'
    expect(monitors(said)).toMatchObject([{ id: 'HDMI-1', place: { x: 0, y: 0, width: 1920, height: 1080 } }])
    expect(monitors(said.replace('+-5', '-5'))).toMatchObject([{}, { id: 'eDP-1', place: { x: 1920, y: -5 } }])
    expect(monitors('nonsense')).toEqual([])
  })

  it('windows have ids, and names without quotes of the program or anything that turns text around', () => {
    expect(clientIds('_NET_CLIENT_LIST(WINDOW): window id # 0x1a, 0x2b, $(x)')).toEqual(['0x1a', '0x2b'])
    expect(clientIds('_NET_CLIENT_LIST:  no such atom on any window.')).toEqual([])
    expect(childIds('     0x2 "a": ("a" "A")  1x1+0+0  +0+0\n     0x2 "b"\n  0x3 "c"\n')).toEqual(['0x2'])
    expect(quotedName('_NET_WM_NAME(UTF8_STRING) = "a \\"b\\" \u202ec"\nWM_NAME(STRING) = "d"')).toBe('a "b"  c')
    expect(quotedName('_NET_WM_NAME:  not found.\nWM_NAME(STRING) = "d"')).toBe('d')
    expect(quotedName('WM_NAME(STRING) = ""')).toBeNull()
  })
})

describe('what ffmpeg and ffprobe say', () => {
  it('progress comes in pieces', () => {
    const read = createProgressReader()
    expect(read('frame=1\nout_time_us=N/A\nout_ti')).toBeNull()
    expect(read('me_us=1500000\nprogress=continue\nout_time_us=2000000')).toBe(1.5)
    expect(read('0\n')).toBe(20)
    expect(read('x'.repeat(100_000))).toBeNull()
  })

  it('a film is as long as its packets are, in whatever order they come', () => {
    const packets = createPacketReader(1)
    const lines = '1,0.000000,0.1|00000\n0,0.500000,0.250000\n1,0.200000,0.100000\n1,0.100000,N/A\n|nonsense\n'
    for (const piece of lines.split('|')) packets.read(piece)
    expect(packets.facts()).toEqual({ frames: 3, seconds: expect.closeTo(0.3), until: 0.75 })
    expect(createPacketReader(0).facts()).toEqual({ frames: 0, seconds: 0, until: 0 })
  })

  it.each([
    ['[x11grab @ 0x1] Cannot open display :9, error 1.', 'screen_no_display'],
    ['Authorization required, but no authorization protocol specified\nCannot open display :0', 'screen_permission'],
    ['could not create image from display', 'screen_permission'],
    ['Exception calling "CopyFromScreen": "The handle is invalid"', 'screen_permission'],
    ['av_interleaved_write_frame(): No space left on device', 'screen_capture_failed'],
    ['something\u001b[2J else', 'screen_capture_failed'],
  ])('%s is %s', (said, code) => {
    const failure = failureOfProgram(new ProgramFailure('failed', said), captureFailed) as {
      error_code: string
      message: string
    }
    expect(failure.error_code).toBe(code)
    expect(failure.message).not.toMatch(/[\p{Cc}]/u)
  })

  it('errors of the system itself stay what they are', () => {
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' })
    expect(failureOfProgram(full, captureFailed)).toBe(full)
  })
})
