// Prisma's own query-plan executor as an HTTP server: PORT and DATABASE_URL say where. Prints a line when it serves.
const { serve } = require('@hono/node-server')
const { context } = require('@opentelemetry/api')
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks')
const { Server, parseDuration, parseSize } = require('@prisma/query-plan-executor')

// It keeps its logger in OpenTelemetry's context, and answers 500 to everything where nobody provides one.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())

Server.create({
  databaseUrl: process.env.DATABASE_URL,
  queryTimeout: parseDuration('PT10S'),
  maxTransactionTimeout: parseDuration('PT15S'),
  maxTransactionWaitTime: parseDuration('PT10S'),
  maxResponseSize: parseSize('16 MiB'),
  perRequestLogContext: { logFormat: 'text', logLevel: 'error' },
}).then((server) => {
  serve({ fetch: server.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT) }, () => console.log('serves'))
})
