// `npm start [-- flags]`: the desktop app where an Electron binary and a display exist, else headless; one line on
// stderr says which and why. Flags go to the program that is started; `--headless` asks for headless.
import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { chooseStart } from './start/choose.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const flags = process.argv.slice(2)
const choice = chooseStart({ root, flags, env: process.env, platform: process.platform, uid: process.getuid?.() })
process.stderr.write(`countersign: ${choice.why}\n`)

const child = spawn(choice.command, choice.args, { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A terminal sends its interrupt to both; passing it on would make it two, and two mean "at once" to many programs.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  })
}
child.on('error', (error) => {
  process.stderr.write(`countersign: cannot start ${choice.command}: ${error.message}\n`)
  process.exitCode = 1
})
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
})
