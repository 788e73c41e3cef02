/**
 * What is measured: the requests, the servers that answer them, and the bound of DESIGN, as a ratio
 * to the first server. `login` says that each request carries a session cookie of its own, `store`
 * where the sessions are.
 */
const peers = ['bare', 'bare-als', 'hipflask', 'fastify', 'hono', 'h3', 'koa', 'polka', 'express']
const sessions = ['bare', 'hipflask', 'fastify', 'hono', 'koa', 'express', 'express-cookie']
const stores = ['bare', 'hipflask', 'fastify-store', 'koa-store', 'express-store']

export const works = [
  { name: 'string', path: '/', servers: peers, most: 1.15 },
  {
    name: 'json',
    path: '/user/42',
    servers: peers.filter((name) => name !== 'bare-als'),
    most: 1.2,
  },
  { name: 'cookie untouched', path: '/', login: 1, servers: sessions, most: 1.3 },
  { name: 'session read', path: '/read', login: 1, servers: [...sessions, 'iron'], most: 1.5 },
  { name: 'session write', path: '/write', login: 1, servers: [...sessions, 'iron'], most: 2.2 },
  { name: 'read, 10,000 cookies', path: '/read', login: 10_000, servers: sessions, most: 1.8 },
  { name: 'write, 10,000 cookies', path: '/write', login: 10_000, servers: sessions, most: 2.4 },
  {
    name: 'read, memory store',
    path: '/read',
    login: 1000,
    store: 'memory',
    servers: stores,
  },
  {
    name: 'write, memory store',
    path: '/write',
    login: 1000,
    store: 'memory',
    servers: stores,
  },
  {
    name: 'read, redis store',
    path: '/read',
    login: 1000,
    store: 'redis',
    servers: stores,
  },
  {
    name: 'write, redis store',
    path: '/write',
    login: 1000,
    store: 'redis',
    servers: stores,
  },
  {
    name: 'read, file store',
    path: '/read',
    login: 1000,
    store: 'file',
    servers: ['bare', 'hipflask'],
  },
  {
    name: 'write, file store',
    path: '/write',
    login: 1000,
    store: 'file',
    servers: ['bare', 'hipflask'],
  },
  {
    name: '10 routes',
    routes: 10,
    servers: ['bare', 'hipflask', 'find-my-way', 'rou3', 'fastify', 'hono'],
  },
  {
    name: '10,000 routes',
    routes: 10_000,
    servers: ['bare', 'hipflask', 'find-my-way', 'rou3', 'fastify', 'hono'],
  },
  {
    name: '10 kB JSON in and out',
    path: '/json',
    json: JSON.stringify(
      Array.from({ length: 170 }, (_, id) => ({
        id,
        name: `thing ${id}`,
        price: id / 4,
        on: true,
      })),
    ),
    servers: ['bare', 'hipflask', 'fastify'],
  },
  {
    name: '1 MB upload',
    path: '/upload',
    bodyBytes: 1_000_000,
    servers: ['busboy', 'busboy-disk', 'hipflask', 'fastify'],
    most: 1.2,
  },
  { name: '1 MB static file', path: '/static/big.bin', servers: ['send', 'hipflask'], most: 1.2 },
]

/** Gives the requests of a work, without cookies. */
export function requestsOf(work) {
  if (work.routes === undefined) return [{ path: work.path }]
  return Array.from({ length: work.routes }, (_, index) => ({
    path: `/area${index % 100}/thing${index}/${index}`,
  }))
}
