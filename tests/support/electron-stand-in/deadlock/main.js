import { app } from 'electron'

// What an entry must not do: Electron is ready only after this module has been evaluated.
await app.whenReady()
