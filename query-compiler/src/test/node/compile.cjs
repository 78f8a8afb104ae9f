// Compiles queries with Prisma's own JavaScript around the WebAssembly that Weir runs: what its answers are compared with.
// Arguments: the folder of the JavaScript, a provider, a schema's file, a file with a query a line. Prints a line each.
'use strict'
const fs = require('fs')
const path = require('path')
const [folder, provider, schemaFile, queriesFile] = process.argv.slice(2)

global.PRISMA_WASM_PANIC_REGISTRY = { set_message() {} }
const base = path.join(path.resolve(folder), `query_compiler_small_bg.${provider}`)
const glue = require(`${base}.js`)
const bytes = Buffer.from(require(`${base}.wasm-base64.js`).wasm, 'base64')
const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { './query_compiler_small_bg.js': glue })
glue.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

const datamodel = fs.readFileSync(schemaFile, 'utf8')
const compiler = new glue.QueryCompiler({ datamodel, provider: 'postgres', connectionInfo: { supportsRelationJoins: true } })
const plain = (_, value) => (value instanceof Map ? Object.fromEntries(value) : value)
const lines = []
for (const query of fs.readFileSync(queriesFile, 'utf8').split('\n').filter(Boolean)) {
  try {
    const compile = query.startsWith('{"batch"') ? 'compileBatch' : 'compile'
    lines.push('made ' + JSON.stringify(compiler[compile](query), plain))
  } catch (e) {
    lines.push('refused ' + JSON.stringify([e.message, e.code ?? '', e.meta ?? null], plain))
  }
}
process.stdout.write(lines.join('\n') + '\n')
