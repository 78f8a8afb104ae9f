const { PrismaClient } = require('./generated/remote')
const prisma = new PrismaClient({ datasourceUrl: process.env.PRISMA_URL })
prisma.user.findFirst({ select: { id: true } }).then(() => {
  console.log(performance.now().toFixed(1))
  process.exit()
})
