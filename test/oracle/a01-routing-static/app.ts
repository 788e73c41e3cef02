import { App, request } from 'hipflask'
import { flaskDefaults } from 'hipflask/testing'

export const app = new App(import.meta)
flaskDefaults(app)

const show = () => ({ endpoint: request.endpoint, path: request.path })

app.addUrlRule('/', 'home', show)
app.addUrlRule('/about', 'about', show)
app.addUrlRule('/a/b/c', 'deep', show)
app.addUrlRule('/file.txt', 'dotted', show)
app.addUrlRule('/two words', 'space', show)
app.addUrlRule('/left;right', 'semicolon', show)
app.addUrlRule('/one+two', 'plus', show)
app.addUrlRule('/-_.~', 'unreserved', show)
app.addUrlRule('/100%', 'percent', show)
app.addUrlRule('/what?', 'question', show)
app.addUrlRule('/a(b)[c]*', 'regex_like', show)
