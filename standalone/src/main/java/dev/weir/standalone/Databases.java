package dev.weir.standalone;

import dev.weir.embedded.EmbeddedPostgres;
import dev.weir.runtime.Secret;
import dev.weir.standalone.machine.DataFolder;
import java.io.IOException;
import java.sql.SQLException;

/**
 * The databases on the embedded server: each plane's own and the sample.
 *
 * @param jdbcBase {@code jdbc:postgresql://host:port/}, to which a database's name is added
 */
record Databases(
        String jdbcBase, Secret controlPassword, Secret billingPassword, String sampleUrl) {
    /** The control plane's database and the role that owns it. */
    static final String CONTROL = "weir_control";

    /** The billing meter's. */
    static final String BILLING = "weir_billing";

    private static final String SAMPLE = "demo";

    /** Makes those that are missing, and the sample's rows. */
    static Databases create(EmbeddedPostgres server, DataFolder folder)
            throws IOException, SQLException {
        var databases = new SampleDatabase(server);
        var controlPassword = folder.token("control-database-password");
        var billingPassword = folder.token("billing-database-password");
        var samplePassword = folder.token("sample-database-password");
        databases.create(CONTROL, controlPassword);
        databases.create(BILLING, billingPassword);
        databases.create(SAMPLE, samplePassword);
        databases.fill(SAMPLE, samplePassword);
        return new Databases(
                server.jdbcUrl(""),
                controlPassword,
                billingPassword,
                server.url(SAMPLE, SAMPLE, samplePassword.value()));
    }
}
