/**
 * Undoes percent encoding; sequences that are not valid are kept, and bytes that are no text
 * become U+FFFD. Python's `urllib.parse.unquote` with `errors="replace"`.
 *
 * @param text The encoded text.
 * @param charset What the bytes are, UTF-8 by default.
 */
export function percentDecode(text: string, charset: 'utf8' | 'latin1' = 'utf8'): string {
  if (!text.includes('%')) return text
  return text.replace(/(?:%[\da-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString(charset),
  )
}
