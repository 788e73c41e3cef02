import { createServer } from 'node:http'
import send from 'send'
import { serve } from './serve.mjs'

serve(createServer((req, res) => send(req, req.url, { root: process.env.STATIC }).pipe(res)))
