const { PrismaPg } = require('@prisma/adapter-pg')
const { PrismaClient } = require('./generated/local')
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) })
prisma.user.findFirst({ select: { id: true } }).then(() => {
  console.log(performance.now().toFixed(1))
  process.exit()
})
