import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ErrorParser } from 'youch-core'
import type { TemplateError, TemplateFrame } from '../jinja/errors.ts'
import { ownFolder } from '../own-files.ts'
import { originalPlace, type Place } from './source-map.ts'

type StackFrame = Awaited<ReturnType<ErrorParser['parse']>>['frames'][number]

/** One line of source. */
export interface SourceLine {
  line: number
  text: string
  /** Where in the text the call is, from 0; known only on the line of the call. */
  mark?: number
}

/** One call on the stack of an error. */
export interface Frame {
  /** The name of the function; `template` in a template. */
  name: string
  /** The file as it is named in a program that runs in this folder. */
  file: string
  /** The whole path, where there is such a file. */
  path: string | undefined
  line: number
  column: number | undefined
  /** Whose code it is: undefined for the app's own. */
  owner: string | undefined
  source: SourceLine[]
  /** How many calls in a row were at this place. */
  times: number
}

const templateFrames: unique symbol = Symbol.for('jinja.templateFrames')

const AROUND = 6
const MAX_WIDTH = 400
// In a line that is cut, so much before the call that it is seen at once.
const MAX_BEFORE = 40

/** Gives the calls on the stack of an error, the innermost first. */
export async function framesOf(error: Error): Promise<Frame[]> {
  const calls = await callsOf(error)
  const frames = await Promise.all(calls.map((call) => frameOf(error, call)))
  if (!frames.some(({ owner }) => owner === undefined)) {
    frames.unshift(...(await placeInMessage(error.message)))
  }
  const lineless = frames.some(({ name }) => name === 'template') ? [] : await templatePlace(error)
  return joined([...lineless, ...frames])
}

async function callsOf(error: Error): Promise<StackFrame[]> {
  const { message, stack } = error
  if (typeof stack !== 'string') return []
  const trace = error instanceof SyntaxError ? new SyntaxError() : new Error()
  // The message may have lines that look like calls.
  trace.stack = inOrder(stack.replace(message, () => '')).replace(namelessAsync, '$1')
  // The source of each call is read here, as it may have to be mapped.
  const parser = new ErrorParser().defineSourceLoader(async () => undefined)
  const { frames } = await parser.parse(trace).catch(() => ({ frames: [] }))
  return frames.filter(isCall)
}

const namelessAsync = /^(\s+at )async (?=file:|\/|[A-Z]:)/gm

function isCall({ raw = '', lineNumber = 0, functionName = '' }: StackFrame): boolean {
  // It stands between any two functions that wait.
  if (functionName.endsWith('processTicksAndRejections')) return false
  return lineNumber > 0 || /^\s*at /.test(raw)
}

// The lines of templates stand at the top, also above what a template has called.
function inOrder(stack: string): string {
  const lines = stack.split('\n')
  const templates = lines.filter(isTemplate)
  if (templates.length === 0) return stack
  const rest = lines.filter((line) => !isTemplate(line))
  const start = rest.findIndex((line) => line.includes('(eval at '))
  const called = rest.slice(lines.findIndex(isTemplate), start)
  if (start < 0 || !called.some(isOwn)) return stack
  return [...rest.slice(0, start), ...templates, ...rest.slice(start)].join('\n')
}

function isTemplate(line: string): boolean {
  return line.startsWith('    at template (')
}

function isOwn(line: string): boolean {
  return ![ownFolder, pathToFileURL(ownFolder).href, 'node_modules/', 'node:'].some((place) =>
    line.includes(place),
  )
}

function ownerOf({ fileName = '', type }: StackFrame): string | undefined {
  if (type === 'native' || !/[/\\]|^<template>$/.test(fileName)) return 'Node.js'
  if (type === 'app') return fileName.startsWith(ownPath) ? 'hipflask' : undefined
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(fileName)?.[1] ?? 'a package'
}

const ownPath = ownFolder.replaceAll('\\', '/')

async function frameOf(error: Error, call: StackFrame): Promise<Frame> {
  const { fileName = '', lineNumber: line = 0, columnNumber: column, functionName = '' } = call
  const owner = ownerOf(call)
  const frame = {
    name: functionName.replace(/<anonymous>$/, '(anonymous)') || '(anonymous)',
    file: fileName === '<template>' ? 'made from text' : shownFile(fileName),
    path: undefined,
    line,
    column,
    owner,
    source: [],
    times: 1,
  }
  if (owner === 'Node.js') return frame
  const text = await readFile(fileName, 'utf8').catch(() => undefined)
  if (text === undefined) return { ...frame, source: templateLine(error, line) }
  const place = { path: fileName, line, column }
  const original =
    owner === undefined ? await originalPlace(place, text).catch(() => undefined) : undefined
  return { ...frame, ...located(original ?? place, original?.text ?? text) }
}

type Located = Pick<Frame, 'file' | 'path' | 'line' | 'column' | 'source'>

function located({ path, line, column }: Place, text: string): Located {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '' && lines.length > line) lines.pop()
  const start = Math.max(0, line - 1 - AROUND)
  const source = lines
    .slice(start, line + AROUND)
    .map((content, index) =>
      start + index + 1 === line
        ? callLine(line, content, column)
        : { line: start + index + 1, text: cut(content, 0) },
    )
  return { file: shownFile(path), path, line, column, source }
}

// A line that is very long, as in a bundle, is cut around the call.
function callLine(line: number, text: string, column: number | undefined): SourceLine {
  if (column === undefined) return { line, text: cut(text, 0) }
  const mark = column - 1
  const start = text.length > MAX_WIDTH ? Math.max(0, mark - MAX_BEFORE) : 0
  return { line, text: cut(text, start), mark: start > 0 ? mark - start + 1 : mark }
}

function cut(text: string, start: number): string {
  const end = start + MAX_WIDTH
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}

// A template that was made from text has no file; the engine notes the line that failed.
function templateLine(error: Error, line: number): SourceLine[] {
  const places = (error as { [templateFrames]?: readonly TemplateFrame[] })[templateFrames] ?? []
  const place = places.find(({ filename, lineno }) => filename === undefined && lineno === line)
  return place?.source === undefined ? [] : [{ line, text: place.source }]
}

// A template that cannot be read does not stand on the stack.
async function templatePlace(error: Error): Promise<Frame[]> {
  const { lineno, column, source, filename, templateName } = error as Partial<TemplateError>
  if (lineno === undefined || source === undefined) return []
  const place = { lineNumber: lineno, functionName: 'template', type: 'app' as const }
  const frame = await frameOf(error, { ...place, fileName: filename, columnNumber: column })
  const lines = frame.source.length > 0 ? frame.source : [{ line: lineno, text: source }]
  const file = filename === undefined ? (templateName ?? 'made from text') : frame.file
  return [{ ...frame, file, owner: undefined, source: lines }]
}

// A compiler that cannot read a module says so in words.
async function placeInMessage(message: string): Promise<Frame[]> {
  const place = placeIn(message)
  if (place === undefined || !existsSync(place.path)) return []
  const around = located(place, await readFile(place.path, 'utf8'))
  return [{ name: 'module', owner: undefined, times: 1, ...around }]
}

// Piece by piece: one expression for all of it would try each slash of a long text to its end.
function placeIn(message: string): Place | undefined {
  const pieces = message.split(/(?=[:\n])/)
  for (const [index, piece] of pieces.entries()) {
    const line = /^:(\d+)/.exec(pieces[index + 1] ?? '')?.[1]
    if (line === undefined) continue
    const drive = piece.startsWith(':\\') ? /[A-Z]$/.exec(pieces[index - 1] ?? '')?.[0] : undefined
    const start = piece.indexOf('/')
    const path = drive === undefined ? piece.slice(start) : drive + piece
    if (drive !== undefined || start >= 0) return { path, line: Number(line), column: undefined }
  }
  return undefined
}

/** Makes one of calls in a row at the same place: a function that calls itself. */
function joined(frames: readonly Frame[]): Frame[] {
  const result: Frame[] = []
  for (const frame of frames) {
    const last = result.at(-1)
    if (last !== undefined && placeOf(last) === placeOf(frame)) last.times++
    else result.push(frame)
  }
  return result
}

/** Tells apart the places of frames. */
export function placeOf({ path, file, line, column }: Frame): string {
  return `${path ?? file}:${line}:${column ?? ''}`
}

function shownFile(fileName: string): string {
  if (!/^(?:\/|[A-Z]:)/.test(fileName)) return fileName
  const near = relative(process.cwd(), fileName)
  return near === '' || near.startsWith('..') ? fileName : near.replaceAll('\\', '/')
}
