import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const parts: Record<string, () => unknown> = {
  data: () => request.data.toString('latin1'),
  get: () => request.getData().toString('latin1'),
  text: () => request.getData({ asText: true }),
  nocache: () => request.getData({ cache: false }).toString('latin1'),
  parse: () => request.getData({ parseFormData: true }).toString('latin1'),
  parsenocache: () => request.getData({ cache: false, parseFormData: true }).toString('latin1'),
  form: () => [...request.form.items({ multi: true })],
  files: () => [...request.files.keys()].sort(),
  values: () => [...request.values.items({ multi: true })],
  json: () => request.getJson({ silent: true }) ?? null,
  force: () => request.getJson({ silent: true, force: true }) ?? null,
  args: () => request.args.toDict(),
  length: () => request.contentLength ?? null,
}

app.route('/<order>', { methods: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] }, function order(args) {
  return { out: args.order.split('-').map((name) => [name, parts[name]()]) }
})
