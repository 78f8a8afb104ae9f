package dev.weir.standalone;

import dev.weir.data.peer.PeerSettings;
import dev.weir.embedded.PrivateFile;
import dev.weir.runtime.tls.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The certificates by which the nodes of {@code ./weir up} know each other, made anew at each
 * start. The authority's key is in nobody's hands once they are signed.
 */
final class PeerCertificates {
    private static final Duration VALID = Duration.ofDays(365);

    private final Path folder;
    private final String region;
    private final Instant now;
    private final LocalAuthority authority;

    PeerCertificates(Path folder, String region, Instant now) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.region = region;
        this.now = now;
        authority = LocalAuthority.create("Weir nodes of this machine", now, new SecureRandom());
        PrivateFile.write(file("authority", "pem"), authority.certificate());
    }

    /** A node's settings by which it hands requests to others, and takes theirs. */
    Map<String, String> settings(String node) throws IOException {
        var issued = authority.issue(List.of(PeerSettings.serverName(node, region)), now, VALID);
        PrivateFile.write(file(node, "pem"), issued.certificate());
        PrivateFile.write(file(node, "key"), issued.key().value());
        return Map.of(
                "WEIR_PEER_PORT", "0",
                "WEIR_PEER_TLS_CERTIFICATE", file(node, "pem").toString(),
                "WEIR_PEER_TLS_KEY", file(node, "key").toString(),
                "WEIR_PEER_TLS_AUTHORITY", file("authority", "pem").toString());
    }

    private Path file(String name, String ending) {
        return folder.resolve(name + "." + ending);
    }
}
