import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type Context,
  ImmutableSandboxedEnvironment,
  Markup,
  SandboxedEnvironment,
  SecurityError,
  unsafe,
} from 'hipflask/jinja'

class User {
  name = 'Ann'
  _password = 'secret'
  drop = unsafe(() => 'dropped')

  get _hash(): string {
    return 'hash'
  }

  greet(who: string): string {
    return `Hi ${who}`
  }

  _erase(): string {
    return 'erased'
  }

  save(): string {
    return 'saved'
  }
}
Object.assign(User.prototype.save, { altersData: true })

const sandbox = new SandboxedEnvironment()
const render = (source: string, environment = sandbox) =>
  environment.fromString(source).render({
    user: new User(),
    map: new Map<string, unknown>([['_key', 'data']]),
    safe: new Markup('<b>{0._password}</b>'),
  })

describe('SandboxedEnvironment', () => {
  it('gives what is public and what mappings hold', () => {
    assert.equal(render('{{ user.name }} {{ user.greet("you") }}'), 'Ann Hi you')
    assert.equal(render('{{ map._key }} {{ {"_a": 1}._a }} {{ {"_a": 1}["_a"] }}'), 'data 1 1')
  })

  it('prints nothing for what begins with "_", however it is asked for', () => {
    for (const source of [
      '{{ user._password }}',
      '{{ user["_password"] }}',
      '{{ user._hash }}',
      '{{ user|attr("_password") }}',
      '{{ [user]|map(attribute="_password")|join }}',
      '{{ "{0._password}".format(user) }}',
      '{{ "{u._password}".format_map({"u": user}) }}',
      '{{ ("{0._password}"|attr("format"))(user) }}',
      '{{ user.constructor }}',
      '{{ user.__class__ }}',
    ]) {
      assert.equal(render(source), '', source)
    }
    assert.equal(render('{{ safe.format(user) }}'), '<b></b>')
  })

  it('throws a SecurityError when such a thing is used', () => {
    for (const source of [
      '{{ user._password.length }}',
      '{{ user["_password"].length }}',
      '{{ user._erase() }}',
      '{{ user.constructor.name }}',
      '{{ "".__class__.__mro__ }}',
      '{{ "{0._password.length}".format(user) }}',
    ]) {
      assert.throws(() => render(source), SecurityError, source)
    }
  })

  it('lets no format read the attributes of an object as a mapping', () => {
    assert.throws(() => render('{{ "%(_password)s" % user }}'), TypeError)
    assert.throws(() => render('{{ "%(name)s" % user }}'), TypeError)
  })

  it('calls nothing that is marked as unsafe', () => {
    assert.throws(() => render('{{ user.drop() }}'), SecurityError)
    assert.throws(() => render('{{ user.save() }}'), SecurityError)
  })

  it('refuses long ranges', () => {
    assert.equal(render('{{ range(100000)|length }}'), '100000')
    assert.throws(() => render('{{ range(100001) }}'), { name: 'OverflowError' })
  })

  it('works intercepted operators out by its own methods', () => {
    class Careful extends SandboxedEnvironment {
      override interceptedBinops = new Set(['**'])
      override interceptedUnops = new Set(['-'])

      override callBinop(context: Context, operator: string, left: unknown, right: unknown) {
        if (Number(right) > 100) throw new SecurityError('The power is too large.')
        return super.callBinop(context, operator, left, right)
      }
    }
    const careful = new Careful()
    assert.equal(render('{{ 2 ** 10 }} {{ -3 }} {{ 1 + 1 }}', careful), '1024 -3 2')
    assert.throws(() => render('{{ 2 ** 101 }}', careful), SecurityError)
    assert.throws(() => careful.overlay().fromString('{{ 2 ** 101 }}').render(), SecurityError)
  })

  it('asks isSafeAttribute and isSafeCallable', () => {
    class Strict extends SandboxedEnvironment {
      override isSafeAttribute(object: unknown, name: string, value: unknown): boolean {
        return name !== 'name' && super.isSafeAttribute(object, name, value)
      }

      override isSafeCallable(): boolean {
        return false
      }
    }
    assert.equal(render('{{ user.name }}', new Strict()), '')
    assert.throws(() => render('{{ user.greet("x") }}', new Strict()), SecurityError)
  })
})

describe('ImmutableSandboxedEnvironment', () => {
  const environment = new ImmutableSandboxedEnvironment()

  it('changes no list, set or dict', () => {
    for (const source of [
      '{{ [1].append(2) }}',
      '{{ {"a": 1}.update(b=2) }}',
      '{{ {"a": 1}["pop"]("a") }}',
      '{{ map.clear() }}',
      '{{ map.set("a", 1) }}',
    ]) {
      assert.throws(() => render(source, environment), SecurityError, source)
    }
    assert.equal(render('{{ [1, 2].index(2) }} {{ {"a": 1}.get("a") }}', environment), '1 1')
  })
})
