// `node run.ts FLAGS…` does what `electron APP FLAGS…` does, with the stand-in; the app's folder is STAND_IN_APP.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import { standIn } from './electron.ts'

const double = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: double, shortCircuit: true }
      : next(specifier, context),
})
Object.assign(process.versions, { electron: '45.4.1' })

const app = process.env['STAND_IN_APP'] ?? '.'
const { main } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as { main: string }

process.on('message', (message: { id: number; code: string; argument: unknown }) => {
  // What Playwright's ElectronApplication.evaluate does: runs a function of Electron's module in the main process.
  const evaluate = async (): Promise<unknown> =>
    runInThisContext(`(${message.code})`)(
      { ...standIn.electron, recorded: standIn.recorder.all, strings: standIn.strings },
      message.argument,
    )
  evaluate().then(
    (value) => process.send?.({ id: message.id, ok: true, value }),
    (error: unknown) => process.send?.({ id: message.id, ok: false, value: String(error) }),
  )
})
// The test has gone.
process.on('disconnect', () => process.exit(0))

await import(pathToFileURL(join(app, main)).href)
const port = await standIn.start()
process.send?.({ port })
