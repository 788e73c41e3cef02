import {
  FileStore,
  MemoryStore,
  RedisStore,
  ServerSideSessionInterface,
} from '../../dist/sessions/index.js'
import { redisClient, storeKind } from './stores.mjs'

/** Gives the sessions of a work with a store. */
export async function storeSessions() {
  return new ServerSideSessionInterface(await openStore())
}

async function openStore() {
  if (storeKind === 'redis') return new RedisStore(await redisClient())
  return storeKind === 'file' ? new FileStore(process.env.STORE_FOLDER) : new MemoryStore()
}
