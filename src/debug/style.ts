/** The look of the pages of debug mode. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #fff; --box: #f6f8fa; --line: #d1d9e0; --text: #1f2328; --soft: #59636e; --link: #0550ae;
  --hot: #b3202c; --hot-box: #ffebe9; --mark: #ffcecb;
  --word: #b3202c; --string: #0a3069; --number: #0550ae;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --box: #161b22; --line: #3d444d; --text: #e6edf3; --soft: #9ea7b3; --link: #79c0ff;
    --hot: #ff8b84; --hot-box: #3a1a1d; --mark: #7a2a2e;
    --word: #ff8b84; --string: #a5d6ff; --number: #79c0ff;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem) }
header { padding-top: clamp(1.25rem, 4vw, 2.5rem) }
footer { padding-top: 2rem; padding-bottom: 2rem; color: var(--soft); font-size: .875rem }
h1, h2, h3, p, ol, ul { margin: 0 }
h1 { color: var(--hot); font-size: clamp(1.5rem, 4vw, 2.25rem); line-height: 1.2; overflow-wrap: anywhere }
h2 { font-size: 1.375rem; line-height: 1.3; margin-top: 2.5rem; overflow-wrap: anywhere }
h3 { font-size: 1rem; display: inline; font-weight: 600 }
.of { color: var(--soft); font-weight: 400; font-size: 1rem }
code, pre, .message, td, .name { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace }
code, pre, td, th, .name { font-size: .875rem }
.asked { color: var(--soft); margin-bottom: .5rem; overflow-wrap: anywhere }
.asked b { color: var(--text) }
.message { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 1.0625rem; max-height: 50vh; overflow-y: auto;
  margin: .75rem 0 1rem; padding: .75rem 1rem; background: var(--hot-box); border-left: 4px solid var(--hot); border-radius: 0 .375rem .375rem 0 }
.message.whole { max-height: none }
.hint { margin: 0 0 1rem }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0 0 1rem; list-style: none; font-size: .9375rem }
a { color: var(--link); overflow-wrap: anywhere }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .25rem }
.frames { padding: 0; list-style: none }
.frames > li { margin: .5rem 0 }
.frames .frames { padding: 0 .75rem .25rem }
details { border: 1px solid var(--line); border-radius: .5rem; background: var(--page) }
summary { cursor: pointer; padding: .5rem .75rem .5rem 2rem; border-radius: .5rem; overflow-wrap: anywhere; position: relative; list-style: none }
summary::-webkit-details-marker { display: none }
summary::before { content: '\\25b8'; content: '\\25b8' / ''; position: absolute; left: .75rem; color: var(--soft) }
[open] > summary::before { content: '\\25be'; content: '\\25be' / '' }
summary:hover { background: var(--box) }
summary .name { font-weight: 600; margin-right: .75rem }
summary .place, .plain .place { color: var(--soft); display: inline-block }
.plain .name { margin-right: .75rem }
.group > summary { color: var(--soft); font-size: .9375rem }
.plain { padding: .375rem .75rem; overflow-wrap: anywhere }
.path { padding: .375rem .75rem; border-top: 1px solid var(--line); font-size: .8125rem; color: var(--soft) }
.path code { user-select: all; color: var(--text); overflow-wrap: anywhere }
pre { margin: 0; padding: .5rem 0; overflow-x: auto; background: var(--box); border-top: 1px solid var(--line);
  border-radius: 0 0 .5rem .5rem; line-height: 1.6; tab-size: 4 }
pre code { display: block; min-width: max-content }
.row { display: block; padding-right: 1rem; border-left: 4px solid transparent }
.row::before { content: attr(data-line); display: inline-block; width: 4.5em; padding-right: 1.25em; text-align: right; color: var(--soft) }
.row.here { background: var(--hot-box); border-left-color: var(--hot) }
.row.here::before { content: '\\2192\\00a0' attr(data-line); color: var(--hot); font-weight: 700 }
.word { color: var(--word) }
.text { color: var(--string) }
.number { color: var(--number) }
.comment { color: var(--soft) }
.call { color: var(--text); background: var(--mark); border-radius: .1875rem; font-weight: 700; text-decoration: underline; text-underline-offset: .2em }
.table { margin: .75rem 0; overflow: hidden }
.count { color: var(--soft) }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { padding: .3125rem .75rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere }
.bare { border: 1px solid var(--line); border-radius: .5rem }
.bare tr:first-child > * { border-top: 0 }
th { width: 16rem; font-weight: 600 }
@media (max-width: 45rem) {
  th { width: 38% }
  .row::before { width: 3.75em; padding-right: .75em }
}
td { white-space: pre-wrap }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (forced-colors: active) { .here { outline: 1px solid } }
`
