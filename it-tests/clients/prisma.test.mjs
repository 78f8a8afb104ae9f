// A stock Prisma client against Weir: only its URL is special. Run in the client's folder with
//   PRISMA_URL='prisma+postgres://localhost:4466/?api_key=…' node --test --test-concurrency=1 ../prisma.test.mjs
// on a database that holds the tables of schema.prisma. One suite for all versions: what a version does not have is skipped by its name.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'

const { Prisma, PrismaClient } = (await import(pathToFileURL(join(process.cwd(), 'generated/index.js')))).default
const url = process.env.PRISMA_URL
assert.ok(url, 'PRISMA_URL must say where Weir is')
const [major, minor] = Prisma.prismaVersion.client.split('.').map(Number)
/** Whether the client is of that version or later. */
const since = (wantedMajor, wantedMinor = 0) => major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
/** Options of a test that wants a version. */
const from = (...wanted) => ({ skip: !since(...wanted) && `only since ${wanted.join('.')}` })
/** Whether the client leaves compiling to Weir; since 7 it brings a compiler of its own. */
const engineLess = !since(7)

/** A client of Weir at a URL, as its version is told of it. */
function client(address, options = {}) {
  if (since(7)) return new PrismaClient({ ...options, accelerateUrl: address })
  return new PrismaClient(since(5, 2) ? { ...options, datasourceUrl: address } : { ...options, datasources: { db: { url: address } } })
}

/** Bytes as applications of the version hold them. */
const bytes = (...values) => (since(6) ? Uint8Array : Buffer).from(values)
const prisma = client(url)

before(async () => {
  await prisma.$connect()
  for (const table of ['Comment', '_PostToTag', 'Post', 'Profile', 'Tag', 'User', 'all_types']) {
    await prisma.$executeRawUnsafe(`TRUNCATE "${table}" RESTART IDENTITY CASCADE`)
  }
})
after(() => prisma.$disconnect())

/** The error that a call fails with; failing the test when it does not. */
async function failure(call) {
  try {
    await call
  } catch (error) {
    return error
  }
  assert.fail('the call should have failed')
}

const email = (name) => ({ email: `${name}@example.com` })

test('creates and finds a record', async () => {
  const created = await prisma.user.create({ data: { ...email('ada'), name: 'Ada' } })
  assert.equal(created.id, 1)
  assert.equal(created.role, 'USER')
  assert.ok(created.createdAt instanceof Date)
  assert.deepEqual(await prisma.user.findUnique({ where: { id: 1 } }), created)
  assert.equal(await prisma.user.findUnique({ where: { id: 999 } }), null)
})

test('writes nested records in one call', async () => {
  const user = await prisma.user.create({
    data: {
      ...email('grace'),
      name: 'Grace',
      role: 'ADMIN',
      profile: { create: { bio: 'compilers' } },
      posts: {
        create: [
          { title: 'first', tags: { create: [{ name: 'java' }, { name: 'sql' }] } },
          { title: 'second', published: true, views: 10 },
        ],
      },
    },
    include: { profile: true, posts: { include: { tags: true }, orderBy: { id: 'asc' } } },
  })
  assert.equal(user.role, 'ADMIN')
  assert.equal(user.profile.bio, 'compilers')
  assert.match(user.profile.id, /^[0-9a-f-]{36}$/)
  assert.deepEqual(user.posts.map((post) => post.title), ['first', 'second'])
  assert.deepEqual(user.posts[0].tags.map((tag) => tag.name).sort(), ['java', 'sql'])
})

test('connects and creates related records', async () => {
  const post = await prisma.post.create({
    data: {
      title: 'third',
      author: { connect: email('ada') },
      tags: { connect: [{ name: 'java' }], connectOrCreate: [{ where: { name: 'kafka' }, create: { name: 'kafka' } }] },
    },
    include: { tags: { orderBy: { name: 'asc' } }, author: true },
  })
  assert.equal(post.author.name, 'Ada')
  assert.deepEqual(post.tags.map((tag) => tag.name), ['java', 'kafka'])
})

test('updates through relations', async () => {
  const user = await prisma.user.update({
    where: email('grace'),
    data: {
      posts: {
        update: { where: { id: 1 }, data: { title: 'first, revised', views: { increment: 3 } } },
        updateMany: { where: { views: { gte: 10 } }, data: { views: 0 } },
        deleteMany: { title: 'no such post' },
      },
      profile: { upsert: { create: { bio: 'x' }, update: { bio: 'bugs' } } },
    },
    include: { posts: { orderBy: { id: 'asc' } }, profile: true },
  })
  assert.deepEqual(user.posts.map(({ title, views }) => [title, views]), [['first, revised', 3], ['second', 0]])
  assert.equal(user.profile.bio, 'bugs')
})

test('runs one plan with other values', async () => {
  for (const name of ['Ada', 'Grace', 'nobody', "Robert'); DROP TABLE \"User\"; --", 'Ada']) {
    const users = await prisma.user.findMany({ where: { name, id: { in: name.length > 4 ? [1, 2, 3] : [1] } } })
    assert.deepEqual(users.map((user) => user.name), ['Ada', 'Grace'].includes(name) ? [name] : [])
  }
  for (const id of [1, 2]) assert.equal((await prisma.user.update({ where: { id }, data: { role: 'ADMIN' } })).id, id)
  assert.equal(await prisma.user.count({ where: { role: 'ADMIN' } }), 2)
  await prisma.user.update({ where: { id: 1 }, data: { role: { set: 'USER' } } })
  assert.deepEqual((await prisma.user.findMany({ where: { role: { in: ['ADMIN'] } } })).map((user) => user.id), [2])
})

for (const strategy of ['query', 'join']) {
  test(`includes relations by ${strategy}`, from(7), async () => {
    const users = await prisma.user.findMany({
      relationLoadStrategy: strategy,
      include: { posts: { include: { tags: { orderBy: { name: 'asc' } } }, orderBy: { id: 'asc' } }, _count: true },
      orderBy: { id: 'asc' },
    })
    assert.deepEqual(users.map((user) => user._count.posts), [1, 2])
    assert.deepEqual(users[1].posts[0].tags.map((tag) => tag.name), ['java', 'sql'])
    assert.ok(users[1].posts[0].createdAt instanceof Date)
  })
}

test('filters, orders and pages', async () => {
  await prisma.post.createMany({
    data: Array.from({ length: 20 }, (_, i) => ({ title: `page ${i}`, authorId: 1, views: i % 5 })),
  })
  const pages = await prisma.post.findMany({
    where: { title: { startsWith: 'page' }, views: { in: [0, 1] }, author: { is: { name: { contains: 'AD', mode: 'insensitive' } } } },
    orderBy: { id: 'asc' },
    skip: 2,
    take: 3,
  })
  assert.deepEqual(pages.map((post) => post.title), ['page 5', 'page 6', 'page 10'])
  const distinct = await prisma.post.findMany({
    where: { title: { startsWith: 'page' } }, distinct: ['views'], orderBy: { id: 'asc' }, select: { views: true },
  })
  assert.deepEqual(distinct.map((post) => post.views), [0, 1, 2, 3, 4])
  const after = await prisma.post.findMany({ cursor: { id: pages[0].id }, skip: 1, take: 2, orderBy: { id: 'asc' } })
  assert.deepEqual(after.map((post) => post.title), ['page 6', 'page 7'])
})

test('aggregates and groups', async () => {
  const sums = await prisma.post.aggregate({ where: { title: { startsWith: 'page' } }, _sum: { views: true }, _avg: { views: true }, _count: true })
  assert.deepEqual(sums, { _sum: { views: 40 }, _avg: { views: 2 }, _count: 20 })
  const groups = await prisma.post.groupBy({
    by: ['views'], where: { title: { startsWith: 'page' } }, _count: { _all: true }, having: { views: { gte: 3 } }, orderBy: { views: 'asc' },
  })
  assert.deepEqual(groups, [{ views: 3, _count: { _all: 4 } }, { views: 4, _count: { _all: 4 } }])
})

test('inserts, updates and deletes many', async () => {
  const data = [{ name: 'm1' }, { name: 'm2' }, { name: 'm3' }]
  if (since(5, 14)) {
    const tags = await prisma.tag.createManyAndReturn({ data })
    assert.equal(new Set(tags.map((tag) => tag.id)).size, 3)
  } else {
    assert.deepEqual(await prisma.tag.createMany({ data }), { count: 3 })
  }
  assert.deepEqual(await prisma.tag.createMany({ data: [{ name: 'm1' }, { name: 'm4' }], skipDuplicates: true }), { count: 1 })
  if (since(6, 2)) {
    const updated = await prisma.post.updateManyAndReturn({ where: { title: 'page 1' }, data: { published: true } })
    assert.equal(updated[0].published, true)
  } else {
    assert.deepEqual(await prisma.post.updateMany({ where: { title: 'page 1' }, data: { published: true } }), { count: 1 })
  }
  assert.deepEqual(await prisma.tag.deleteMany({ where: { name: { startsWith: 'm' } } }), { count: 4 })
})

test('upserts', async () => {
  const arguments_ = { where: email('eve'), create: { ...email('eve'), name: 'created' }, update: { name: 'updated' } }
  assert.equal((await prisma.user.upsert(arguments_)).name, 'created')
  assert.equal((await prisma.user.upsert(arguments_)).name, 'updated')
})

test('keeps every type exact', async () => {
  const data = {
    str: 'text with "quotes", \\ and ünïcode 🦊', int: -2147483648, big: 9223372036854775807n, flt: 1e-7,
    dec: new Prisma.Decimal('12345678901234567890.123456789012345678901234567890'), bool: true,
    dt: new Date('2024-02-29T23:59:58.123Z'), date: new Date('2024-02-29'), time: new Date('1970-01-01T23:59:58.123Z'),
    json: { a: [1, 2.5, null, { b: 'c' }] }, bytes: bytes(0, 1, 254, 255),
    uuid: '0b0c5b4e-7f1c-4a3e-9d0e-0a1b2c3d4e5f', role: 'ADMIN', strs: ['a', 'b,c', '"d"', 'NULL', ''], ints: [1, -2],
    bigs: [1n, -9223372036854775808n], decs: [new Prisma.Decimal('0.1')], dts: [new Date('2020-01-01T00:00:00Z')],
    bools: [true, false], jsons: [{ x: 1 }, [2]], byteses: [bytes(7)], roles: ['USER', 'ADMIN'],
  }
  const { id } = await prisma.allTypes.create({ data })
  const found = await prisma.allTypes.findUniqueOrThrow({ where: { id } })
  for (const [name, value] of Object.entries(data)) {
    if (name === 'dec') assert.ok(found.dec.equals(value), `dec is ${found.dec}`)
    else if (name === 'decs') assert.deepEqual(found.decs.map(String), ['0.1'])
    else if (name.startsWith('bytes')) assert.deepEqual([found[name]].flat().map((b) => [...b]), [value].flat().map((b) => [...b]))
    else assert.deepEqual(found[name], value, name)
  }
  for (const name of ['str', 'int', 'big', 'dec', 'bool', 'dt', 'date', 'uuid', 'role', 'bytes']) {
    assert.equal(await prisma.allTypes.count({ where: { [name]: data[name] } }), 1, `found by ${name}`)
  }
  assert.equal(await prisma.allTypes.count({ where: { json: { equals: data.json }, strs: { has: 'b,c' }, ints: { hasSome: [-2, 9] } } }), 1)
  await prisma.allTypes.update({ where: { id }, data: { big: { increment: -1n }, strs: { push: 'z' }, ints: { set: [] }, json: [1] } })
  const changed = await prisma.allTypes.findUniqueOrThrow({ where: { id } })
  assert.deepEqual([changed.big, changed.strs.at(-1), changed.ints, changed.json], [9223372036854775806n, 'z', [], [1]])
})

test('tells the kinds of JSON null apart', async () => {
  const stored = await prisma.allTypes.create({ data: { json: Prisma.JsonNull } })
  const absent = await prisma.allTypes.create({ data: { json: Prisma.DbNull } })
  const found = await prisma.allTypes.findMany({ where: { json: { equals: Prisma.JsonNull } } })
  assert.deepEqual(found.map((row) => row.id), [stored.id])
  assert.ok(await prisma.allTypes.findFirst({ where: { id: absent.id, json: { equals: Prisma.DbNull } } }))
})

test('makes ids of every kind', async () => {
  const found = await prisma.allTypes.create({ data: {} })
  assert.match(found.ulid, since(7) ? /^[0-9A-HJKMNP-TV-Z]{26}$/ : /^[0-9a-f-]{36}$/)
  assert.equal(found.nano.length, 21)
  assert.match(found.cuid2, since(7) ? /^[a-z][0-9a-z]{23}$/ : /^c[0-9a-z]{24}$/)
})

test('runs raw queries', async () => {
  const rows = await prisma.$queryRaw`SELECT ${5}::int AS n, ${'x'} AS s, ${10n}::bigint AS b, ${new Prisma.Decimal('1.10')}::numeric AS d,
    ${new Date('2020-01-01')}::timestamptz AS t, ${[1, 2]}::int[] AS l, '{"a":1}'::jsonb AS j, ${Buffer.from('hi')}::bytea AS y, NULL AS nothing`
  const { y, ...others } = rows[0]
  assert.deepEqual(others, { n: 5, s: 'x', b: 10n, d: new Prisma.Decimal('1.10'), t: new Date('2020-01-01'), l: [1, 2], j: { a: 1 }, nothing: null })
  assert.deepEqual([...y], [104, 105])
  assert.equal(await prisma.$executeRaw`UPDATE "User" SET name = name WHERE id <= ${2}`, 2)
})

test('keeps no session state from one raw query to the next', async () => {
  await prisma.$executeRawUnsafe("SET search_path TO pg_catalog")
  await prisma.$queryRawUnsafe("SELECT set_config('application.user', 'somebody', false) AS set")
  for (let i = 0; i < 10; i++) {
    const [row] = await prisma.$queryRawUnsafe("SELECT current_setting('application.user', true) AS who, current_setting('search_path') AS path")
    assert.ok(!row.who, `state of another request: ${row.who}`)
    assert.notEqual(row.path, 'pg_catalog')
  }
})

/** What a call answers, and how many statements the database was sent for it. */
async function counted(call) {
  const logged = client(url, { log: [{ emit: 'event', level: 'query' }] })
  await logged.user.findFirst() // connected, and its schema known
  const statements = []
  logged.$on('query', (event) => statements.push(event.query))
  const answer = await call(logged)
  await logged.$disconnect()
  return [answer, statements.length]
}

test('merges look-ups of one moment into one query', async () => {
  const [users, statements] = await counted((db) => Promise.all([2, 77, 1, 2].map((id) => db.user.findUnique({ where: { id } }))))
  assert.deepEqual(users.map((user) => user?.name ?? null), ['Grace', null, 'Ada', 'Grace'])
  assert.equal(statements, 1)
  const [names, byName] = await counted((db) => Promise.all(
    ['grace', 'nobody', 'ada'].map((name) => db.user.findUnique({ where: email(name), select: { name: true } })),
  ))
  assert.deepEqual(names, [{ name: 'Grace' }, null, { name: 'Ada' }])
  assert.equal(byName, 1)
  const [posts, withRelations] = await counted((db) => Promise.all([1, 2].map((id) => db.user.findUnique({ where: { id } }).posts({ orderBy: { id: 'asc' }, take: 1 }))))
  assert.deepEqual(posts.map(([post]) => post.title), ['third', 'first, revised'])
  assert.ok(withRelations <= 2, `${withRelations} statements`)
})

test('tells each look-up of a batch its own outcome', async () => {
  const [answers] = await counted((db) => Promise.allSettled([1, 4242, 2].map((id) => db.user.findUniqueOrThrow({ where: { id } }))))
  assert.deepEqual(answers.map((answer) => answer.value?.id ?? answer.reason.code), [1, 'P2025', 2])
  const alone = await failure(prisma.user.findUniqueOrThrow({ where: { id: 4242 } }))
  if (engineLess) assert.equal(answers[1].reason.message.split('\n').at(-1), alone.message.split('\n').at(-1))
  const wrong = await Promise.allSettled([{ id: 1 }, { id: 'two' }].map((where) => prisma.user.findUnique({ where })))
  assert.equal(wrong[0].value?.id, engineLess ? 1 : undefined)
  assert.ok(wrong[1].reason instanceof Prisma.PrismaClientValidationError, String(wrong[1].reason))
})

test('runs a batch in one transaction', async () => {
  const before = await prisma.user.count()
  const [first, created, count] = await prisma.$transaction(
    [prisma.user.findFirst({ orderBy: { id: 'asc' } }), prisma.user.create({ data: email('batch') }), prisma.user.count()],
    { isolationLevel: 'Serializable' },
  )
  assert.equal(first.id, 1)
  assert.equal(count, before + 1)
  assert.equal(created.email, 'batch@example.com')
  const failed = await failure(prisma.$transaction([prisma.user.create({ data: email('lost') }), prisma.user.create({ data: email('ada') })]))
  assert.equal(failed.code, 'P2002')
  if (engineLess) assert.equal(failed.batchRequestIdx, 1)
  assert.equal(await prisma.user.count({ where: email('lost') }), 0)
})

test('commits and rolls back interactive transactions', async () => {
  const count = await prisma.$transaction(async (tx) => {
    const user = await tx.user.create({ data: email('itx') })
    await tx.post.create({ data: { title: 'inside', authorId: user.id } })
    assert.equal(await prisma.user.count({ where: email('itx') }), 0, 'not seen outside before the commit')
    const found = await Promise.all([tx.user.findUnique({ where: email('itx') }), tx.user.findUnique({ where: email('ada') })])
    assert.deepEqual(found.map((one) => one.email), ['itx@example.com', 'ada@example.com'])
    return tx.user.count({ where: email('itx') })
  })
  assert.equal(count, 1)
  const aborted = await failure(prisma.$transaction(async (tx) => {
    await tx.user.create({ data: email('aborted') })
    throw new Error('changed my mind')
  }))
  assert.equal(aborted.message, 'changed my mind')
  assert.equal(await prisma.user.count({ where: email('aborted') }), 0)
})

test('runs parallel queries of a transaction one after the other', async () => {
  const counts = await prisma.$transaction((tx) => Promise.all([tx.user.count(), tx.post.count(), tx.tag.count(), tx.user.count()]))
  assert.equal(counts[0], counts[3])
})

test('nests transactions by save-points', from(7, 5), async () => {
  await prisma.$transaction(async (tx) => {
    await tx.tag.create({ data: { name: 'outer' } })
    await failure(tx.$transaction(async (inner) => {
      await inner.tag.create({ data: { name: 'inner' } })
      throw new Error('inner only')
    }))
    await tx.$transaction((inner) => inner.tag.create({ data: { name: 'inner, kept' } }))
  })
  const names = await prisma.tag.findMany({ where: { name: { in: ['outer', 'inner', 'inner, kept'] } }, orderBy: { name: 'asc' } })
  assert.deepEqual(names.map((tag) => tag.name), ['inner, kept', 'outer'])
})

test('keeps the isolation level asked for', async () => {
  for (const [isolationLevel, said] of [['RepeatableRead', 'repeatable read'], ['Serializable', 'serializable']]) {
    const level = await prisma.$transaction((tx) => tx.$queryRaw`SHOW transaction_isolation`, { isolationLevel })
    assert.equal(level[0].transaction_isolation, said)
  }
})

test('ends a transaction that takes too long', async () => {
  const error = await failure(prisma.$transaction(async (tx) => {
    await tx.tag.create({ data: { name: 'too late' } })
    await new Promise((resolve) => setTimeout(resolve, 400))
    return tx.tag.count()
  }, { timeout: 200 }))
  assert.equal(error.code, 'P2028')
  assert.match(error.message, /expired transaction\. The timeout for this transaction was 200 ms/)
  assert.equal(await prisma.tag.count({ where: { name: 'too late' } }), 0)
})

test('tells errors as applications of these versions read them', async () => {
  const unique = await failure(prisma.user.create({ data: email('ada') }))
  assert.ok(unique instanceof Prisma.PrismaClientKnownRequestError)
  assert.equal(unique.code, 'P2002')
  if (since(5)) assert.equal(unique.meta.modelName, 'User')
  if (engineLess) {
    assert.deepEqual(unique.meta.target, ['email'])
    assert.match(unique.message, /Unique constraint failed on the fields: \(`email`\)/)
  }
  const gone = await failure(prisma.user.update({ where: { id: 4242 }, data: { name: 'x' } }))
  assert.equal(gone.code, 'P2025')
  if (engineLess) assert.match(gone.meta.cause, /No record was found for an update/)
  assert.equal((await failure(prisma.user.findUniqueOrThrow({ where: { id: 4242 } }))).code, 'P2025')
  const referenced = await failure(prisma.user.delete({ where: { id: 1 } }))
  assert.equal(referenced.code, 'P2003')
  if (engineLess) assert.match(referenced.meta.field_name, /^Post_authorId_fkey/)
  assert.equal((await failure(prisma.post.create({ data: { title: 'x', authorId: 4242 } }))).code, 'P2003')
  const syntax = await failure(prisma.$queryRaw`selec 1`)
  assert.equal(syntax.code, 'P2010')
  assert.match(syntax.message, /42601/)
  assert.ok(!JSON.stringify(unique.meta).includes('.java'), 'no stack trace')
})

test('explains queries that do not fit the schema in the words of the client', async () => {
  const wrong = [
    [prisma.user.findMany({ where: { nothing: 1 } }), /Unknown argument `nothing`\. Available options are (marked with \?|listed in green)/],
    [prisma.user.create({ data: { name: 'x' } }), /Argument `email` is missing/],
    [prisma.user.findMany({ select: { nothing: true } }), /Unknown field `nothing` for select statement on model `User`/],
    [prisma.user.findMany({ where: { id: 'one' } }), /Argument `id`: Invalid value provided\. Expected IntFilter or Int, provided String/],
    [prisma.user.findMany({ take: 'many' }), /Argument `take`: Invalid value provided\. Expected Int, provided String/],
  ]
  for (const [call, text] of wrong) {
    const error = await failure(call)
    assert.ok(error instanceof Prisma.PrismaClientValidationError, String(error))
    assert.match(error.message, text)
  }
})

test('finds among more values than a statement may have parameters', async () => {
  const ids = Array.from({ length: 70_000 }, (_, i) => i + 1)
  const users = await prisma.user.findMany({ where: { id: { in: ids } }, select: { id: true } })
  assert.equal(users.length, await prisma.user.count())
})

test('creates more rows than a statement may have parameters for', async () => {
  const data = Array.from({ length: 17_000 }, (_, i) => ({ id: `bulk${i}`, name: `bulk ${i}` }))
  assert.deepEqual(await prisma.tag.createMany({ data }), { count: 17_000 })
  assert.deepEqual(await prisma.tag.deleteMany({ where: { name: { startsWith: 'bulk' } } }), { count: 17_000 })
})

test('reports queries to the client that wants to log them', async () => {
  const logged = client(url, { log: [{ emit: 'event', level: 'query' }] })
  const events = []
  logged.$on('query', (event) => events.push(event))
  await logged.user.findFirst({ select: { id: true } })
  await logged.$disconnect()
  assert.equal(events.length, 1)
  assert.match(events[0].query, /^SELECT/)
})

test('refuses a wrong key clearly, and does not try again', async () => {
  const wrong = new URL(url)
  wrong.searchParams.set('api_key', 'weir_nobody_k1_00000000000000000000000000000000000000000000000000')
  const stranger = client(wrong.toString())
  const error = await failure(stranger.user.count())
  assert.equal(error.code, engineLess ? 'P5007' : 'P6002')
  assert.match(error.message, /key/i)
})
