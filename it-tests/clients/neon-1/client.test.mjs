// The stock serverless SQL driver against Weir: only its connection string and endpoint are special. Run with
//   SQL_URL='postgresql://demo:weir_…@localhost/sample' SQL_ENDPOINT='http://127.0.0.1:4466/sql' node --test client.test.mjs
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { neon, neonConfig, NeonDbError, Pool } from '@neondatabase/serverless'
import { drizzle } from 'drizzle-orm/neon-http'
import { eq, sql as fragment } from 'drizzle-orm'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { Kysely } from 'kysely'
import { NeonDialect } from 'kysely-neon'

const url = process.env.SQL_URL
assert.ok(url && process.env.SQL_ENDPOINT, 'SQL_URL and SQL_ENDPOINT must say where Weir is')
neonConfig.fetchEndpoint = process.env.SQL_ENDPOINT
const sql = neon(url)
const table = `driver_${process.pid}`

before(() => sql.query(`create table ${table} (id int primary key, name text, tags text[])`))
after(() => sql.query(`drop table ${table}`))

/** The error that a call fails with; failing the test when it does not. */
async function failure(call) {
  try {
    await call
  } catch (error) {
    return error
  }
  assert.fail('the call should have failed')
}

test('runs a template with parameters of every type', async () => {
  const at = new Date(0)
  const rows = await sql`select ${1}::int i, ${"it's"}::text t, ${true}::bool b, ${at}::timestamptz d,
    ${Buffer.from([0, 255])}::bytea y, ${[1, 2, null]}::int[] a, ${{ k: [1] }}::jsonb j, ${null}::text n,
    ${NaN}::float8 f, ${9007199254740993n}::int8 big, ${'12345678901234567890.5'}::numeric u`
  assert.deepEqual(rows, [{
    i: 1, t: "it's", b: true, d: at, y: Buffer.from([0, 255]), a: [1, 2, null], j: { k: [1] }, n: null,
    f: NaN, big: '9007199254740993', u: '12345678901234567890.5',
  }])
})

test('answers arrays, full results and nothing', async () => {
  assert.deepEqual(await sql.query('select 1 a, 2 a', [], { arrayMode: true }), [[1, 2]])
  const full = await sql.query(`insert into ${table} values (1, 'ada', '{x,y}'), (2, 'bob', null)`, [], { fullResults: true })
  assert.equal(full.command, 'INSERT')
  assert.equal(full.rowCount, 2)
  const found = await sql.query(`select id, name from ${table} order by id`, [], { fullResults: true })
  assert.deepEqual(found.fields.map(({ name, dataTypeID }) => [name, dataTypeID]), [['id', 23], ['name', 25]])
  assert.deepEqual(await sql.query(''), [])
})

test('runs a batch in one transaction of the kind asked for', async () => {
  const [level, count] = await sql.transaction(
    [sql`show transaction_isolation`, sql.query(`select count(*)::int n from ${table}`)],
    { isolationLevel: 'Serializable', readOnly: true, deferrable: true },
  )
  assert.deepEqual(level, [{ transaction_isolation: 'serializable' }])
  assert.deepEqual(count, [{ n: 2 }])
  const error = await failure(sql.transaction([sql.query(`delete from ${table}`), sql`select 1/0`]))
  assert.equal(error.code, '22012')
  assert.deepEqual(await sql.query(`select count(*)::int n from ${table}`), [{ n: 2 }])
})

test('makes a NeonDbError of what the database refuses', async () => {
  const unique = await failure(sql.query(`insert into ${table} values (1)`))
  assert.ok(unique instanceof NeonDbError)
  assert.equal(unique.code, '23505')
  assert.equal(unique.table, table)
  assert.equal(unique.constraint, `${table}_pkey`)
  assert.match(unique.detail, /Key \(id\)=\(1\) already exists/)
  const syntax = await failure(sql.query('selec 1'))
  assert.equal(syntax.code, '42601')
  assert.equal(syntax.position, '1')
  assert.equal((await failure(sql.query('select 1; select 2'))).code, '42601')
})

test('tells a wrong key', async () => {
  const wrong = neon(url.replace(/:weir_[^@]*@/, ':nonsense@'))
  assert.equal((await failure(wrong`select 1`)).code, '28P01')
})

test('takes the key as a token, too', async () => {
  const key = new URL(url).password
  const byToken = neon(url.replace(`:${key}@`, '@'), { authToken: key })
  assert.deepEqual(await byToken`select 1 as one`, [{ one: 1 }])
})

test('serves a pool whose queries go over fetch', async () => {
  neonConfig.poolQueryViaFetch = true
  const pool = new Pool({ connectionString: url })
  assert.deepEqual((await pool.query('select $1::int as v', [7])).rows, [{ v: 7 }])
  await pool.end()
})

test('ends what a client gave up', async () => {
  const mark = `given_up_${process.pid}`
  const running = () => sql.query(
    `select count(*)::int n from pg_stat_activity where state = 'active' and query like $1 and pid <> pg_backend_pid()`,
    [`%as ${mark}%`],
  ).then(([{ n }]) => n)
  const abort = new AbortController()
  const call = failure(sql.query(`select pg_sleep(9) as ${mark}`, [], { fetchOptions: { signal: abort.signal } }))
  while ((await running()) === 0);
  abort.abort()
  await call
  while ((await running()) > 0);
})

test('serves many requests at once', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => sql`select ${i}::int as i`))
  answers.forEach((rows, i) => assert.deepEqual(rows, [{ i }]))
})

test('serves Drizzle', async () => {
  const people = pgTable(table, { id: integer('id').primaryKey(), name: text('name'), tags: text('tags').array() })
  const db = drizzle(sql)
  await db.insert(people).values({ id: 10, name: 'drizzle', tags: ['a', 'b"c'] })
  assert.deepEqual(await db.select().from(people).where(eq(people.id, 10)), [{ id: 10, name: 'drizzle', tags: ['a', 'b"c'] }])
  const [found, one] = await db.batch([db.select().from(people).where(eq(people.id, 10)), db.execute(fragment`select 1 as x`)])
  assert.equal(found[0].name, 'drizzle')
  assert.deepEqual(one.rows, [{ x: 1 }])
  const prepared = db.select().from(people).where(eq(people.id, fragment.placeholder('id'))).prepare('p')
  for (let i = 0; i < 3; i++) assert.equal((await prepared.execute({ id: 10 })).length, 1)
})

test('serves Kysely', async () => {
  const db = new Kysely({ dialect: new NeonDialect({ neon: sql }) })
  await db.insertInto(table).values({ id: 20, name: 'kysely' }).execute()
  const found = await db.selectFrom(table).select(['id', 'name']).where('id', '=', 20).execute()
  assert.deepEqual(found, [{ id: 20, name: 'kysely' }])
  const updated = await db.updateTable(table).set({ name: 'k' }).where('id', '=', 20).executeTakeFirst()
  assert.equal(updated.numUpdatedRows, 1n)
})
