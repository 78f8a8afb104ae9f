package dev.weir.data.pg;

import dev.weir.data.database.DatabaseFault;
import dev.weir.data.database.DatabaseFault.Kind;
import dev.weir.data.pg.wire.PgUrl;
import dev.weir.data.pg.wire.SslMode;
import dev.weir.data.pg.wire.TargetPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** A node's way to all PostgreSQL servers: which addresses it may use, and whom TLS trusts. */
public final class PgNetwork {
    private static final int MOST_ADDRESSES = 4;

    /** Looks a host's addresses up; may block. */
    @FunctionalInterface
    public interface Resolver {
        /** All addresses of a name or of an address's text. */
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Vertx vertx;
    private final NetClient client;
    private final TargetPolicy policy;
    private final Resolver resolver;
    private final SSLContext verifying;
    private final SSLContext trusting;

    /** With the system's resolver and the JDK's authorities. */
    public PgNetwork(Vertx vertx, TargetPolicy policy) {
        this(vertx, policy, InetAddress::getAllByName, defaultAuthorities());
    }

    /**
     * A network.
     *
     * @param verifying holds the authorities for {@code verify-ca} and {@code verify-full}
     */
    public PgNetwork(Vertx vertx, TargetPolicy policy, Resolver resolver, SSLContext verifying) {
        this.vertx = vertx;
        this.policy = policy;
        this.resolver = resolver;
        this.verifying = verifying;
        this.trusting = trustingAnybody();
        this.client =
                vertx.createNetClient(
                        new NetClientOptions().setTcpNoDelay(true).setTcpKeepAlive(true));
    }

    Vertx vertx() {
        return vertx;
    }

    NetClient client() {
        return client;
    }

    /** Looks the host up, once, and keeps the addresses that may be connected to. */
    Future<List<InetAddress>> addresses(String host) {
        return vertx.executeBlocking(() -> resolver.resolve(host), false)
                .recover(_ -> Future.failedFuture(unreachable("the host name is not known")))
                .map(this::allowed);
    }

    private List<InetAddress> allowed(InetAddress[] all) {
        List<InetAddress> allowed = new ArrayList<>();
        for (InetAddress address : all) {
            if (policy.allows(address.getAddress()) && allowed.size() < MOST_ADDRESSES) {
                allowed.add(address);
            }
        }
        if (allowed.isEmpty()) {
            throw new DatabaseFault(
                    Kind.REFUSED,
                    "",
                    "the database's address is in a range that this node may not connect to",
                    Map.of());
        }
        return allowed;
    }

    /** The client's side of TLS towards the host that the URL names, whatever its address is. */
    SSLEngine tls(PgUrl url) {
        boolean verify = url.sslMode() == SslMode.VERIFY_CA || url.sslMode() == SslMode.VERIFY_FULL;
        SSLEngine engine = (verify ? verifying : trusting).createSSLEngine(url.host(), url.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (url.sslMode() == SslMode.VERIFY_FULL) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLContext defaultAuthorities() {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's TLS cannot be used", e);
        }
    }

    private static SSLContext trustingAnybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAnybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's TLS cannot be used", e);
        }
    }

    static DatabaseFault unreachable(String message) {
        return new DatabaseFault(Kind.UNREACHABLE, "08001", message, Map.of());
    }
}
