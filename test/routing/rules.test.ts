import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  BaseConverter,
  BuildError,
  EndpointPrefix,
  KeyError,
  LookupError,
  Rule,
  RuleTemplate,
  Subdomain,
  Submount,
  UrlMap,
  ValidationError,
  ValueError,
} from 'hipflask'

function mapOf(...rules: (string | [string, object])[]): UrlMap {
  const map = new UrlMap()
  for (const rule of rules) {
    const [text, options] = typeof rule === 'string' ? [rule, {}] : rule
    map.add(new Rule(text, { endpoint: text, ...options }))
  }
  return map
}

function found(map: UrlMap, path: string, method = 'GET'): unknown {
  const outcome = map.match(path, method)
  return outcome.kind === 'match' ? [outcome.rule.rule, { ...outcome.args }] : outcome.kind
}

describe('UrlMap.match', () => {
  it('takes the most specific rule, whatever the order of registration', () => {
    const map = mapOf('/<path:rest>', '/<name>', '/<int:id>', '/me', '/<a>-<b>', '/<any(x, y):k>')
    assert.deepEqual(found(map, '/me'), ['/me', {}])
    assert.deepEqual(found(map, '/7'), ['/<int:id>', { id: 7 }])
    assert.deepEqual(found(map, '/p-q-r'), ['/<a>-<b>', { a: 'p-q', b: 'r' }])
    assert.deepEqual(found(map, '/a/b'), ['/<path:rest>', { rest: 'a/b' }])
  })

  it('takes ASCII digits within the safe integers for int, and nothing else', () => {
    const map = mapOf('/<int:n>')
    assert.deepEqual(found(map, '/9007199254740991'), ['/<int:n>', { n: Number.MAX_SAFE_INTEGER }])
    for (const text of ['9007199254740992', '٣', '1e3', '-1', '+1', ' 1', '1.0', '']) {
      assert.equal(found(map, `/${text}`), 'not-found', text)
    }
  })

  it('reads the rules of path-to-regexp where there is no "<"', () => {
    const map = mapOf('/:lang/post{/:page}', '/files/*rest', '/what?(really)[+]!')
    assert.deepEqual(found(map, '/de/post'), ['/:lang/post{/:page}', { lang: 'de' }])
    assert.deepEqual(found(map, '/de/post/2'), ['/:lang/post{/:page}', { lang: 'de', page: '2' }])
    assert.deepEqual(found(map, '/files/a/b'), ['/files/*rest', { rest: ['a', 'b'] }])
    assert.deepEqual(found(map, '/what?(really)[+]!'), ['/what?(really)[+]!', {}])
  })

  it('takes everything else literally in a rule with "<"', () => {
    const map = mapOf('/{x}:y*/<name>')
    assert.deepEqual(found(map, '/{x}:y*/a'), ['/{x}:y*/<name>', { name: 'a' }])
  })

  it('says which methods an address takes', () => {
    const map = mapOf(
      ['/x', { methods: ['GET'], endpoint: 'a' }],
      ['/<name>', { methods: ['PUT'], endpoint: 'b' }],
    )
    const outcome = map.match('/x', 'POST')
    assert.equal(outcome.kind, 'method-not-allowed')
    assert.deepEqual(outcome.kind === 'method-not-allowed' && [...outcome.methods].sort(), [
      'GET',
      'HEAD',
      'PUT',
    ])
  })

  it('fills in defaults where an optional part is missing', () => {
    const map = mapOf(['/list{/:page}', { defaults: { page: '1' } }])
    assert.deepEqual(found(map, '/list'), ['/list{/:page}', { page: '1' }])
    assert.deepEqual(found(map, '/list/3'), ['/list{/:page}', { page: '3' }])
  })

  it('gives arguments without a prototype', () => {
    const outcome = mapOf('/<__proto__>').match('/x', 'GET')
    assert.ok(outcome.kind === 'match')
    assert.equal(Object.getPrototypeOf(outcome.args), null)
    assert.deepEqual(Object.keys(outcome.args), ['__proto__'])
  })
})

describe('BaseConverter', () => {
  it('is made with the arguments of the rule, keywords as one last object', () => {
    const map = new UrlMap()
    const seen: unknown[][] = []
    map.converters.c = class extends BaseConverter {
      constructor(given: UrlMap, ...args: unknown[]) {
        super(given)
        seen.push(args)
      }
    }
    map.add(
      new Rule(`/<c(a, "b c", 'd', 1, -2, 1.5, True, False, None):x>/<c(sep='.', n=3):y>/<c:z>`, {
        endpoint: 'e',
      }),
    )
    assert.deepEqual(seen, [
      ['a', 'b c', 'd', 1, -2, 1.5, true, false, null],
      [{ sep: '.', n: 3 }],
      [],
    ])
  })

  it('takes its pattern from the class, or from the constructor', () => {
    const map = new UrlMap()
    map.converters.code = class extends BaseConverter {
      static override regex = /[a-z]{2}/i
    }
    map.converters.pattern = class extends BaseConverter {
      constructor(given: UrlMap, pattern: string) {
        super(given)
        this.regex = pattern
      }
    }
    map.converters.month = class extends BaseConverter {
      static override regex = '[0-9]{4}/[0-9]{2}'
    }
    for (const rule of [
      '/code/<code:c>',
      `/p/<pattern('(a|b)(c)?'):x>-<pattern('(d)'):y>`,
      '/m/<month:m>/end',
    ]) {
      map.add(new Rule(rule, { endpoint: rule }))
    }
    assert.deepEqual(found(map, '/code/aB'), ['/code/<code:c>', { c: 'aB' }])
    assert.equal(found(map, '/code/a1'), 'not-found')
    assert.deepEqual((found(map, '/p/ac-d') as unknown[])[1], { x: 'ac', y: 'd' })
    assert.deepEqual((found(map, '/m/2024/05/end') as unknown[])[1], { m: '2024/05' })
  })

  it('refuses a value with ValidationError', () => {
    const map = new UrlMap()
    map.converters.even = class extends BaseConverter {
      static override regex = '[0-9]+'
      static override weight = 10
      override toPython(value: string): number {
        if (Number(value) % 2) throw new ValidationError()
        return Number(value)
      }
    }
    map.add(new Rule('/<even:n>', { endpoint: 'even' }))
    assert.deepEqual(found(map, '/4'), ['/<even:n>', { n: 4 }])
    assert.equal(found(map, '/5'), 'not-found')
  })
})

describe('MapAdapter', () => {
  it('writes a query as text by encodeQueryArgs', () => {
    const adapter = mapOf('/').bind('localhost')
    assert.equal(adapter.encodeQueryArgs({ q: 'a b', n: [1, 2] }), 'q=a+b&n=1&n=2')
    assert.equal(adapter.encodeQueryArgs('a=%20'), 'a=%20')
  })
})

describe('BuildError', () => {
  it('finds the rule of an adapter that was probably meant by closestRule', () => {
    const error = new BuildError('/usr', {})
    assert.equal(error.suggested, undefined)
    assert.equal(error.closestRule(), undefined)
    assert.equal(error.closestRule(mapOf('/user', '/about').bind('localhost'))?.rule, '/user')
  })
})

describe('Rule', () => {
  it('refuses an argument that its subdomain has too, unless a default says its value', () => {
    const add = (options: object) =>
      new UrlMap().add(new Rule('/<int:id>', { endpoint: 'x', subdomain: '<id>', ...options }))
    assert.throws(
      () => add({}),
      (error) => error instanceof ValueError && /two arguments named "id"/.test(error.message),
    )
    add({ defaults: { id: 1 } })
  })

  it('cannot redirect to an address with an argument that it does not have', () => {
    const map = mapOf(['/old/<id>', { redirectTo: 'new/<name>' }])
    assert.throws(
      () => map.bind('localhost').find('/old/1'),
      (error) => error instanceof KeyError && /needs the argument "name"/.test(error.message),
    )
  })

  const refusals: [string, string, new (...args: never[]) => Error, RegExp][] = [
    [
      'a rule without a slash in front',
      'x',
      ValueError,
      /"x" does not begin with a slash\. Write "\/x"/,
    ],
    [
      'an unknown converter, with the nearest name',
      '/<itn:x>',
      LookupError,
      /"itn", which does not exist\. Did you mean "int"/,
    ],
    ['two arguments of one name', '/<a>/<int:a>', ValueError, /two arguments named "a"/],
    ['an argument that is not closed', '/<a', ValueError, /malformed at "<a"/],
    ['an argument without a name', '/<int:>', ValueError, /malformed at "<int:>"/],
    [
      'a converter argument that does not exist',
      '/<int(mni=1):a>',
      TypeError,
      /no argument "mni"\. Did you mean "min"/,
    ],
    [
      'a converter argument of the wrong kind',
      '/<int(min="x"):a>',
      ValueError,
      /"min" of the converter "int" must be a number, and is "x"/,
    ],
    [
      'too many converter arguments',
      '/<float(1, 2, True, 4):a>',
      TypeError,
      /takes 3 arguments .* and was given 4/,
    ],
    [
      'converter arguments that cannot be read',
      '/<string(length=):a>',
      ValueError,
      /cannot be read from "length="/,
    ],
    [
      'braces that do not close',
      '/{x',
      ValueError,
      /malformed: .*write a backslash before one that is meant literally/,
    ],
    ['a pattern that is none', '/<p:x>', ValueError, /regular expression that cannot be used/],
  ]
  for (const [what, rule, type, message] of refusals) {
    it(`refuses ${what} when it is made`, () => {
      const map = new UrlMap()
      map.converters.p = class extends BaseConverter {
        static override regex = '(['
      }
      assert.throws(
        () => map.add(new Rule(rule, { endpoint: 'e' })),
        (error: Error) => error instanceof type && message.test(error.message),
      )
    })
  }

  it('refuses methods that are one text, and a second map', () => {
    assert.throws(
      () => new Rule('/x', { methods: 'GET' }),
      /methods of a rule are a list: \['GET'\]/,
    )
    const rule = new Rule('/x', { endpoint: 'x' })
    new UrlMap().add(rule)
    assert.throws(() => new UrlMap().add(rule), /"\/x" belongs to a map already/)
  })

  it('refuses options that do not exist, and names the nearest', () => {
    assert.throws(() => new Rule('/x', { metods: ['GET'] } as object), /"metods".*"methods"/)
  })

  it('knows its methods, with HEAD beside GET, and its arguments', () => {
    const rule = new Rule('/<int:a>/<b>', {
      methods: ['get', 'post'],
      defaults: { c: 1 },
      endpoint: 'x',
    })
    new UrlMap().add(rule)
    assert.deepEqual([...rule.methods!].sort(), ['GET', 'HEAD', 'POST'])
    assert.deepEqual([...rule.arguments].sort(), ['a', 'b', 'c'])
    assert.equal(rule.rule, '/<int:a>/<b>')
  })
})

describe('Rule factories', () => {
  const rules = (map: UrlMap): string[] =>
    [...map.iterRules()].map((rule) => `${rule.subdomain ?? ''} ${rule.rule} ${rule.endpoint}`)

  it('put a path, a subdomain and a text before rules, also one in another', () => {
    const page = new Rule('/', { endpoint: 'page' })
    const map = new UrlMap([
      page,
      new Submount('/blog/', [page, new EndpointPrefix('blog/', [page])]),
      new Subdomain('kb', [new Submount('/k', [new Rule('/<x>', { endpoint: 'k' })])]),
    ])
    assert.deepEqual(rules(map), [' / page', ' /blog/ page', ' /blog/ blog/page', 'kb /k/<x> k'])
  })

  it('fill in templates', () => {
    const template = new RuleTemplate([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how Werkzeug writes it.
      new Rule('/$name/${name}s/$$', { endpoint: '$name.list', defaults: { kind: '$name' } }),
    ])
    assert.ok(template instanceof RuleTemplate)
    const map = new UrlMap([template({ name: 'user' })])
    assert.deepEqual(rules(map), [' /user/users/$ user.list'])
    assert.deepEqual({ ...[...map.iterRules()][0].defaults }, { kind: 'user' })
    assert.throws(() => map.add(template({})), KeyError)
  })
})

describe('the arguments of a converter', () => {
  it('may be words of any script, as in Python', () => {
    const map = mapOf('/<any(é, "b c", 中_1, x.y):word>')
    for (const word of ['é', 'b c', '中_1', 'x.y'])
      assert.deepEqual({ ...map.bind('a.test').match(`/${word}`)[1] }, { word })
  })
})
