// The right answers where poolers, proxies and older executors are known to give wrong ones. Run in the folder of a stock client as
//   PRISMA_URL='prisma+postgres://localhost:4466/?api_key=…' node --test --test-concurrency=1 ../answers.test.mjs
// on an empty database; its client is generated from answers/models.prisma.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'

const { Prisma, PrismaClient } = (await import(pathToFileURL(join(process.cwd(), 'generated-answers/index.js')))).default
const url = process.env.PRISMA_URL
const [major] = Prisma.prismaVersion.client.split('.').map(Number)
const client = (options = {}) => new PrismaClient({ ...options, [major >= 7 ? 'accelerateUrl' : 'datasourceUrl']: url })
const ofEngine = { skip: major >= 7 && 'only clients of an engine' }
const prisma = client()

before(async () => {
  const tables = readFileSync(new URL('answers/tables.sql', import.meta.url), 'utf8')
  await prisma.$executeRawUnsafe(tables)
})
after(() => prisma.$disconnect())

async function failure(call) {
  try {
    await call
  } catch (error) {
    return error
  }
  assert.fail('the call should have failed')
}

/** A value that can be compared: decimals as text, bytes as hexadecimal digits. */
function plain(value) {
  if (Prisma.Decimal.isDecimal(value)) return `decimal ${value.toFixed()}`
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}

const moment = new Date('2024-02-29T23:59:58.123Z')
const old = new Date('1969-12-31T00:00:00.001Z')
const bytes = (...values) => (major >= 6 ? Uint8Array : Buffer).from(values)
const uuid = '0b0c5b4e-7f1c-4a3e-9d0e-0a1b2c3d4e5f'
const exact = '12345678901234567890.1234567890123456789'

/** A value of every type, and a list of every type. */
const values = {
  str: 'text with "quotes", \\ and ünïcode 🦊', int: -2147483648, big: 9223372036854775807n, flt: 1e-7, dec: new Prisma.Decimal(exact),
  bool: true, ts: moment, tz: old, date: new Date('2024-02-29'), time: new Date('1970-01-01T23:59:58.123Z'),
  json: { a: [1, 2.5, null, { b: 'c' }] }, bytes: bytes(0, 1, 254, 255), uuid, mood: 'SAD',
  strs: ['a', 'b,c', '"d"', 'NULL', '', '{x}', '\\'], ints: [1, -2147483648], bigs: [1n, -9223372036854775808n, 9007199254740993n],
  flts: [1e-7, 1e300, 0.1], decs: ['0.1', exact].map((text) => new Prisma.Decimal(text)), bools: [true, false], tss: [moment, old],
  tzs: [old], dates: [new Date('2024-02-29')], times: [new Date('1970-01-01T23:59:58.123Z')], jsons: [{ x: 1 }, [2], 'text', 3, true],
  byteses: [bytes(7), bytes(0, 255)], uuids: [uuid], moods: ['GLAD', 'SAD'],
}

test('every type and every list is exact, however relations are loaded', async () => {
  await prisma.owner.create({ data: { id: 1 } })
  await prisma.item.create({ data: { id: 1, ownerId: 1, ...values } })
  await prisma.item.create({ data: { id: 2, ownerId: 1 } })
  for (const relationLoadStrategy of ['query', 'join']) {
    const [owner] = await prisma.owner.findMany({ relationLoadStrategy, include: { items: { orderBy: { id: 'asc' } } } })
    assert.deepEqual(plain(owner.items[0]), plain({ id: 1, ownerId: 1, ...values }), relationLoadStrategy)
    for (const [name, value] of Object.entries(values)) {
      assert.deepEqual(owner.items[1][name], Array.isArray(value) ? [] : null, `${name} by ${relationLoadStrategy}`)
    }
    const item = await prisma.item.findUnique({ relationLoadStrategy, where: { id: 2 }, include: { owner: { include: { items: { where: { id: 1 } } } } } })
    assert.deepEqual(plain(item.owner.items), [plain({ id: 1, ownerId: 1, ...values })], relationLoadStrategy)
  }
})

test('names that are longer than the database keeps are told apart', async () => {
  const [a, b] = ['A', 'B'].map((end) => `theWorkersThatThisCompanyHasEmployedSinceTheDayOnWhichItWasFounded${end}`)
  const [c, d] = ['A', 'B'].map((end) => `aTextWhoseNameIsByFarLongerThanPostgresqlCanKeepInOneOfItsIdentifiers${end}`)
  const data = { id: 1, [c]: 'c', [d]: 'd', [a]: { create: [{ id: 1 }, { id: 2 }] }, [b]: { create: { id: 3 } } }
  assert.deepEqual(await prisma.company.create({ data }), { id: 1, [c]: 'c', [d]: 'd' })
  for (const relationLoadStrategy of ['query', 'join']) {
    const find = async (query) => (await prisma.company.findMany({ relationLoadStrategy, ...query }))[0]
    assert.deepEqual(await find({ include: { _count: true } }), { id: 1, [c]: 'c', [d]: 'd', _count: { [a]: 2, [b]: 1 } })
    assert.deepEqual(await find({ select: { [d]: true, _count: { select: { [b]: true } } } }), { [d]: 'd', _count: { [b]: 1 } })
    const found = await find({ include: { [a]: { orderBy: { id: 'asc' } }, [b]: { include: { b: { include: { _count: true } } } } } })
    assert.deepEqual(found[a].map((worker) => worker.id), [1, 2])
    assert.deepEqual(found[b].map((worker) => [worker.id, worker.b._count]), [[3, { [a]: 2, [b]: 1 }]])
  }
  assert.deepEqual(await prisma.company.aggregate({ _min: { [c]: true, [d]: true } }), { _min: { [c]: 'c', [d]: 'd' } })
  assert.deepEqual(await prisma.company.groupBy({ by: [c, d], _max: { [d]: true } }), [{ [c]: 'c', [d]: 'd', _max: { [d]: 'd' } }])
})

/** The only value of a raw query's only row. */
async function only(sql, ...parameters) {
  const [row] = await prisma.$queryRawUnsafe(`SELECT ${sql} AS x`, ...parameters)
  return plain(row.x)
}

test('raw parameters have the type of their JavaScript value', ofEngine, async () => {
  const date = new Date('2020-01-02T03:04:05.678Z')
  const kinds = [
    [42, 'integer', 42], [-7, 'integer', -7], [3000000000, 'bigint', 3000000000n], [0.5, 'numeric', 'decimal 0.5'], ['a', 'text', 'a'],
    [true, 'boolean', true], [10n, 'bigint', 10n], [new Prisma.Decimal('1.10'), 'numeric', 'decimal 1.1'],
    [date, 'timestamp with time zone', date], [Buffer.from('hi'), 'bytea', 'bytes 6869'], [{ a: [1, null] }, 'jsonb', { a: [1, null] }],
    [[1, 2], 'integer[]', [1, 2]], [[1, null], 'integer[]', [1, null]], [[1, 3000000000], 'bigint[]', [1n, 3000000000n]],
    [[1, 0.5], 'numeric[]', ['decimal 1', 'decimal 0.5']], [['a', 'b'], 'text[]', ['a', 'b']], [[true], 'boolean[]', [true]],
    [[10n], 'bigint[]', [10n]], [[date], 'timestamp with time zone[]', [date]], [[Buffer.from('a')], 'bytea[]', ['bytes 61']],
  ]
  for (const [value, type, answer] of kinds) {
    assert.equal(await only('pg_typeof($1)::text', value), type)
    assert.deepEqual(await only('$1', value), answer)
    if (Array.isArray(value)) assert.deepEqual((await prisma.$queryRawUnsafe('SELECT unnest($1) AS x', value)).map((row) => plain(row.x)), answer)
  }
  assert.equal(await only('$1', null), null)
  assert.equal(await only('coalesce($1, $2)', null, 3), 3)
  assert.deepEqual(await only("jsonb_build_object('a', $1, 'b', $2, 'c', $3)", 1, 'x', true), { a: 1, b: 'x', c: true })
  assert.equal(await only('2 * $1', 0.5), 'decimal 1')
  assert.equal(await only('$1 + $2', 1, 2), 3)
  assert.equal(await only('1 = ANY($1)', [1, 2]), true)
  assert.equal(await only('1 = ANY($1::int[])', []), false)
  const sql = 'INSERT INTO "Item" (id, int, big, flt, dec, ts, date, json, ints) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)'
  assert.equal(await prisma.$executeRawUnsafe(sql, 9, 1, 2, 3, 4.5, date, date, { a: 1 }, [1]), 1)
  assert.equal((await prisma.item.findUnique({ where: { id: 9 } })).ts.getTime(), date.getTime())
})

test('raw parameters of JSON may look like any tag', ofEngine, async () => {
  const lookalikes = [
    { prisma__type: 'x', prisma__value: 3 }, { prisma__type: 'bigint' }, { prisma__type: 'bigint', prisma__value: 'ten' },
    { prisma__type: 'date', prisma__value: { a: 1 } }, { prisma__type: 'bigint', prisma__value: '1', more: true },
    { a: { prisma__type: 'bytes', prisma__value: 'AA==' } }, { prisma__type: 'bytes', prisma__value: '%' },
  ]
  for (const value of lookalikes) assert.deepEqual(await only('$1', value), value)
})

test('raw moments are read in every year that JavaScript knows, and the others refused', async () => {
  const moments = {
    "'12345-01-02 03:04:05'::timestamp": '+012345-01-02T03:04:05.000Z', "'12345-01-02 03:04:05+00'::timestamptz": '+012345-01-02T03:04:05.000Z',
    "'12345-01-02'::date": '+012345-01-02T00:00:00.000Z', "'0044-03-15 BC'::date": '-000043-03-15T00:00:00.000Z',
    "'0044-03-15 01:02:03 BC'::timestamp": '-000043-03-15T01:02:03.000Z', "'9999-12-31 23:59:59.999'::timestamp": '9999-12-31T23:59:59.999Z',
  }
  for (const [sql, iso] of Object.entries(moments)) {
    assert.deepEqual(await only(sql), new Date(iso), sql)
    assert.deepEqual(await only(`ARRAY[${sql}]`), [new Date(iso)], sql)
  }
  assert.deepEqual(await only('$1::timestamp', new Date('+012345-01-02T03:04:05.678Z')), new Date('+012345-01-02T03:04:05.678Z'))
  for (const sql of ["'infinity'::timestamp", "'-infinity'::date", "'290000-01-01'::date"]) {
    assert.equal((await failure(only(sql))).code, 'P2010', sql)
  }
})

test('raw errors are described as the engines described them', ofEngine, async () => {
  const report = async (sql) => {
    const error = await failure(prisma.$executeRawUnsafe(sql))
    assert.equal(error.code, 'P2010')
    assert.deepEqual(Object.keys(error.meta), ['code', 'message'])
    assert.ok(error.message.endsWith(`Raw query failed. Code: \`${error.meta.code}\`. Message: \`${error.meta.message}\``), error.message)
    return Object.values(error.meta)
  }
  assert.deepEqual(await report('SELECT 1/0'), ['22012', 'ERROR: division by zero'])
  assert.deepEqual(
    await report(`DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'd', HINT = 'h', ERRCODE = 'P0042'; END $$`),
    ['P0042', 'ERROR: no\nDETAIL: d\nHINT: h'],
  )
  assert.deepEqual(await report('SELECT * FROM nothing'), ['42P01', 'relation "nothing" does not exist'])
  await prisma.$executeRawUnsafe('INSERT INTO "Owner" VALUES (77)')
  const duplicate = major >= 6 ? 'duplicate key value violates unique constraint "Owner_pkey"' : 'Key (id)=(77) already exists.'
  assert.deepEqual(await report('INSERT INTO "Owner" VALUES (77)'), ['23505', duplicate])
  assert.equal((await failure(prisma.$queryRawUnsafe("SELECT point '(1,2)'"))).meta.code, 'N/A')
})

test('several raw statements run as one script', async () => {
  assert.equal(await prisma.$executeRawUnsafe('CREATE TABLE script (n int); INSERT INTO script VALUES (1), (2); SELECT 1'), 0)
  assert.equal(await prisma.$executeRawUnsafe('UPDATE script SET n = n'), 2)
  assert.equal(await prisma.$executeRawUnsafe('UPDATE script SET n = n;'), 2)
  assert.equal((await failure(prisma.$executeRawUnsafe('INSERT INTO script VALUES (3); SELECT 1/0'))).code, 'P2010')
  assert.equal((await prisma.$queryRawUnsafe('SELECT * FROM script')).length, 2, 'a script is one transaction')
  await prisma.$transaction(async (tx) => {
    await tx.$executeRawUnsafe('INSERT INTO script VALUES (4); INSERT INTO script VALUES (5)')
    assert.equal((await tx.$queryRawUnsafe('SELECT * FROM script')).length, 4)
  })
  await failure(prisma.$transaction(async (tx) => {
    await tx.$executeRawUnsafe('DELETE FROM script; DELETE FROM "Worker"')
    throw new Error('changed my mind')
  }))
  assert.equal((await prisma.$queryRawUnsafe('SELECT * FROM script')).length, 4)
})

for (const during of ['a query', 'the commit']) {
  test(`a session that is killed in its transaction is a closed connection, seen by ${during}`, async () => {
    const error = await failure(prisma.$transaction(async (tx) => {
      const [{ pid }] = await tx.$queryRaw`SELECT pg_backend_pid() AS pid`
      await prisma.$queryRawUnsafe('SELECT pg_terminate_backend($1::int)', pid)
      for (let gone = false; !gone; ) gone = !(await prisma.$queryRawUnsafe('SELECT 1 FROM pg_stat_activity WHERE pid = $1::int', pid)).length
      if (during === 'a query') await tx.owner.count()
    }))
    assert.equal(error.code, 'P1017', error.message)
  })
}

test('the end of a transaction is reported as a query', async () => {
  const logged = client({ log: [{ emit: 'event', level: 'query' }] })
  const queries = []
  logged.$on('query', (event) => queries.push(`${event.query} ${event.params}`))
  const run = (end) => logged.$transaction(async (tx) => {
    await tx.$executeRawUnsafe('SELECT 1')
    end()
  })
  await run(() => {})
  await failure(run(() => { throw new Error('changed my mind') }))
  await logged.$disconnect()
  if (major >= 7) assert.deepEqual(queries, ['SELECT 1 []', 'COMMIT []', 'SELECT 1 []', 'ROLLBACK []'])
})

/** The spans and logs of a request: each span by its path from the root, each log by its query and the span that it names. */
async function telemetry(path, body) {
  const address = new URL(url.replace(/^prisma\+postgres/, 'http'))
  const headers = { authorization: `Bearer ${address.searchParams.get('api_key')}`, 'x-capture-telemetry': 'tracing,query', 'prisma-engine-hash': '0.0.0',
    traceparent: '00-79f8290e3a560acb25fbe8ccb37dab59-d88736e7266bab70-01' }
  const response = await fetch(new URL(path, address.origin), { method: 'POST', headers, body: body && JSON.stringify(body) })
  const { id, extensions: { spans, logs } } = await response.json()
  const byId = new Map(spans.map((span) => [span.id, span]))
  const describe = (span) => [span.name.replace('prisma:accelerate:', ''), span.kind, span.attributes?.['db.query.text']].filter(Boolean).join(' ')
  const tree = spans.map((span) => (span.parentId === null ? '' : `${describe(byId.get(span.parentId))} > `) + describe(span))
  return { id, tree, logs: logs.map((log) => [log.attributes.query, describe(byId.get(log.spanId))]) }
}

test('spans and logs are those of the official executor', { skip: major < 7 && 'only clients that compile' }, async () => {
  const raw = (sql) => ({ type: 'query', args: { type: 'rawSql', sql, args: [], argTypes: [] } })
  const transaction = (...steps) => ({ operation: 'queryRaw', params: {}, plan: { type: 'transaction', args: { type: 'seq', args: steps.map(raw) } } })
  const query = (sql) => `db_query client ${sql}`
  const ended = (word) => [`${word.toLowerCase()}_transaction internal > ${query(word)}`, `${word.toLowerCase()}_transaction internal`]
  const started = 'start_transaction internal'
  const log = (sql) => [sql, query(sql)]

  const nested = await telemetry('/query', transaction('SELECT 1', 'SELECT 2'))
  assert.deepEqual(nested.tree, [started, query('SELECT 1'), query('SELECT 2'), ...ended('COMMIT')])
  assert.deepEqual(nested.logs, ['SELECT 1', 'SELECT 2', 'COMMIT'].map(log))
  const failed = await telemetry('/query', transaction('SELECT 1', 'SELECT 1/0'))
  assert.deepEqual(failed.tree, [started, query('SELECT 1'), query('SELECT 1/0'), ...ended('ROLLBACK')])
  assert.deepEqual(failed.logs, ['SELECT 1', 'ROLLBACK'].map(log))
  for (const word of ['COMMIT', 'ROLLBACK']) {
    const { id, ...start } = await telemetry('/transaction/start', { timeout: 5000, maxWait: 2000 })
    assert.deepEqual(start, { tree: [started], logs: [] })
    assert.deepEqual((await telemetry('/transaction/start', { timeout: 5000, maxWait: 2000, newTxId: id })).tree, [started])
    const inside = await telemetry(`/transaction/${id}/query`, transaction('SELECT 3'))
    assert.deepEqual(inside, { id: undefined, tree: [query('SELECT 3')], logs: [log('SELECT 3')] })
    const end = `/transaction/${id}/${word.toLowerCase()}`
    assert.deepEqual(await telemetry(end), { id: undefined, tree: [ended(word)[1]], logs: [] })
    assert.deepEqual(await telemetry(end), { id: undefined, tree: ended(word), logs: [log(word)] })
  }
})

test('creates any number of rows, all or none', async () => {
  await prisma.item.deleteMany()
  const row = (id) => ({ id, str: `text ${id % 7}`, int: id % 3 ? id : null, ts: moment, ...(id % 1000 ? {} : { mood: 'SAD' }) })
  const count = major >= 7 ? 6_001 : 30_001 // the plan of a client that compiles counts as the request's memory
  const data = Array.from({ length: count }, (_, id) => row(id))
  assert.deepEqual(await prisma.item.createMany({ data }), { count })
  assert.equal(await prisma.item.count({ where: { mood: 'SAD' } }), Math.ceil(count / 1000))
  assert.deepEqual(await prisma.item.createMany({ data: [...data, row(count)], skipDuplicates: true }), { count: 1 })
  await prisma.item.deleteMany({ where: { id: { gte: 10 } } })
  assert.equal((await failure(prisma.item.createMany({ data: data.slice(9).reverse() }))).code, 'P2002')
  assert.equal(await prisma.item.count(), 10, 'nothing of a request that failed stays')
  const returned = await prisma.item.createManyAndReturn({ data: data.slice(10, 1_600), select: { id: true, int: true } })
  assert.deepEqual(returned, data.slice(10, 1_600).map(({ id, int }) => ({ id, int })))
  const wrong = await failure(prisma.item.createMany({ data: [...data.slice(2_000, 2_900), { ...row(5), int: 'five' }] }))
  assert.ok(wrong instanceof Prisma.PrismaClientValidationError, String(wrong))
  await prisma.item.deleteMany()
})

test('a query that is too large to be compiled says so', ofEngine, async () => {
  const OR = Array.from({ length: 70_000 }, (_, id) => ({ id, str: `text ${id}`, int: id }))
  const error = await failure(prisma.item.findMany({ where: { OR } }))
  assert.match(error.message, /more than 67108864 bytes of memory to be compiled, the node's limit compile\.memory/)
})

test('what another session does to the schema is seen at the first try', async () => {
  const ids = [1, 2, 3, 4]
  await prisma.item.createMany({ data: ids.map((id) => ({ id, mood: 'SAD', moods: ['SAD', 'GLAD'], int: id, str: 'a', ts: moment, flt: 0.1, dec: new Prisma.Decimal('1.5') })) })
  const where = { id: { in: ids } }
  const asked = {
    enums: () => prisma.item.count({ where: { mood: 'SAD' } }),
    lists: () => prisma.item.count({ where: { moods: { has: 'SAD' } } }),
    update: () => prisma.item.updateMany({ where: { mood: 'SAD', int: { gte: 1 } }, data: { mood: 'SAD', moods: ['SAD', 'GLAD'], str: 'a' } }),
    rows: () => prisma.item.findMany({ where, orderBy: { id: 'asc' } }),
    sum: () => prisma.item.aggregate({ where: { int: { lt: 100 } }, _sum: { int: true, flt: true, dec: true } }),
    moments: () => prisma.item.count({ where: { ts: moment } }),
    raw: () => prisma.$queryRawUnsafe('SELECT id, ts, mood::text, str FROM "Item" WHERE int < 100 ORDER BY id'),
    created: async () => {
      const [id, ...made] = [1_000 + Math.floor(Math.random() * 1e9)]
      made.push(await prisma.item.create({ data: { id, mood: 'GLAD', moods: ['GLAD'], int: 1_000, ts: old }, select: { mood: true, moods: true, int: true, ts: true } }))
      return made.concat(await prisma.item.deleteMany({ where: { id } }))
    },
  }
  const answers = async () => Object.fromEntries(await Promise.all(Object.entries(asked).map(async ([name, ask]) => [name, plain(await ask())])))
  const before = await answers()
  const changes = [
    `CREATE TYPE "Mood_new" AS ENUM ('sad', 'GLAD', 'NEW'); ALTER TABLE "Item" ALTER COLUMN mood TYPE "Mood_new" USING mood::text::"Mood_new",
       ALTER COLUMN moods TYPE "Mood_new"[] USING moods::text::"Mood_new"[]; ALTER TYPE "Mood" RENAME TO "Mood_old";
       ALTER TYPE "Mood_new" RENAME TO "Mood"; DROP TYPE "Mood_old"`,
    'ALTER TABLE "Item" ALTER COLUMN int TYPE bigint',
    'ALTER TABLE "Item" ALTER COLUMN ts TYPE timestamptz(3)',
    'ALTER TABLE "Item" ALTER COLUMN str TYPE varchar(100), ALTER COLUMN flt TYPE numeric',
    'ALTER TABLE "Item" DROP COLUMN str; ALTER TABLE "Item" ADD COLUMN str text DEFAULT \'a\'',
    'ALTER TABLE "Item" RENAME TO "Other"; CREATE TABLE "Item" (LIKE "Other" INCLUDING ALL); INSERT INTO "Item" SELECT * FROM "Other"; DROP TABLE "Other"',
  ]
  for (const change of changes) {
    for (let i = 0; i < 3; i++) await Promise.all(Array.from({ length: 4 }, answers)) // on every connection
    await prisma.$executeRawUnsafe(change)
    for (const after of await Promise.all(Array.from({ length: 4 }, answers))) assert.deepEqual(after, before, change)
  }
})
