import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { Environment } from 'hipflask/jinja'
import { context, draws, TemplateGenerator } from './generator.ts'

const python = `
import json, sys
from jinja2 import Environment
env = Environment(autoescape=True, optimized=False)
data = json.load(sys.stdin)
answers = []
for source in data["sources"]:
    try:
        answers.append({"text": env.from_string(source).render(data["context"])})
    except Exception as e:
        answers.append({"error": type(e).__name__})
print(json.dumps(answers))
`

interface Answer {
  text?: string
  error?: string
}

function ofPython(sources: string[]): Answer[] | undefined {
  const input = JSON.stringify({ sources, context })
  const { status, stdout } = spawnSync('python3', ['-c', python], { input, encoding: 'utf8' })
  return status === 0 ? JSON.parse(stdout) : undefined
}

function ofOurs(source: string): Answer {
  try {
    return { text: new Environment({ autoescape: true }).fromString(source).render(context) }
  } catch (error) {
    return { error: (error as Error).constructor.name }
  }
}

/** Tells whether two answers mean the same; the class of an error counts where both have it. */
function same(ours: Answer, theirs: Answer): boolean {
  if (theirs.text === undefined) return ours.text === undefined
  return ours.text === theirs.text
}

describe('Environment beside Jinja2', () => {
  const seed = Number(process.env['JINJA_SEED'] ?? 20261124)
  const count = Number(process.env['JINJA_COUNT'] ?? 500)
  const generator = new TemplateGenerator(draws(seed))
  const sources = Array.from({ length: count }, () => generator.statements(2))
  const answers = process.env['CI'] === undefined ? ofPython(sources) : undefined
  const skip = answers === undefined ? 'python3 with jinja2 is not here, or this is CI' : false

  it('renders generated templates alike', { skip }, () => {
    const differences = sources
      .map((source, index) => ({ source, ours: ofOurs(source), theirs: answers?.[index] ?? {} }))
      .filter(({ ours, theirs }) => !same(ours, theirs))
    assert.deepEqual(differences, [])
  })
})
