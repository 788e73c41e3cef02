import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Namespace, Signal } from '../../src/signals.ts'

describe('Signal', () => {
  it('calls each receiver with the sender and the data, and gives what they returned', () => {
    const signal = new Signal<{ a: number }>('sum')
    const sender = {}
    const double = signal.connect((from: object, { a }) => [from === sender, a * 2])
    assert.deepEqual(signal.send(sender, { a: 2 }), [[double, [true, 4]]])
  })

  it('gives the function back from connect and connectVia', () => {
    const signal = new Signal('any')
    const receiver = () => 'x'
    assert.equal(signal.connect(receiver), receiver)
    assert.equal(signal.connectVia({}, receiver), receiver)
    assert.equal(signal.connectVia({})(receiver), receiver)
  })

  it('passes on the signals of one sender only when connected to it', () => {
    const signal = new Signal('one')
    const [first, second] = [{}, {}]
    const seen: unknown[] = []
    signal.connect((sender: object) => seen.push(sender), first)
    signal.send(first)
    signal.send(second)
    assert.deepEqual(seen, [first])
    assert.equal(signal.hasReceiversFor(first), true)
    assert.equal(signal.hasReceiversFor(second), false)
  })

  it("takes the sender by name too, and blinker's weak", () => {
    const signal = new Signal('named')
    const [first, second] = [{ sender: 1, id: 1 }, {}]
    const everyone = signal.connect(() => 'everyone', { weak: false })
    const own = signal.connect(() => 'own', { sender: first, weak: false })
    const also = signal.connect(() => 'also', first, { weak: false })
    const values = (sender: object) => signal.send(sender).map(([, value]) => value)
    assert.deepEqual(values(first), ['everyone', 'own', 'also'])
    assert.deepEqual(values(second), ['everyone'])
    signal.disconnect(own, { sender: first })
    signal.disconnect(also, first)
    assert.deepEqual(signal.receivers, [everyone])
    const during = signal.connectedTo(
      () => 'meanwhile',
      { sender: second },
      () => values(second),
    )
    assert.deepEqual(during, ['everyone', 'meanwhile'])
  })

  it('calls a receiver once that is connected to everyone and to the sender', () => {
    const signal = new Signal('once')
    const sender = {}
    let count = 0
    const receiver = () => {
      count += 1
    }
    signal.connect(receiver)
    signal.connect(receiver, sender)
    signal.connect(receiver, sender)
    signal.send(sender)
    assert.equal(count, 1)
  })

  it('no longer calls a disconnected receiver', () => {
    const signal = new Signal('gone')
    const receiver = signal.connect(() => 1)
    signal.disconnect(receiver)
    signal.disconnect(receiver)
    assert.deepEqual(signal.send(), [])
    const own = signal.connect(() => 2, signal)
    signal.disconnect(own, {})
    assert.equal(signal.send(signal).length, 1)
    signal.disconnect(own, signal)
    assert.equal(signal.send(signal).length, 0)
  })

  it('connects while a function runs, and gives back its result', () => {
    const signal = new Signal<{ n: number }>('scoped')
    const seen: number[] = []
    const receiver = (_sender: unknown, { n }: { n: number }) => seen.push(n)
    const result = signal.connectedTo(receiver, () => {
      signal.send(undefined, { n: 1 })
      return 'result'
    })
    signal.send(undefined, { n: 2 })
    assert.equal(result, 'result')
    assert.deepEqual(seen, [1])
  })

  it('stays connected until the promise of an async function settles', async () => {
    const signal = new Signal('async scope')
    let count = 0
    const receiver = () => {
      count += 1
    }
    const sender = {}
    await signal.connectedTo(receiver, sender, async () => {
      await null
      signal.send(sender)
    })
    signal.send(sender)
    assert.equal(count, 1)
    await assert.rejects(
      signal.connectedTo(receiver, async () => {
        throw new Error('broken')
      }),
    )
    assert.equal(signal.hasReceiversFor(sender), false)
  })

  it('disconnects when the function throws', () => {
    const signal = new Signal('throwing')
    assert.throws(() =>
      signal.connectedTo(
        () => 1,
        () => {
          throw new Error('broken')
        },
      ),
    )
    assert.equal(signal.active, false)
  })

  it('refuses an async receiver under send', () => {
    const signal = new Signal('sync')
    signal.connect(async function later() {})
    assert.throws(
      () => signal.send(),
      new TypeError(
        'The receiver "later" of the signal "sync" is async, and send() does not wait. Make it sync, or send the signal with sendAsync().',
      ),
    )
  })

  it('waits for each receiver under sendAsync', async () => {
    const signal = new Signal<{ n: number }>('async')
    const log: string[] = []
    const slow = signal.connect(async (_sender: unknown, { n }) => {
      await null
      log.push('slow')
      return n
    })
    const fast = signal.connect(() => {
      log.push('fast')
      return 'now'
    })
    assert.deepEqual(await signal.sendAsync(null, { n: 3 }), [
      [slow, 3],
      [fast, 'now'],
    ])
    assert.deepEqual(log, ['slow', 'fast'])
  })
})

describe('Signal.muted', () => {
  it('tells nobody while a function runs, and gives its result', async () => {
    const signal = new Signal<{ x?: number }>('s', 'what it is for')
    const heard: unknown[] = []
    const receiver = signal.connect((sender: unknown) => heard.push(sender), 'a')
    assert.equal(
      signal.muted(() => signal.send('a').length),
      0,
    )
    await signal.muted(async () => signal.sendAsync('a'))
    assert.deepEqual([heard, signal.isMuted, signal.doc], [[], false, 'what it is for'])
    assert.deepEqual([signal.receiversFor('a'), signal.receiversFor('b')], [[receiver], []])
    signal.send('a')
    assert.deepEqual(heard, ['a'])
  })
})

describe('Namespace', () => {
  it('gives the same signal for the same name', () => {
    const namespace = new Namespace()
    assert.equal(namespace.signal('x'), namespace.signal('x'))
    assert.notEqual(namespace.signal('x'), namespace.signal('y'))
    assert.equal(namespace.signal('x').name, 'x')
  })
})
