import { App, Response, type ResponseReturnValue, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)
const LOG: string[] = []
const py = (flag: boolean) => (flag ? 'True' : 'False')
const facts = (r: Response) =>
  `seq=${py(r.isSequence)} streamed=${py(r.isStreamed)} length=${r.contentLength ?? 'None'}`

const CASES: Record<string, () => Response | string | Buffer> = {
  'text-facts': () => facts(new Response('abc')),
  'bytes-facts': () => facts(new Response(Buffer.from('abc'))),
  'list-facts': () => facts(new Response(['a', 'b'])),
  'iterator-facts': () => facts(new Response(['a', 'b'].values())),
  'empty-facts': () => facts(new Response()),
  'iterator-read'() {
    const response = new Response(['a', 'é'].values())
    const data = response.getData()
    return `${data.length} ${facts(response)}`
  },
  'iterator-read-text'() {
    const response = new Response(['a', 'é'].values())
    return response.getData({ asText: true }) + facts(response)
  },
  calculate: () => String(new Response(['a', 'é']).calculateContentLength()),
  'calculate-iterator'() {
    const response = new Response(['a', 'é'].values())
    return `${response.calculateContentLength()} ${facts(response)}`
  },
  'data-property'() {
    const response = new Response('é')
    response.data = Buffer.concat([response.data, Buffer.from('!')])
    return response
  },
  'set-text'() {
    const response = new Response('x', { headers: { 'Content-Length': '999' } })
    response.setData('longer é')
    return response
  },
  'set-bytes'() {
    const response = new Response()
    response.setData(Buffer.from([255, 254]))
    return response
  },
  'set-empty'() {
    const response = new Response('x')
    response.data = ''
    return response
  },
  'set-after-iterator'() {
    const response = new Response([...'abc'].values())
    response.setData('replaced')
    return response
  },
  'stream-write'() {
    const response = new Response()
    response.stream.write(Buffer.from('one '))
    response.stream.write(Buffer.from('two é'))
    return response
  },
  'stream-write-after-text'() {
    const response = new Response('zero ')
    response.stream.write(Buffer.from('one'))
    return response
  },
  'stream-writelines'() {
    const response = new Response('a')
    response.stream.writelines(['b', 'c'])
    return response
  },
  'stream-length'() {
    const response = new Response('zero')
    response.stream.write('1')
    return `${response.contentLength ?? 'None'} ${response.getData({ asText: true })}`
  },
  'response-attribute'() {
    const response = new Response('x')
    response.response = ['a', 'b', 'c']
    response.headers.delete('Content-Length')
    return response
  },
  'response-attribute-generator'() {
    const response = new Response(null, { mimetype: 'text/plain' })
    response.response = [...'xyz'].values()
    return response
  },
  'iter-encoded': () =>
    Buffer.from(
      [...new Response(['a', 'é', Buffer.from('c')]).iterEncoded()].map(String).join('|'),
    ),
  'make-sequence'() {
    const response = new Response(['a', 'b'].values())
    response.makeSequence()
    return facts(response)
  },
  freeze() {
    const response = new Response(['a', 'b'].values())
    response.freeze()
    response.headers.set('X-Facts', facts(response))
    return response
  },
  'freeze-own-etag'() {
    const response = new Response('x')
    response.setEtag('own')
    response.freeze()
    return response
  },
  'no-implicit'() {
    class Strict extends Response {
      static override implicitSequenceConversion = false
    }
    return new Strict([...'abc'].values()).getData()
  },
  'no-implicit-streams'() {
    class Strict extends Response {
      static override implicitSequenceConversion = false
    }
    return new Strict([...'abc'].values())
  },
  'direct-passthrough-read'() {
    const response = new Response([Buffer.from('a')].values(), { directPassthrough: true })
    return response.getData()
  },
  'direct-passthrough-sent': () =>
    new Response([Buffer.from('a'), Buffer.from('b')].values(), { directPassthrough: true }),
  'direct-passthrough-off'() {
    const response = new Response([Buffer.from('a'), Buffer.from('b')].values(), {
      directPassthrough: true,
    })
    response.directPassthrough = false
    return `${response.getData({ asText: true })}!`
  },
  'close-called'() {
    const response = new Response('x')
    const closed = response.callOnClose(function closed() {
      LOG.push('decorated')
    })
    LOG.push(closed.name)
    return response
  },
  'close-by-hand'() {
    const response = new Response('x')
    response.callOnClose(() => LOG.push('by hand'))
    response.close()
    return 'ok'
  },
  'context-manager'() {
    const response = new Response('x')
    response.callOnClose(() => LOG.push('with'))
    response.close()
    return 'ok'
  },
  'content-length-set'() {
    const response = new Response(['abc'].values())
    response.contentLength = 3
    return response
  },
  'repr-': () => String(new Response('abc', 201)),
  'repr-streamed': () => String(new Response([...'abc'].values())),
}
app.route('/body/<name>', ({ name }) => CASES[name]!())
const HOOKED: Record<string, () => ResponseReturnValue> = {
  text: () => 'text',
  stream: () => ['st', 'ream'].values(),
  json: () => ({ a: 1 }),
  bytes: () => Buffer.from([255]),
}
app.get('/hook/<kind>', ({ kind }) => HOOKED[kind]!())
app.afterRequest((response) => {
  if (request.path.startsWith('/hook/'))
    response.setData(Buffer.concat([response.getData(), Buffer.from(' + hook')]))
  return response
})
app.get('/log', () => {
  const text = LOG.join('|')
  LOG.length = 0
  return text
})
