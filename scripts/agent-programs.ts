/**
 * The real agents that tests drive: Codex and OpenClaw. They are too large to be dependencies (404 MB and 647 MB), so they are installed on
 * demand, by npm, into a cache outside node_modules: COUNTERSIGN_AGENT_CACHE, or countersign/agent-programs in the user's cache folder. Run as
 * a program (`node scripts/agent-programs.ts codex openclaw`) it installs those that are named. A line says when one cannot be had here.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export type AgentProgram = 'codex' | 'openclaw'

interface Package {
  readonly name: string
  readonly version: string
  /** What is started, below node_modules. */
  readonly program: string
  readonly takes: string
}

export const AGENT_PACKAGES: Readonly<Record<AgentProgram, Package>> = {
  codex: { name: '@openai/codex', version: '0.169.0', program: '@openai/codex/bin/codex.js', takes: '15 s, 404 MB' },
  openclaw: { name: 'openclaw', version: '2026.9.6', program: 'openclaw/openclaw.mjs', takes: '80 s, 650 MB' },
}

const cacheFolder = (): string =>
  process.env['COUNTERSIGN_AGENT_CACHE'] ??
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'countersign', 'agent-programs')

const folderOf = (program: AgentProgram): string => join(cacheFolder(), `${program}-${AGENT_PACKAGES[program].version}`)

/** Path of an agent's program; null when it is not installed. */
export function agentProgram(program: AgentProgram): string | null {
  const path = join(folderOf(program), 'node_modules', ...AGENT_PACKAGES[program].program.split('/'))
  return existsSync(path) ? path : null
}

const say = (line: string): void => {
  process.stderr.write(`agents: ${line}\n`)
}

/** For a test: the suite is left out where the program is not there. Throws when it is run all the same. */
export function neededProgram(program: AgentProgram): string {
  const path = agentProgram(program)
  if (path !== null) return path
  throw new Error(`${program} is not installed: node scripts/agent-programs.ts ${program}`)
}

/** Installs beside its place and moves it there when it is whole, so that what is there works. */
function install(program: AgentProgram): void {
  const { name, version, takes } = AGENT_PACKAGES[program]
  const half = `${folderOf(program)}.half-${process.pid}`
  say(`npm install ${name}@${version} into ${cacheFolder()} (about ${takes})`)
  mkdirSync(half, { recursive: true })
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const args = ['install', '--prefix', half, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit']
  const { status, error, stdout, stderr } = spawnSync(npm, [...args, `${name}@${version}`], {
    ...{ cwd: half, encoding: 'utf8', timeout: 900_000, shell: process.platform === 'win32' },
  })
  if (status === 0 && !existsSync(folderOf(program))) renameSync(half, folderOf(program))
  else if (status !== 0) say(`npm failed: ${error?.message ?? ''}\n${stdout ?? ''}${stderr ?? ''}`.trimEnd())
  rmSync(half, { recursive: true, force: true })
}

/** True: it is there. */
export function ensureAgentProgram(program: AgentProgram): boolean {
  if (agentProgram(program) === null) install(program)
  if (agentProgram(program) !== null) return true
  say(`${program} cannot be had here`)
  return false
}

if (import.meta.main) {
  const named = process.argv.slice(2)
  const programs = (Object.keys(AGENT_PACKAGES) as AgentProgram[]).filter((program) => named.includes(program))
  if (programs.length === named.length) for (const program of programs) ensureAgentProgram(program)
  else {
    say('usage: node scripts/agent-programs.ts [codex] [openclaw]')
    process.exitCode = 2
  }
}
