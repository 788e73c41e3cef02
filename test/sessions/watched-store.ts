import { MemoryStore } from 'hipflask/sessions'

/** A store that counts what it is asked, and can wait or fail. */
export class WatchedStore extends MemoryStore {
  calls: string[] = []
  wait: ((call: string) => Promise<void> | undefined) | undefined
  async #note(call: string) {
    this.calls.push(call)
    await this.wait?.(call)
  }
  // biome-ignore lint/suspicious/noExplicitAny: sync methods become async ones here
  override get(key: string): any {
    return this.#note('get').then(() => super.get(key))
  }
  // biome-ignore lint/suspicious/noExplicitAny: as above
  override create(...args: Parameters<MemoryStore['create']>): any {
    return this.#note('create').then(() => super.create(...args))
  }
  // biome-ignore lint/suspicious/noExplicitAny: as above
  override update(...args: Parameters<MemoryStore['update']>): any {
    return this.#note('update').then(() => super.update(...args))
  }
  // biome-ignore lint/suspicious/noExplicitAny: as above
  override touch(...args: Parameters<MemoryStore['touch']>): any {
    return this.#note('touch').then(() => super.touch(...args))
  }
  // biome-ignore lint/suspicious/noExplicitAny: as above
  override delete(key: string): any {
    return this.#note('delete').then(() => super.delete(key))
  }
}
