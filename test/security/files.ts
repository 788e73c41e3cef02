import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SECRET = 'TOP-SECRET-MARKER\n'

/** Writes the files that the attacked application serves, beside some that it must never show. */
export function writeFiles(): string {
  const root = mkdtempSync(join(tmpdir(), 'attacked-'))
  const put = (name: string, content: string | Buffer) => writeFileSync(join(root, name), content)
  for (const folder of [
    'static/sub',
    'static/.git',
    'outside',
    'static-private',
    'saved',
    'templates',
    'tmp',
  ])
    mkdirSync(join(root, folder), { recursive: true })
  put('secret.txt', SECRET)
  put('static-private/secret.txt', SECRET)
  put('outside/secret.txt', SECRET)
  put('static/hello.txt', 'hello world\n')
  put('static/big.bin', Buffer.alloc(10 * 1024 * 1024, 'b'))
  put('static/zero.bin', '')
  put('static/sub/index.html', 'index')
  put('static/.env', SECRET)
  put('static/.git/config', SECRET)
  put('static/pct%41.txt', 'percent')
  put('static/gz.txt', 'plain')
  put('static/noaccess.txt', 'no access')
  for (const end of ['', '.txt']) {
    symlinkSync('hello.txt', join(root, `static/link_in${end}`))
    symlinkSync('../secret.txt', join(root, `static/link_out${end}`))
  }
  symlinkSync('../outside', join(root, 'static/dir_out'))
  symlinkSync('../secret.txt', join(root, 'static/gz.txt.gz'))
  chmodSync(join(root, 'static/noaccess.txt'), 0)
  execFileSync('mkfifo', [join(root, 'static/fifo')])
  return root
}
