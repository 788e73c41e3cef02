import type { NameTable } from './symbols.ts'
import { Symbols } from './symbols.ts'

/** Whether output is escaped at one place, as far as the compiler knows. */
export interface EscapeState {
  autoescape: boolean
  /** True when only rendering can tell. */
  volatile: boolean
}

/** What the compiler knows of the place whose code it writes. */
export class Frame {
  symbols: Symbols
  readonly escaping: EscapeState
  /** The variable that output is added to; undefined where it is yielded. */
  buffer: string | undefined
  /** True where an `extends` may have happened, so that output must ask. */
  outputCheck = false
  toplevel = false
  rootlevel = false
  loopFrame = false
  blockFrame = false
  /** True where unknown filters are errors only when they are reached. */
  soft = false
  /** The variable of the innermost loop's `loop`. */
  loopRef: string | undefined
  /** The variable that holds what was set in this loop or block, for functions that get the context. */
  frameVariables: { name: string | undefined } = { name: undefined }
  /** True inside a loop of the same function, where `break` can stand. */
  inLoop = false

  constructor(symbols: Symbols, escaping: EscapeState) {
    this.symbols = symbols
    this.escaping = escaping
  }

  static root(names: NameTable, escaping: EscapeState): Frame {
    return new Frame(new Symbols(names), escaping)
  }

  /** Gives a frame for a scope inside this one. */
  inner(): Frame {
    const frame = new Frame(this.symbols.inner(), this.escaping)
    frame.buffer = this.buffer
    frame.outputCheck = this.outputCheck
    frame.loopRef = this.loopRef
    frame.inLoop = this.inLoop
    return frame
  }

  /** Gives a frame for a branch of this scope. */
  branch(): Frame {
    const frame = new Frame(this.symbols, this.escaping)
    Object.assign(frame, this)
    frame.rootlevel = false
    frame.soft = true
    return frame
  }
}
