// Reads statements with PostgreSQL's own parser. Arguments: a file with a JSON string of SQL a line, and the file to write.
// Each line written is JSON: null where the parser refuses the text, otherwise its kinds of statements, whether it makes
// a table by INTO, whether it writes or locks rows, and the functions that it calls by name (null for a qualified name).
import { readFileSync, writeFileSync } from 'node:fs'
import pgQuery from 'libpg-query'

await pgQuery.loadModule()

const WRITING = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'LockingClause'])

// The names that the grammar itself gives to SIMILAR TO, LIKE … ESCAPE and JSON_OBJECT.
const SYNTAX = new Set(['pg_catalog.similar_to_escape', 'pg_catalog.like_escape', 'pg_catalog.json_object'])

const visit = (node, found) => {
  if (Array.isArray(node)) return node.forEach((one) => visit(one, found))
  if (node === null || typeof node !== 'object') return
  for (const [key, value] of Object.entries(node)) {
    if (key === 'intoClause') found.into = true
    if (WRITING.has(key)) found.writes = true
    if (key === 'FuncCall' && value.funcformat !== 'COERCE_SQL_SYNTAX') {
      const names = value.funcname.map((part) => part.String.sval)
      if (!SYNTAX.has(names.join('.'))) found.calls.push(names.length === 1 ? names[0] : null)
    }
    if (key === 'A_Expr' && value.name?.length > 1 && value.kind === 'AEXPR_OP') found.calls.push(null)
    visit(value, found)
  }
}

const effects = (sql) => {
  let tree
  try {
    tree = pgQuery.parseSync(sql)
  } catch {
    return null
  }
  const found = { kinds: (tree.stmts ?? []).map(({ stmt }) => Object.keys(stmt)[0]), into: false, writes: false, calls: [] }
  visit(tree.stmts ?? [], found)
  return found
}

const [texts, answers] = process.argv.slice(2)
const lines = readFileSync(texts, 'utf8').split('\n').filter(Boolean)
writeFileSync(answers, lines.map((line) => JSON.stringify(effects(JSON.parse(line))) + '\n').join(''))
