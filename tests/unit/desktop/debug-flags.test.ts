import { describe, expect, it } from 'vitest'
import { refusedFlags } from '../../../main/electron/debug-flags.ts'

describe('a packaged app', () => {
  it.each([
    ['--remote-debugging-port=9222', '--remote-debugging-port'],
    ['--remote-debugging-pipe', '--remote-debugging-pipe'],
    ['-remote-debugging-port=0', '--remote-debugging-port'],
    ['--Remote-Debugging-Port=1', '--remote-debugging-port'],
    ['--inspect', '--inspect'],
    ['--inspect-brk=0.0.0.0:1', '--inspect-brk'],
    ['--debug-port=1', '--debug-port'],
    ['--js-flags=--allow-natives-syntax', '--js-flags'],
    ['--disable-web-security', '--disable-web-security'],
    ['--load-extension=/tmp/x', '--load-extension'],
    ['--single-process', '--single-process'],
    ['--renderer-cmd-prefix=xterm -e', '--renderer-cmd-prefix'],
    ['--gpu-launcher=xterm', '--gpu-launcher'],
    ['--browser-subprocess-path=/tmp/x', '--browser-subprocess-path'],
    ['--enable-blink-features=MojoJS', '--enable-blink-features'],
    ['--enable-experimental-web-platform-features', '--enable-experimental-web-platform-features'],
  ])('does not start with %s', (argument, name) => {
    expect(refusedFlags(['/opt/countersign', argument], 'linux')).toEqual([name])
  })

  it('knows the slash of Windows, which begins a path elsewhere', () => {
    expect(refusedFlags(['/inspect'], 'win32')).toEqual(['--inspect'])
    expect(refusedFlags(['/inspect'], 'linux')).toEqual([])
  })

  it('starts with what is its own, with what only changes how it looks, and with links', () => {
    const argv = [
      '/opt/countersign',
      '--port',
      '0',
      '--data-root=/d',
      '--no-sandbox',
      '--force-dark-mode',
      'countersign://task/a',
    ]
    expect(refusedFlags(argv, 'linux')).toEqual([])
  })
})
