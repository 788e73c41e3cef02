import { App, type FileStorage, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

function show(file: FileStorage) {
  const data = file.read()
  return {
    name: file.name,
    filename: file.filename ?? null,
    type: file.contentType ?? null,
    mimetype: file.mimetype,
    params: file.mimetypeParams,
    length: file.contentLength,
    size: data.length,
    hex: data.subarray(0, 40).toString('hex'),
    headers: [...file.headers],
  }
}

app.route('/up', { methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }, function up() {
  return {
    form: [...request.form.items({ multi: true })],
    files: [...request.files.items({ multi: true })].map(([key, file]) => [key, show(file)]),
  }
})
