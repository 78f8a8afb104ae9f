// Takes the values out of queries with Prisma's own code, as clients from 7.4 on do before they compile.
// Arguments: a schema's file, a file with a query a line. Prints a line each: the query with placeholders, and their values.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { parameterizeQuery } = require('@prisma/client-engine-runtime')
const { ParamGraph } = require('@prisma/param-graph')
const { buildParamGraph } = require('@prisma/param-graph-builder')
const { get_dmmf } = require('@prisma/prisma-schema-wasm')

const [schemaFile, queriesFile] = process.argv.slice(2)
// This version of the schema's check wants addresses elsewhere.
const schema = readFileSync(schemaFile, 'utf8').replace(/^\s*(url|directUrl)\s*=.*$/gm, '')
const dmmf = JSON.parse(get_dmmf(JSON.stringify({ prismaSchema: [['schema.prisma', schema]], noColor: true })))

// What the client's generator adds to the document that the schema's own code makes.
const single = { createOne: 'create', updateOne: 'update', deleteOne: 'delete', upsertOne: 'upsert' }
for (const mapping of dmmf.mappings.modelOperations) {
  for (const [long, short] of Object.entries(single)) {
    mapping[short] ??= mapping[long]
    mapping[long] ??= mapping[short]
  }
}
const values = Object.fromEntries(
  dmmf.datamodel.enums.map((type) => [type.name, Object.fromEntries(type.values.map((value) => [value.name, value.dbName ?? value.name]))]),
)
const graph = ParamGraph.fromData(buildParamGraph(dmmf), (name) => values[name])
const big = (_, value) => (typeof value === 'bigint' ? String(value) : value)
for (const query of readFileSync(queriesFile, 'utf8').split('\n').filter(Boolean)) {
  const { parameterizedQuery, placeholderValues } = parameterizeQuery(JSON.parse(query), graph)
  console.log(JSON.stringify({ query: parameterizedQuery, values: placeholderValues }, big))
}
