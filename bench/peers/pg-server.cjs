// What an application team writes itself: POST /sql on a Node.js HTTP server over a pool of node-postgres, with named
// statements. PORT, DATABASE_URL and POOL say where and how many. Prints a line when it serves.
const http = require('node:http')
const { Pool } = require('pg')

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.POOL) })
const names = new Map()

http
  .createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', async () => {
      try {
        const { query, params } = JSON.parse(Buffer.concat(chunks))
        if (!names.has(query)) names.set(query, `s${names.size}`)
        const { fields, rows, command, rowCount } = await pool.query({ name: names.get(query), text: query, values: params })
        const body = JSON.stringify({ fields, rows, command, rowCount, rowAsArray: false })
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
      } catch (error) {
        response.writeHead(400).end(JSON.stringify({ message: error.message }))
      }
    })
  })
  .listen(Number(process.env.PORT), '127.0.0.1', () => console.log('serves'))
