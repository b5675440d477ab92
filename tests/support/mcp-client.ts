import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js'
import { onTestFinished } from 'vitest'
import * as z from 'zod'

const CLI = join(import.meta.dirname, '../../main/cli.ts')

const Structured = z.looseObject({ untrusted_data: z.literal(true), answer: z.unknown().optional() })

/** What a tool answered: as structured content, and the same as text. */
export interface ToolAnswer {
  readonly isError: boolean
  readonly structured: z.infer<typeof Structured>
  readonly text: string
}

/** `countersign mcp` in a process of its own, with the official client at the other end. */
export interface McpClient {
  readonly client: Client
  call(name: string, given: object, signal?: AbortSignal): Promise<ToolAnswer>
  /** The answer of a tool that is to succeed. */
  answer<S extends z.ZodType>(name: string, given: object, shape: S): Promise<z.infer<S>>
  /** Ends it; resolves to everything that it said on stderr. */
  end(): Promise<string>
}

export async function openMcp(token: string, ...flags: string[]): Promise<McpClient> {
  const transport = new StdioClientTransport({
    ...{ command: process.execPath, args: [CLI, 'mcp', ...flags], stderr: 'pipe' },
    env: { PATH: process.env['PATH'] ?? '', COUNTERSIGN_TOKEN: token },
  })
  const said = transport.stderr instanceof Readable ? text(transport.stderr) : Promise.resolve('')
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(transport)
  onTestFinished(() => client.close())

  const call: McpClient['call'] = async (name, given, signal) => {
    const options = signal === undefined ? {} : { signal }
    const result = CallToolResultSchema.parse(
      await client.callTool({ name, arguments: { ...given } }, CallToolResultSchema, options),
    )
    const [first] = result.content
    if (first?.type !== 'text') throw new Error('the first part of a result is text')
    return {
      ...{ isError: result.isError === true, text: first.text },
      structured: Structured.parse(result.structuredContent),
    }
  }
  return {
    ...{ client, call },
    answer: async (name, given, shape) => {
      const { isError, structured, text: words } = await call(name, given)
      if (isError) throw new Error(`${name} was refused: ${words}`)
      return shape.parse(structured.answer)
    },
    end: async () => {
      await client.close()
      return said
    },
  }
}
