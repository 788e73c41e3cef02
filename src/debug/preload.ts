import module from 'node:module'
import { isMainThread } from 'node:worker_threads'
import { ownFile } from '../own-files.ts'
import { CHILD } from './orders.ts'

// A process that is to wait loads this first, and so the framework: see wait.ts.

if (isMainThread && process.env[CHILD] !== undefined) {
  // Node 22.8 and later keep what was compiled for the next process.
  const { enableCompileCache } = module as { enableCompileCache?: () => void }
  enableCompileCache?.()
  await import(ownFile('index').href)
  await import(ownFile('debug/reloader').href)
}
