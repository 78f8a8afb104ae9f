package dev.weir.data.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @SuppressWarnings("NullAway.Init") // by JUnit
    @TempDir
    Path folder;

    private final KeyStore store;

    @SuppressWarnings("NullAway.Init") // by open()
    private Path certificate;

    @SuppressWarnings("NullAway.Init") // by open()
    private GatewayFixture door;

    TlsTest() throws Exception {
        store = KeyStore.getInstance("PKCS12");
    }

    @BeforeEach
    void open() throws Exception {
        certificate = folder.resolve("cert.pem");
        var key = folder.resolve("key.pem");
        makeCertificate(key);
        door =
                new GatewayFixture(all ->
                        all.with(0, certificate, key)
                                .withEventLoops(2)
                                .withHeaderTimeout(Duration.ofMillis(300)));
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void agreesWithTheClientOnTheNewestProtocolOfBoth() throws Exception {
        assertThat(version(HttpVersion.HTTP_2)).isEqualTo(HttpVersion.HTTP_2);
        assertThat(version(HttpVersion.HTTP_1_1)).isEqualTo(HttpVersion.HTTP_1_1);
    }

    @Test
    void closesConnectionsThatSendNoRequest() throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (var socket =
                tls.getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), door.listener.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET /hea".getBytes(StandardCharsets.UTF_8));

            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        await().until(() -> door.listener.connections() == 0);
    }

    private HttpVersion version(HttpVersion wanted) throws Exception {
        var client =
                door.vertx.createHttpClient(
                        new HttpClientOptions()
                                .setSsl(true)
                                .setUseAlpn(true)
                                .setProtocolVersion(wanted)
                                .setTrustOptions(
                                        new PemTrustOptions().addCertPath(certificate.toString())));
        try {
            return client.request(HttpMethod.GET, door.listener.port(), "localhost", "/health")
                    .compose(request -> request.send())
                    .map(response -> response.version())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } finally {
            // Held until now: Vert.x closes a client that nobody has any more.
            var _ = client.close();
        }
    }

    private void makeCertificate(Path key) throws Exception {
        var file = folder.resolve("store.p12");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "weir",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        pem(certificate, "CERTIFICATE", store.getCertificate("weir").getEncoded());
        pem(key, "PRIVATE KEY", store.getKey("weir", PASSWORD).getEncoded());
    }

    private static void pem(Path file, String what, byte[] bytes) throws IOException {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
