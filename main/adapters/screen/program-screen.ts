import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PicturePort } from '../../core/tools/screen/picture-port.ts'
import { captureFailed } from '../../core/tools/screen/screen-failures.ts'
import type { ListedSource } from '../../core/tools/screen/screen-port.ts'
import type { PixelArea, ScreenTarget } from '../../core/tools/screen/screen-target.ts'
import { askProgram, runProgram } from '../programs/run-program.ts'
import { failureOfProgram } from './program-words.ts'
import type { Command, ScreenWay } from './screen-way.ts'

/** How a system's own programs are called. Pure: what cannot run on this machine can be read here. */
export interface ScreenCommands extends Omit<ScreenWay, 'sources' | 'take'> {
  /** What writes a picture into the first of `files`; where it makes one of each display, into the others as well. Throws ToolError. */
  take(target: ScreenTarget, files: readonly string[]): TakeCommand
  /** Null where nothing tells. */
  list(): Command | null
  /** What `list` said. Throws for what it cannot say. */
  listed(said: string): readonly ListedSource[]
}

export interface TakeCommand extends Command {
  /** For a program that takes no words from outside as arguments. */
  readonly env: Readonly<Record<string, string>>
  /** What is to be cut out of the picture; null: nothing. */
  readonly crop: PixelArea | null
}

/** More displays than anybody has. */
const MOST_DISPLAYS = 8
const LIMITS = { deadline_ms: 45_000, ask: 'SIGTERM', patience_ms: 1000 } as const

export function createProgramScreen(
  commands: ScreenCommands,
  env: NodeJS.ProcessEnv,
  pictures: Pick<PicturePort, 'crop'>,
): ScreenWay {
  return {
    ...{ name: commands.name, words: commands.words, missing: commands.missing, recording: commands.recording },
    sources: async (signal) => {
      const command = commands.list()
      if (command === null) return []
      const said = await askProgram({ ...command, env }, signal).catch((error: unknown) => {
        throw failureOfProgram(error, captureFailed)
      })
      try {
        return commands.listed(said)
      } catch (error) {
        throw captureFailed('the list of displays and windows cannot be read', error)
      }
    },
    take: async (target, folder, signal) => {
      const names = Array.from({ length: MOST_DISPLAYS }, (_, index) => `display-${index + 1}.png`)
      const files = names.map((name) => join(folder, name))
      await Promise.all(files.map((file) => rm(file, { force: true })))
      const { program, args, crop, env: more } = commands.take(target, files)
      const silent = { onStarted: () => undefined, onOutput: () => undefined }
      await runProgram({ program, args, env: { ...env, ...more }, ...LIMITS, ...silent }, signal).catch(
        (error: unknown) => {
          throw failureOfProgram(error, captureFailed)
        },
      )
      const made = names.filter((_, index) => existsSync(files[index] ?? ''))
      if (made.length === 0) throw captureFailed('the program ended well and left no picture', null)
      const [only] = files
      if (crop !== null && only !== undefined) await writeFile(only, (await pictures.crop(only, crop, signal)).png)
      return made
    },
  }
}
