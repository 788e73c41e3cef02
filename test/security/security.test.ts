import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ValueError } from 'hipflask'
import {
  checkPasswordHash,
  checkPasswordHashAsync,
  generatePasswordHash,
  generatePasswordHashAsync,
  safeJoin,
  secureFilename,
} from 'hipflask/security'

const seed = 20_231_114

describe('password hashes', () => {
  it('accept the password and no other', async () => {
    const hash = generatePasswordHash('pass', 'scrypt:1024:8:1')
    assert.match(hash, /^scrypt:1024:8:1\$\w{16}\$[0-9a-f]{128}$/)
    assert.equal(checkPasswordHash(hash, 'pass'), true)
    assert.equal(checkPasswordHash(hash, 'Pass'), false)
    const later = await generatePasswordHashAsync('pass', {
      method: 'pbkdf2:sha256:10',
      saltLength: 4,
    })
    assert.equal(await checkPasswordHashAsync(later, 'pass'), true)
    assert.equal(await checkPasswordHashAsync(later, 'x'), false)
  })

  it('are read by the names that Python has for digests', () => {
    const blake =
      'dc2791724fc7c6e8ed0d516ededa40392585ff877bd01d3ab225577ca0c4a109' +
      '990ec56e267bf2283600787c4c55ae8599c091b6dc8f43d6afbc19ae5d7368f0'
    const sha = '46a648f97e2ba5e5a2c8614700d4bbb6db115a1bc7a39d84c571aa6d25a90647'
    assert.equal(checkPasswordHash(`pbkdf2:blake2b:5$salt$${blake}`, 'pass'), true)
    assert.equal(checkPasswordHash(`pbkdf2:sha-256:5$salt$${sha}`, 'pass'), true)
  })

  it('are refused with a ValueError when the parameters are not possible', async () => {
    assert.throws(() => generatePasswordHash('x', 'scrypt:15:1:1'), ValueError)
    await assert.rejects(generatePasswordHashAsync('x', { method: 'scrypt:15:1:1' }), ValueError)
  })

  it('are refused when they would take too much memory', () => {
    assert.throws(() => checkPasswordHash('scrypt:1073741824:8:1$a$b', 'x'), /more than 1 GiB/)
  })
})

describe('secureFilename', () => {
  it('leaves a name without folders', () => {
    assert.equal(secureFilename('My cool movie.mov'), 'My_cool_movie.mov')
    assert.equal(secureFilename('../../../etc/passwd'), 'etc_passwd')
    assert.equal(secureFilename('i contain cool \xfcml\xe4uts.txt'), 'i_contain_cool_umlauts.txt')
    assert.equal(secureFilename('..'), '')
  })
})

describe('safeJoin', () => {
  it('joins names and folders below the folder', () => {
    assert.equal(safeJoin('/srv/files', 'a/b.txt'), '/srv/files/a/b.txt')
    assert.equal(safeJoin('/srv/files', 'a', 'b.txt'), '/srv/files/a/b.txt')
    assert.equal(safeJoin('/srv/files', '../b.txt'), undefined)
  })

  it('never leaves the folder', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', 'a', '/', '.', '\0', '//', '../x')), (parts) => {
        const path = safeJoin('/srv/files', parts.join('/'))
        if (path === undefined) return
        assert.ok(new URL(`file://${path.replaceAll('\\', '')}`).pathname.startsWith('/srv/files'))
      }),
      { seed, numRuns: 300 },
    )
  })
})
