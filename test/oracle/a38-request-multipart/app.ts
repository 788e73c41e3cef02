import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

app.route('/upload', { methods: ['POST', 'PUT', 'GET'] }, function upload() {
  const files = []
  for (const [field, file] of request.files.items({ multi: true })) {
    const data = file.read()
    files.push({
      field,
      filename: file.filename ?? null,
      content_type: file.contentType ?? null,
      mimetype: file.mimetype,
      params: file.mimetypeParams,
      length: data.length,
      hex: data.subarray(0, 40).toString('hex'),
    })
  }
  return { form: [...request.form.items({ multi: true })], files }
})

app.post('/need', function need() {
  return request.files['doc']!.filename!
})

app.post('/headers', function headers() {
  const file = request.files['doc']!
  return {
    custom: file.headers.get('X-Custom'),
    disposition: file.headers.get('Content-Disposition'),
    length: file.contentLength,
  }
})

app.post('/data', function data() {
  return {
    data: request.data.toString(),
    raw: request.getData().length,
    form: request.form.toDict(),
  }
})
