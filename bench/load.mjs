import { connect } from 'node:net'

/**
 * The load: keep-alive connections that each send the next request when the answer before is whole.
 * Runs as a process of its own, told what to do by messages.
 */
process.on('message', async (order) => {
  const result = await run(order)
  process.send(result)
})
process.on('disconnect', () => process.exit())

async function run({ port, requests, bodyBytes = 0, json, count, connections = 32 }) {
  const body = json ? Buffer.from(json) : bodyBytes > 0 ? multipart(bodyBytes) : undefined
  const type = json ? 'application/json' : 'multipart/form-data; boundary=edge'
  const texts = requests.map((request) => Buffer.from(head(request, body, type), 'latin1'))
  const state = { port, texts, body, left: count, sent: 0, statuses: {}, cookies: [], last: '' }
  await Promise.all(Array.from({ length: connections }, () => converse(state)))
  return { statuses: state.statuses, cookies: state.cookies, last: state.last }
}

function head({ path, cookie }, body, type) {
  const lines = [`${body ? 'POST' : 'GET'} ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Accept: */*']
  if (cookie) lines.push(`Cookie: ${cookie}`)
  if (body) lines.push(`Content-Type: ${type}`, `Content-Length: ${body.length}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

function multipart(bytes) {
  const start =
    '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n' +
    'Content-Type: application/octet-stream\r\n\r\n'
  return Buffer.concat([
    Buffer.from(start),
    Buffer.alloc(bytes, 'x'),
    Buffer.from('\r\n--edge--\r\n'),
  ])
}

function converse(state) {
  return new Promise((resolve, reject) => {
    const socket = connect(state.port, '127.0.0.1')
    let rest
    let skip = 0
    const next = () => {
      if (state.left-- <= 0) return socket.destroy()
      socket.write(state.texts[state.sent++ % state.texts.length])
      if (state.body) socket.write(state.body)
    }
    socket.setNoDelay(true)
    socket.on('connect', next)
    socket.on('error', reject)
    socket.on('close', resolve)
    socket.on('data', (chunk) => {
      if (skip > 0) {
        skip -= chunk.length
        if (skip === 0) next()
        return
      }
      rest = rest === undefined ? chunk : Buffer.concat([rest, chunk])
      const missing = answerIn(state, rest)
      if (missing === undefined) return
      rest = undefined
      skip = missing
      if (skip === 0) next()
    })
  })
}

/** Gives how many bytes of the answer are still to come, or undefined while that is unknown. */
function answerIn(state, bytes) {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const text = bytes.latin1Slice(0, end)
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
  const chunked = length === undefined && bytes.toString('latin1', bytes.length - 5) !== '0\r\n\r\n'
  if (chunked) return undefined
  const status = text.slice(9, 12)
  state.statuses[status] = (state.statuses[status] ?? 0) + 1
  if (state.cookies.length < 20_000) {
    const found = text.matchAll(/\r\nset-cookie: ([^;\r]*)/gi)
    state.cookies.push(Array.from(found, (match) => match[1]).join('; '))
  }
  state.last = bytes.toString('latin1', end + 4, end + 104)
  return length === undefined ? 0 : Number(length) - (bytes.length - end - 4)
}
