import { abort, Blueprint, flash, g, redirect, renderTemplate, request, urlFor } from 'hipflask'
import { loginRequired } from './auth.ts'
import { database } from './database.ts'

export const blog = new Blueprint('blog', import.meta)

const POSTS = `
  SELECT post.id, title, body, created, author_id, author.name AS author
  FROM post JOIN author ON author.id = post.author_id
`

type Row = Record<string, unknown>

// SQLite keeps seconds, templates print a Date with strftime.
function withDate(row: Row): Row {
  return { ...row, created: new Date(Number(row.created) * 1000) }
}

function ownPost(id: number): Row {
  const row = database().prepare(`${POSTS} WHERE post.id = ?`).get(id)
  if (row === undefined) abort(404, `There is no post ${id}.`)
  if (row.author_id !== g.author.id) abort(403)
  return withDate(row)
}

function submitted(): { title: string; body: string } | undefined {
  const title = request.form.get('title', '').trim()
  if (title !== '') return { title, body: request.form.get('body', '') }
  flash('A post needs a title.', 'error')
  return undefined
}

blog.get('/', { endpoint: 'index' }, () => {
  const rows = database().prepare(`${POSTS} ORDER BY created DESC, post.id DESC`).all()
  return renderTemplate('blog/index.html', { posts: rows.map(withDate) })
})

blog.route(
  '/create',
  { methods: ['GET', 'POST'], endpoint: 'create' },
  loginRequired(() => {
    const post = request.method === 'POST' ? submitted() : undefined
    if (post === undefined) return renderTemplate('blog/create.html')
    const insert = database().prepare('INSERT INTO post (author_id, title, body) VALUES (?, ?, ?)')
    insert.run(g.author.id, post.title, post.body)
    return redirect(urlFor('blog.index'))
  }),
)

blog.route(
  '/<int:id>/update',
  { methods: ['GET', 'POST'], endpoint: 'update' },
  loginRequired(({ id }: { id: number }) => {
    const old = ownPost(id)
    const post = request.method === 'POST' ? submitted() : undefined
    if (post === undefined) return renderTemplate('blog/update.html', { post: old })
    database()
      .prepare('UPDATE post SET title = ?, body = ? WHERE id = ?')
      .run(post.title, post.body, id)
    return redirect(urlFor('blog.index'))
  }),
)

blog.post(
  '/<int:id>/delete',
  { endpoint: 'delete' },
  loginRequired(({ id }: { id: number }) => {
    ownPost(id)
    database().prepare('DELETE FROM post WHERE id = ?').run(id)
    return redirect(urlFor('blog.index'))
  }),
)
