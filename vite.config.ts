import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { bundledPackages } from './scripts/package/bundled-packages.ts'
import { renderIcons } from './scripts/package/render-icons.ts'

const at = (...parts: string[]) => join(import.meta.dirname, ...parts)

// Electron itself and what Node brings stay outside; every library goes in, so the packaged app needs no node_modules.
const provided = ['electron', ...builtinModules, /^node:/]

/** The verifier goes into proof folders as it is: its files lie beside the bundle as they lie beside their source. */
const verifier: Plugin = {
  name: 'verifier of proofs',
  applyToEnvironment: ({ name }) => name === 'main',
  generateBundle() {
    for (const fileName of ['verify-proof.mjs', 'verify-hashes.mjs'])
      this.emitFile({ type: 'asset', fileName, source: readFileSync(at(`main/adapters/files/${fileName}`)) })
  },
}

/** One configuration, five environments (`vite build --app`): the console, the desktop entry, its preload, and the threads that check the audit log and take pictures apart. */
export default defineConfig({
  root: at('renderer'),
  // Relative addresses work at http://127.0.0.1:N/ and under the desktop's own protocol alike.
  base: './',
  plugins: [react(), tailwind(), verifier, bundledPackages(at('out/packages'))],
  environments: {
    client: {
      build: {
        outDir: at('out/renderer'),
        emptyOutDir: true,
        // The console's policy allows scripts, styles and fonts from 'self' only: nothing inlined, no polyfill script.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        // It comes from this machine's disk, never over a slow line: one file of a megabyte is no trouble (kB).
        chunkSizeWarningLimit: 1000,
      },
    },
    main: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['electron'] },
      build: {
        outDir: at('out/main'),
        emptyOutDir: true,
        target: 'node24',
        minify: false,
        sourcemap: true,
        copyPublicDir: false,
        rolldownOptions: {
          input: at('main/electron.ts'),
          platform: 'node',
          external: provided,
          output: { format: 'es', entryFileNames: 'electron.js', codeSplitting: false },
        },
      },
    },
    worker: {
      consumer: 'server',
      resolve: { noExternal: true },
      build: {
        // Beside the entry, which starts it by this name.
        outDir: at('out/main'),
        emptyOutDir: false,
        target: 'node24',
        minify: false,
        copyPublicDir: false,
        rolldownOptions: {
          input: at('main/adapters/files/verify-log-worker.ts'),
          platform: 'node',
          external: provided,
          output: { format: 'es', entryFileNames: 'verify-log-worker.js', codeSplitting: false },
        },
      },
    },
    pictures: {
      consumer: 'server',
      resolve: { noExternal: true },
      build: {
        // Beside the entry, which starts it by this name.
        outDir: at('out/main'),
        emptyOutDir: false,
        target: 'node24',
        minify: false,
        copyPublicDir: false,
        rolldownOptions: {
          input: at('main/adapters/pictures/picture-worker.ts'),
          platform: 'node',
          external: provided,
          output: { format: 'es', entryFileNames: 'picture-worker.js', codeSplitting: false },
        },
      },
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['electron'] },
      build: {
        outDir: at('out/preload'),
        emptyOutDir: true,
        target: 'chrome140',
        minify: false,
        copyPublicDir: false,
        rolldownOptions: {
          input: at('preload/index.ts'),
          external: ['electron'],
          // A sandboxed preload is one CommonJS file and can require nothing but electron.
          output: { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false },
        },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      renderIcons(at('main/electron/icons'), at('out/icons'))
      for (const name of ['client', 'main', 'worker', 'pictures', 'preload']) {
        const environment = builder.environments[name]
        if (environment === undefined) throw new Error(`vite.config.ts: no environment named ${name}`)
        await builder.build(environment)
      }
    },
  },
})
