import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync)

/** Why tests with a browser are skipped. In CI a browser that is missing is a failure. */
export const skip: string | false =
  executablePath === undefined && !process.env.CI && 'chromium is not installed'

/** Starts Chromium, which loads nothing by itself. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  })
}
