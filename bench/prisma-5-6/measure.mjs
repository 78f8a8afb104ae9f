// Measures, against a running ./weir up: bundles and cold starts of a 6.19 client without an engine beside one with a local query compiler,
// and the CPU time of the node per request: cached shapes beside the same operation through the door for plans, and new shapes.
//   node measure.mjs READY_FILE RESULTS_FILE
// is what `./weir bench engine-less` runs, and writes [{measure, subject, peer, ratio, lowest, highest, goal}, …].
// Only ratios within one run mean anything. Nothing else should run meanwhile. Linux: reads /proc.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'

const ready = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const number = (name, otherwise) => Number(process.env[name] ?? otherwise)
const STARTS = number('STARTS', 15)
const REQUESTS = number('REQUESTS', 20000)
const CONCURRENCY = number('CONCURRENCY', 8)
const report = (name, value) => console.log(`${name.padEnd(62)} ${value}`)
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]
const results = []
/** Figures of pairs that were taken in turn; the goal is the highest median wanted. */
const compared = (measure, peer, ratios, goal) => results.push({ measure, subject: 'client without an engine', peer,
  ratio: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios), goal })

// --- bundles and cold starts --------------------------------------------------------------------

const engine = new URL('fake-engine.sh', import.meta.url).pathname
const generating = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: engine, PRISMA_QUERY_ENGINE_LIBRARY: engine,
  PRISMA_QUERY_ENGINE_BINARY: engine, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
rmSync('bundles', { recursive: true, force: true })
const bundles = {}
for (const [kind, options] of [['remote', ['--no-engine']], ['local', []]]) {
  const generated = spawnSync('node', ['node_modules/prisma/build/index.js', 'generate', '--schema', `${kind}.prisma`, ...options], { env: generating })
  if (generated.status !== 0) throw new Error(generated.stderr.toString())
  const outfile = `bundles/${kind}.cjs`
  buildSync({ entryPoints: [`${kind}.app.cjs`], outfile, bundle: true, minify: true, platform: 'node', external: ['pg-native'], logLevel: 'error' })
  const bytes = readFileSync(outfile)
  // The local client reads its compiler from a file that has to be deployed beside the bundle.
  const beside = kind === 'local' ? readFileSync('generated/local/query_compiler_bg.wasm') : Buffer.alloc(0)
  bundles[kind] = { outfile, plain: bytes.length + beside.length, packed: gzipSync(bytes).length + gzipSync(beside).length }
}
for (const [kind, name] of [['remote', 'without an engine'], ['local', 'with query compiler and pg adapter']]) {
  report(`bundle ${name}: min, min+gzip`, `${(bundles[kind].plain / 1000).toFixed(0)} kB, ${(bundles[kind].packed / 1000).toFixed(1)} kB`)
}
compared('bundle, minified and gzip', 'query compiler and pg adapter in the bundle', [bundles.remote.packed / bundles.local.packed], 1)
const starts = { remote: [], local: [] }
const start = (kind) => {
  const run = spawnSync('node', [bundles[kind].outfile], { env: { ...process.env, PRISMA_URL: ready.prismaUrl, DATABASE_URL: ready.databaseUrl } })
  if (run.status !== 0) throw new Error(run.stderr.toString())
  return Number(run.stdout)
}
for (const kind of ['remote', 'local']) start(kind)
for (let i = 0; i < STARTS; i++) for (const kind of ['remote', 'local']) starts[kind].push(start(kind))
report('process start to first answer without an engine, median', `${median(starts.remote)} ms`)
report('process start to first answer with a local compiler, median', `${median(starts.local)} ms`)
compared('process start to first answer', 'query compiler and pg adapter in the bundle', starts.remote.map((each, i) => each / starts.local[i]), 1)

// --- the node ------------------------------------------------------------------------------------

const endpoint = new URL(ready.endpoints[0])
const agent = new http.Agent({ keepAlive: true, maxSockets: CONCURRENCY })
const ask = (path, body, method = 'POST') => new Promise((resolve, reject) => {
  const request = http.request({ host: endpoint.hostname, port: endpoint.port, path, method, agent,
    headers: { authorization: `Bearer ${ready.apiKey}`, 'content-type': 'application/json', 'prisma-engine-hash': '7.10.1' } }, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('end', () => {
      if (response.statusCode !== 200 || text.startsWith('{"errors')) reject(new Error(`${path}: ${response.statusCode} ${text.slice(0, 300)}`))
      else resolve(text)
    })
  })
  request.on('error', reject)
  request.end(body)
})
const cpuMillis = () => {
  const stat = readFileSync(`/proc/${ready.pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
const drive = async (count, one) => {
  let next = 0
  const before = cpuMillis()
  const began = performance.now()
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => { while (next < count) await one(next++) }))
  return { cpu: (cpuMillis() - before) * 1000 / count, rate: count / (performance.now() - began) * 1000 }
}
const upload = async (text) => {
  const base64 = Buffer.from(text).toString('base64')
  const base = `/6.19.3/${createHash('sha256').update(base64).digest('hex')}`
  await ask(`${base}/schema`, base64, 'PUT')
  return base
}
const schema = readFileSync('remote.prisma', 'utf8')
const base = await upload(schema)
const json = (arguments_, selection = { $composites: true, $scalars: true }) =>
  JSON.stringify({ modelName: 'User', action: 'findUnique', query: { arguments: arguments_, selection } })
const plan = JSON.parse(readFileSync('../../fixtures/prisma/7.10/10-findUnique.json', 'utf8')).exchanges.at(-1).request.body
const byPlan = (i) => ask('/query', JSON.stringify({ ...plan, params: { ...plan.params, '%1': 1 + (i % 3) } }))
const byJson = (i) => ask(`${base}/graphql`, json({ where: { id: 1 + (i % 3) } }))
for (const one of [byPlan, byJson, byPlan, byJson]) await drive(REQUESTS / 2, one)
const ratios = []
for (let round = 0; round < 5; round++) {
  const p = await drive(REQUESTS, byPlan)
  const j = await drive(REQUESTS, byJson)
  ratios.push(j.cpu / p.cpu)
  report(`findUnique, round ${round + 1}: CPU by plan (Prisma 7), by JSON, ratio`, `${p.cpu.toFixed(0)} µs, ${j.cpu.toFixed(0)} µs, ${(j.cpu / p.cpu).toFixed(2)}`)
}
report('CPU of a cached shape to the same operation by plan, median', median(ratios).toFixed(2))
compared('CPU of a findUnique, shape cached', 'the same by the door for Prisma 7', ratios, 1.5)

// take is a part of a query's shape: each of these is compiled.
const find = (take) => JSON.stringify({ modelName: 'User', action: 'findMany', query: { arguments: { take }, selection: { $scalars: true } } })
const fresh = async (from) => drive(500, (i) => ask(`${base}/graphql`, find(from + i)))
await fresh(1)
const missed = await fresh(1001)
report('findMany of a new shape: CPU of the node', `${(missed.cpu / 1000).toFixed(2)} ms`)

const metric = async (name) => {
  const text = await (await fetch(`${ready.healthUrls[0]}/metrics`)).text()
  return Number(text.split('\n').find((line) => line.startsWith(name))?.split(' ').at(-1))
}
const before = await metric('weir_compile_idle_bytes')
for (let i = 0; i < 10; i++) {
  const own = await upload(`${schema}\n// ${i} ${Date.now()}\n`)
  await ask(`${own}/graphql`, find(1))
}
report('memory of a schema in use: its compiler', `${((await metric('weir_compile_idle_bytes')) - before) / 10 / 1e6} MB`)
const head = schema.slice(0, schema.indexOf('model '))
const models = (version) => Array.from({ length: 200 }, (_, i) =>
  `model M${i} {\n  id Int @id\n  name String\n  at DateTime\n  next Int?\n  // ${version}\n}`).join('\n')
const smaller = await metric('weir_compile_idle_bytes')
for (let i = 0; i < 3; i++) {
  const own = await upload(`${head}${models(`${i} ${Date.now()}`)}\n`)
  // There are no such tables: the compiler is asked, and the database then refuses.
  await ask(`${own}/graphql`, JSON.stringify({ modelName: 'M1', action: 'findMany', query: { arguments: {}, selection: { $scalars: true } } })).catch(() => {})
}
report('the same, 200 models', `${((await metric('weir_compile_idle_bytes')) - smaller) / 3 / 1e6} MB`)
agent.destroy()
writeFileSync(process.argv[3], JSON.stringify(results))
