package dev.weir.standalone;

import dev.weir.standalone.machine.UpPorts;
import java.nio.file.Path;
import java.util.ArrayList;

/** What {@code ./weir up} prints once all is ready: lines to be pasted. */
final class Welcome {
    private static final String SAMPLE_SQL =
            "SELECT id, title, views FROM \"Post\" WHERE published ORDER BY views DESC LIMIT 3";
    private static final String ANY_SQL = "SELECT current_database(), version()";

    private Welcome() {}

    static String text(ReadyFile ready, UpPorts ports, boolean sample, Path folder) {
        var endpoint = ready.endpoints().getFirst();
        return """

        Weir is ready. Ctrl-C stops it.

          Endpoints    %s
          API key      %s
          Prisma URL   %s

        Try it:

          %s

        From a Prisma 7 application%s:

          const { PrismaClient } = require('@prisma/client')
          const prisma = new PrismaClient({ accelerateUrl: '%s' })

        From anything that speaks SQL over HTTP (@neondatabase/serverless, also under Drizzle and Kysely):

          const { neon, neonConfig } = require('@neondatabase/serverless')
          neonConfig.fetchEndpoint = '%s/sql'
          const sql = neon('%s')

        From a Prisma 5 or 6 application generated with --no-engine (nothing of the engine in the bundle):

          const prisma = new PrismaClient({ datasourceUrl: '%s' })   // 6
          export NODE_EXTRA_CA_CERTS='%s'   # 5 always speaks TLS: trust this machine's certificate
          const prisma = new PrismaClient({ datasourceUrl: '%s' })   // 5 and 6

          Database     %s
          Management   %s (OpenAPI: %s/openapi.json)   ./weir api%s GET /v1/environments
          Usage        %s   ./weir usage%s
          Health       %s
          Data, logs   %s
        %s\
        """
                .formatted(
                        String.join("  ", ready.endpoints()),
                        ready.apiKey(),
                        ready.prismaUrl(),
                        curl(endpoint, ready.apiKey(), sample),
                        sample ? " (its schema: " + folder.resolve(SampleSchema.NAME) + ")" : "",
                        ready.prismaUrl(),
                        endpoint,
                        ready.sqlUrl(),
                        ready.prismaUrl(),
                        ready.caFile(),
                        ready.prismaTlsUrl(),
                        ready.databaseUrl(),
                        ready.controlUrl(),
                        ready.controlUrl(),
                        at(folder),
                        ready.billingUrl(),
                        at(folder),
                        health(ports),
                        folder,
                        processes(ready));
    }

    /** The option with which commands find an installation whose data are not where they look. */
    private static String at(Path folder) {
        var usual = Path.of(Target.DATA).toAbsolutePath().normalize();
        return folder.equals(usual) ? "" : " --data '" + folder + "'";
    }

    /** A line for any POSIX shell that answers rows. */
    static String curl(String endpoint, String apiKey, boolean sample) {
        return "curl -s %s/query -H 'authorization: Bearer %s' -H 'content-type: application/json' -d '%s'"
                .formatted(endpoint, apiKey, DemoQuery.body(sample ? SAMPLE_SQL : ANY_SQL));
    }

    private static String health(UpPorts ports) {
        var admin = new ArrayList<>(ports.nodeAdmin());
        admin.addAll(ports.controlAdmin());
        admin.add(ports.billingAdmin());
        return "http://127.0.0.1:{%s}/health/ready, /metrics"
                .formatted(String.join(",", admin.stream().map(String::valueOf).toList()));
    }

    /** A line for each process, for whoever wants to kill one and watch. */
    private static String processes(ReadyFile ready) {
        var text = new StringBuilder();
        for (var each : ready.processes()) {
            text.append(
                    "  Process      %-16s %7d  %s%n"
                            .formatted(each.name(), each.pid(), each.endpoint()));
        }
        return text.toString();
    }
}
