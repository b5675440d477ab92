/** Loaded before the service (`node --import`): one family of tools more. */
import { registerSlowTools } from './slow-tool-family.ts'

registerSlowTools()
