#!/usr/bin/env node
// Verifies a proof folder of Countersign. Needs Node 20 or newer and nothing else: no network, no packages, nothing of Countersign.
//   node verify.mjs [FOLDER] [--key FINGERPRINT] [--anchor PATH]…
// FOLDER: the one that this file lies in, unless given. --key: the sha256 of the signing key, learned from someone whom you trust.
// --anchor: the file of deposits, or a folder of them, fetched from the place of the anchor itself; every deposit is compared. Exit code 0: everything holds; 1: something does not.
import assert from 'node:assert'
import { createPublicKey } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { canonical, isIncluded, isSigned, judgeDeposit, parsed, sha256 } from './verify-hashes.mjs'

/** Every file below a folder; a link or anything else that is no plain file is told of. */
function filesIn(t, below) {
  return readdirSync(join(t.folder, below)).flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`
    const stat = lstatSync(join(t.folder, path))
    if (stat.isDirectory()) return filesIn(t, path)
    t.must(stat.isFile(), `${path} is not a plain file`)
    return stat.isFile() ? [path] : []
  })
}

/** The manifest and the key that signed it; throws when there is nothing to go on with. */
function readManifest(t, wantedKey) {
  const bytes = t.read('proof.json')
  const manifest = JSON.parse(bytes.toString())
  assert(manifest.format === 'countersign proof v1', 'proof.json is not a proof of a format known here')
  assert(Buffer.from(`${canonical(manifest)}\n`).equals(bytes), 'proof.json does not have the bytes that were signed')
  const pem = t.read('public-key.pem')
  const key = createPublicKey(pem)
  assert(Buffer.from(key.export({ type: 'spki', format: 'pem' })).equals(pem), 'public-key.pem was changed')
  const fingerprint = sha256(key.export({ type: 'spki', format: 'der' }))
  const isNamed = fingerprint === manifest.key.fingerprint && fingerprint.slice(0, 16) === manifest.key_id
  assert(isNamed, 'public-key.pem is not the key that proof.json names')
  assert(isSigned(manifest, 'countersign proof v1\n', key), 'the signature of proof.json does not fit its content')
  const isWanted = wantedKey === null || wantedKey.toLowerCase() === fingerprint
  assert(isWanted, `the proof was signed with the key ${fingerprint}, not with ${wantedKey}`)
  return { manifest, key, fingerprint }
}

function checkFiles(t, { files }) {
  const present = new Set([...t.plain].filter((path) => path !== 'proof.json'))
  for (const { path, bytes, sha256: hash } of files) {
    const found = present.delete(path) ? t.read(path) : null
    t.must(found !== null, `${path} is missing`)
    t.must(found === null || (found.length === bytes && sha256(found) === hash), `${path} was changed`)
  }
  for (const path of present) t.must(false, `${path} does not belong here: the manifest does not name it`)
}

function checkTree(t, { log }, key) {
  const { first_seq, tree, head, head_path } = log
  t.must(isSigned(head, '', key), 'the signature of the head of the log does not fit')
  const last = tree.size - 1
  const isEnd = first_seq + last === head.seq && isIncluded(head.hash, last, tree.size, head_path, tree.root)
  t.must(isEnd, 'the tree does not end with the line of the signed head')
}

/** The lines, each of them shown to be in the tree. */
function checkLines(t, { log }) {
  const texts = t.read('lines.jsonl').toString('latin1').split('\n')
  const inclusion = t.json('inclusion.json').lines
  const fit = texts.pop() === '' && texts.length === inclusion.length
  assert(fit, 'lines.jsonl and inclusion.json do not fit each other')
  let before = { seq: 0, hash: '' }
  return texts.map((text, i) => {
    const bytes = Buffer.from(text, 'latin1')
    const line = JSON.parse(bytes.toString())
    const { seq, path } = inclusion[i]
    const hash = sha256(bytes)
    const isIn = line.seq === seq && isIncluded(hash, seq - log.first_seq, log.tree.size, path, log.tree.root)
    t.must(isIn, `line ${line.seq} is not shown to be in the log`)
    t.must(before.seq < seq, `line ${seq} is not in order`)
    const isNext = before.seq > 0 && before.seq === seq - 1
    t.must(!isNext || line.prev_hash === before.hash, `line ${seq} does not follow line ${seq - 1}`)
    before = { seq, hash }
    return line
  })
}

/** What is wrong with a run for which the lines tell of `approval`, or of none; null when nothing is. */
function faultOf(run, approval, isWhole) {
  const needsOne = run.approval_id || run.side_effect_level === 'external_publish'
  if (approval === undefined) return needsOne && isWhole ? 'ran without an approval that these lines tell of' : null
  const { subject_sha256, state, call_id, votes, needed = 1 } = approval
  if (subject_sha256 !== run.subject_sha256) return `ran other bytes than approval ${run.approval_id} allowed`
  const yes = new Set(votes.filter(({ decision }) => decision === 'approve').map(({ by }) => by)).size
  const isItsOwn = state === 'consumed' && call_id === run.call_id && yes === votes.length && yes >= needed
  return isItsOwn ? null : `ran, but it is not the one that approval ${run.approval_id} was given to and used for`
}

/** In words, how many lines of which type the manifest says it left out; null when none. */
function leftOutOf({ left_out_lines: counts }) {
  const all = Object.entries(counts).map(([type, count]) => `${count} ${count === 1 ? 'line' : 'lines'} of ${type}`)
  return all.length === 0 ? null : `${all.join(', ')} left out: there are too many`
}

/** Approvals and runs: what was approved, what ran, and that both are the same bytes. */
function checkApprovals(t, manifest, lines) {
  const [approvals, runs] = [new Map(), new Map()]
  const { approval_consumed, approval_voided, approval_expired } = manifest.left_out_lines
  const isWhole = approval_consumed === undefined
  const mayBeOver = approval_voided !== undefined || approval_expired !== undefined
  for (const { data, seq } of lines) {
    if (data.approval) approvals.set(data.approval.approval_id, data.approval)
    if (data.run) runs.set(data.run.call_id, { ...data.run, seq })
  }
  for (const one of approvals.values()) {
    const listed = manifest.approvals.find(({ approval_id }) => approval_id === one.approval_id)
    const isSame = listed !== undefined && sha256(t.read(listed.file)) === one.subject_sha256
    t.must(isSame, `the subject of approval ${one.approval_id} does not have the sha256 that was decided on`)
    const votes = one.votes.map((vote) => `${vote.decision} by ${vote.by} on ${vote.at} (${vote.door})`)
    const state = one.state === 'approved' && mayBeOver ? 'approved, and maybe voided or expired since' : one.state
    t.said.push(`Approval ${one.approval_id} of ${JSON.stringify(one.what)}: ${[state, ...votes].join(', ')}.`)
  }
  for (const run of runs.values()) {
    const call = `tool call ${run.call_id}`
    t.must(sha256(run.subject) === run.subject_sha256, `the subject of ${call} does not have its sha256`)
    const approval = run.state === 'denied' ? undefined : approvals.get(run.approval_id)
    const fault = run.state === 'denied' ? null : faultOf(run, approval, isWhole)
    t.must(fault === null, `${call} ${fault}`)
    const by = approval === undefined ? '' : `, with exactly the bytes of approval ${run.approval_id}`
    t.said.push(`Tool call ${run.call_id} of ${run.tool}: ${run.state}${by} (line ${run.seq}).`)
  }
}

function checkPackages(t, manifest, key, lines) {
  const recorded = new Map()
  for (const { data, seq } of lines)
    for (const { manifest_sha256 } of [data, ...(data.run?.evidence ?? [])])
      if (!recorded.has(manifest_sha256)) recorded.set(manifest_sha256, seq)
  for (const { package_id, folder, state, problems } of manifest.packages) {
    t.must(state === 'whole', `evidence ${package_id} was altered before the export: ${problems.join('; ')}`)
    if (state !== 'whole') continue
    const bytes = t.read(`${folder}/manifest.json`)
    const own = JSON.parse(bytes.toString())
    const good = isSigned(own, 'countersign evidence manifest v1\n', key) && own.package_id === package_id
    t.must(good, `the manifest of evidence ${package_id} is not the signed one`)
    for (const { path, sha256: hash, bytes: size } of own.artifacts) {
      const file = manifest.files.find((one) => one.path === `${folder}/${path}`)
      t.must(file?.sha256 === hash && file.bytes === size, `${folder}/${path} is not the file that was kept`)
    }
    const seq = recorded.get(sha256(bytes))
    const line = seq === undefined ? 'signed, but named by none of these lines' : `recorded by line ${seq}`
    t.said.push(`Evidence ${package_id}: ${own.artifacts.length} files as kept on ${own.created_at}, ${line}.`)
  }
}

/** Every deposit that was given, each compared and named. Answers the lines of those that fit. */
function checkGiven(t, manifest, key, given) {
  for (const { name, text } of given) {
    const fit = []
    for (const [i, line] of text.split('\n').entries()) {
      const { fits, open, wrong } = line === '' ? {} : judgeDeposit(t.ways, manifest, key, line)
      if (fits) fit.push(fits.seq)
      t.must(!wrong, `deposit ${i + 1} of ${name} ${wrong}`)
      if (open) t.open.push(`Deposit ${i + 1} of ${name} ${open}.`)
    }
    if (fit.length > 0) t.said.push(`${fit.length} deposits of ${name} fit the log, of the lines ${fit.join(', ')}.`)
  }
  const texts = new Set(given.flatMap(({ text }) => text.split('\n')))
  const isNamed = manifest.anchor === null || texts.has(manifest.anchor.deposit)
  t.must(isNamed, 'the file that --anchor names does not hold the deposit of this proof')
  t.must(texts.size > 1 || !texts.has(''), 'there is no deposit where --anchor says')
}

function checkAnchor(t, manifest, key, given) {
  const { log, anchor } = manifest
  t.ways = new Map(t.json('deposits.json').deposits.map((way) => [way.sha256, way]))
  if (given !== null) checkGiven(t, manifest, key, given)
  if (anchor === null)
    return t.open.push('That nobody who has the key wrote this log anew: no head of it was deposited elsewhere.')
  const { fits: head } = judgeDeposit(t.ways, manifest, key, anchor.deposit)
  t.must(head && parsed(anchor.deposit).tree, 'the deposit does not fit the log: it was written anew since')
  if (!head) return
  const source = given === null ? `${anchor.place}, says this folder` : 'found where --anchor says'
  t.said.push(`Lines ${log.first_seq} to ${head.seq} are anchored: deposited on ${head.ts} (${source}).`)
  if (given === null) t.open.push(`That it was: fetch the file from ${anchor.place} and give it with --anchor.`)
  if (head.seq < log.head.seq) t.open.push(`That no line after ${head.seq} was changed: no deposit covers them.`)
}

/** The files of deposits at the paths that were given; of a folder those of its files that are named like one. */
function depositsAt(paths) {
  const files = paths.flatMap((path) => {
    const inside = lstatSync(realpathSync(path)).isDirectory() ? readdirSync(path) : null
    const named = inside?.filter((name) => /^countersign-[0-9a-f]{16}\.jsonl$/.test(name))
    assert(named === undefined || named.length > 0, `${path} holds no file of deposits`)
    return named?.map((name) => join(path, name)) ?? [path]
  })
  return files.map((name) => ({ name, text: readFileSync(name, 'utf8') }))
}

/** Everything that can be checked without asking anyone. `wantedKey`, `given` (files of deposits): null when not given. */
export function verifyProof(folder, wantedKey, given) {
  const [problems, said, open] = [[], [], []]
  let leftOut = null
  // A folder from a stranger may name a file of this machine, or one that never ends.
  const read = (path) => assert(t.plain.has(path), `${path} is not in this folder`) ?? readFileSync(join(folder, path))
  const json = (path) => JSON.parse(read(path).toString())
  const must = (holds, words) => holds || problems.push(words)
  const t = { folder, read, json, said, open, must, plain: new Set(), ways: new Map() }
  try {
    t.plain = new Set(filesIn(t, ''))
    const { manifest, key, fingerprint } = readManifest(t, wantedKey)
    checkFiles(t, manifest)
    checkTree(t, manifest, key)
    const lines = checkLines(t, manifest)
    const [{ subject, log }, seqs] = [manifest, lines.map(({ seq }) => seq).join(', ')]
    said.push(`Key ${fingerprint} signed this proof of ${subject.kind} ${subject.id} on ${manifest.exported_at}.`)
    said.push(`${lines.length} lines (${seqs}) are in the log of lines ${log.first_seq} to ${log.head.seq}.`)
    checkApprovals(t, manifest, lines)
    checkPackages(t, manifest, key, lines)
    checkAnchor(t, manifest, key, given)
    if (wantedKey === null) open.push(`Whose key it is: ask its owner, and give what you are told with --key.`)
    open.push('That there are no other lines about this, that what was recorded is true, and that the clock was right.')
    leftOut = leftOutOf(manifest)
    if (leftOut !== null) open.push(`What they say: ${leftOut}.`)
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error))
  }
  return { ok: problems.length === 0, problems, said, open, leftOut }
}

function main(args) {
  const text = { type: 'string' }
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { key: text, anchor: { ...text, multiple: true } },
  })
  // What is misspelt or too much must not pass for checked.
  assert(positionals.length < 2, 'one folder at a time')
  const folder = resolve(positionals[0] ?? dirname(fileURLToPath(import.meta.url)))
  const given = values.anchor === undefined ? null : depositsAt(values.anchor)
  const { ok, problems, said, open, leftOut } = verifyProof(folder, values.key ?? null, given)
  // Names and words in the lines come from outside: they must not steer the terminal.
  const inert = (text) => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?')
  const print = (title, words) => words.length > 0 && console.log(`${[title, ...words.map(inert)].join('\n  - ')}\n`)
  print(ok ? 'Proven:' : 'Found, but not to be relied on:', said)
  print('Not proven by this folder:', open)
  print('WRONG:', problems)
  const good = leftOut === null ? 'OK: everything' : `OK, ${inert(leftOut)}. Everything else`
  console.log(ok ? `${good} in this folder holds.` : 'FAILED: this folder does not hold what it should.')
  process.exitCode = ok ? 0 : 1
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  main(process.argv.slice(2))
