import { useCompileCache } from './compile-cache.ts'

useCompileCache(import.meta.dirname)
const { serve } = await import('./serve.ts')
await serve(process.argv.slice(2))
