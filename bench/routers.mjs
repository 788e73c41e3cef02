// The router alone, with 10 to 10,000 rules, beside find-my-way, rou3 and Hono's. Run it with
// `npx tsx bench/routers.mjs` after `npm ci` in this folder.
import findMyWay from 'find-my-way'
import { LinearRouter } from 'hono/router/linear-router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
import { addRoute, createRouter, findRoute } from 'rou3'
import { UrlMap } from '../src/routing/map.ts'
import { Rule } from '../src/routing/rule.ts'

const counts = (process.argv[2] ?? '10,100,1000,10000').split(',').map(Number)
const lookups = 20_000
// Of each five rules two are literal, two have one argument, one has two.
const shapes = ['/s%/list', '/s%/about/team', '/u%/:id', '/u%/:id/posts', '/p%/:a/:b']
const targets = ['/s%/list', '/s%/about/team', '/u%/123', '/u%/123/posts', '/p%/x/y']
const fill = (patterns, index) => patterns[index % 5].replace('%', Math.floor(index / 5))

const routers = {
  hipflask: (rules) => {
    const map = new UrlMap()
    for (const rule of rules) {
      const text = rule.replace(/:(\w+)/g, (_, name) => (name === 'id' ? '<int:id>' : `<${name}>`))
      map.add(new Rule(text, { endpoint: rule, methods: ['GET'] }))
    }
    return (path) => map.match(path, 'GET').kind === 'match'
  },
  'find-my-way': (rules) => {
    const router = findMyWay({ caseSensitive: true })
    for (const rule of rules) router.on('GET', rule, () => undefined)
    return (path) => router.find('GET', path) !== null
  },
  rou3: (rules) => {
    const router = createRouter()
    for (const rule of rules) addRoute(router, 'GET', rule, rule)
    return (path) => findRoute(router, 'GET', path) !== undefined
  },
  'hono smart': (rules) =>
    honoRouter(rules, new SmartRouter({ routers: [new RegExpRouter(), new TrieRouter()] })),
  'hono trie': (rules) => honoRouter(rules, new TrieRouter()),
  'hono linear': (rules) =>
    rules.length > 1000 ? undefined : honoRouter(rules, new LinearRouter()),
}

function honoRouter(rules, router) {
  for (const rule of rules) router.add('GET', rule, rule)
  return (path) => router.match('GET', path)[0].length > 0
}

function measure(find, paths) {
  const run = () => {
    for (const path of paths) if (!find(path)) throw new Error(`"${path}" was not found.`)
  }
  run()
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return (Math.min(...times) / paths.length) * 1e6
}

console.log(
  `ns a look-up, requests spread over all rules\n${'rules'.padEnd(14)}${counts.map((count) => String(count).padStart(9)).join('')}`,
)
for (const [name, make] of Object.entries(routers)) {
  let line = name.padEnd(14)
  for (const count of counts) {
    const rules = Array.from({ length: count }, (_, index) => fill(shapes, index))
    // Fresh texts, as a server has them: nothing is known of them yet.
    const paths = Array.from({ length: lookups }, (_, index) =>
      Buffer.from(fill(targets, (index * 7919) % count)).toString('latin1'),
    )
    const find = make(rules)
    line += (find === undefined ? '-' : measure(find, paths).toFixed(0)).padStart(9)
  }
  console.log(line)
}
