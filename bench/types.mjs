// How long an app of 500 typed routes takes to check, beside the same file with untyped views.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'bench', '.types')
const count = 500
const runs = Number(process.argv[2] ?? 5)
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: source text
const shapes = [
  ['/posts%/<int:id>', '{ id }', '`${id.toFixed()}`'],
  ['/users%/<name>/<path:rest>', '{ name, rest }', '({ name, rest })'],
  ['/tags%/<any(a, b, c):tag>', '{ tag }', 'tag'],
  ['/:lang/list%{/:page}', '{ lang, page }', '[lang, page]'],
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: source text

function source(typed) {
  const lines = ["import { App, urlFor } from 'hipflask'", 'const app = new App()']
  if (!typed)
    lines.push('declare const untyped: (rule: string, view: (args: any) => unknown) => unknown')
  for (let index = 0; index < count; index++) {
    const [rule, args, answer] = shapes[index % shapes.length]
    const method = typed ? 'app.route' : 'untyped'
    lines.push(
      `export const view${index} = ${method}('${rule.replace('%', index)}', (${args}) => ${answer})`,
    )
    if (typed && index % shapes.length === 0) lines.push(`urlFor(view${index}, { id: ${index} })`)
  }
  return `${lines.join('\n')}\nexport { app, urlFor }\n`
}

function check(typed) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }),
  )
  writeFileSync(join(folder, 'app.ts'), source(typed))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const start = performance.now()
  const { stdout } = spawnSync(
    process.execPath,
    [compiler, '-p', folder, '--extendedDiagnostics'],
    { encoding: 'utf8' },
  )
  const time = performance.now() - start
  if (/app\.ts\(\d+/.test(stdout)) throw new Error(stdout.slice(0, 2000))
  const instantiations = /Instantiations:\s+(\d+)/.exec(stdout)?.[1]
  const checking = /Check time:\s+([\d.]+)s/.exec(stdout)?.[1]
  return { time, checking: Number(checking), instantiations }
}

const median = (values) =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]
const kinds = { untyped: [], typed: [] }
for (let run = 0; run < runs; run++) {
  for (const kind of Object.keys(kinds)) kinds[kind].push(check(kind === 'typed'))
}
rmSync(folder, { recursive: true, force: true })
for (const [kind, results] of Object.entries(kinds)) {
  console.log(
    `${count} routes, ${kind}: ${median(results.map((one) => one.time)).toFixed(0)} ms in all, ` +
      `${(median(results.map((one) => one.checking)) * 1000).toFixed(0)} ms checking, ${results[0].instantiations} instantiations (median of ${runs})`,
  )
}
const ratio =
  median(kinds.typed.map((one) => one.time)) / median(kinds.untyped.map((one) => one.time))
console.log(`typed / untyped: ${ratio.toFixed(2)}`)
