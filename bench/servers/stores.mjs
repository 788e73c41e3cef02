import { createClient } from '@redis/client'

/** Where the works with a store keep their sessions: `memory`, `file` or `redis`. */
export const storeKind = process.env.STORE ?? ''

/** Gives a client of the Redis of this measurement. */
export async function redisClient() {
  const client = createClient({
    socket: { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) },
  })
  return client.connect()
}
