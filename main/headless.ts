import { keepCompiledCode } from './compile-cache.ts'

keepCompiledCode(import.meta.dirname)
const { serve } = await import('./serve.ts')
await serve(process.argv.slice(2))
