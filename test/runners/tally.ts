/** Counts the units of a run and prints the closing line that every runner ends with. */
export class Tally {
  passed = 0
  failed = 0
  skipped = 0

  fail(line: string): void {
    this.failed += 1
    console.log(`FAIL ${line}`)
  }

  /** Notes what was not run: a failure where the run is the project's check. */
  skip(line: string, units = 1): void {
    if (process.env.CI === 'true') {
      this.failed += units
      console.log(`FAIL ${line}`)
    } else {
      this.skipped += units
      console.log(`skip ${line}`)
    }
  }

  close(): void {
    console.log(`${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`)
    process.exitCode = this.failed ? 1 : 0
  }
}
