package dev.weir.it.secured;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The access rules of docs/kafka.md, as the page lists them. */
final class KafkaRights {
    private static final Path PAGE = Path.of("..", "docs", "kafka.md");

    private KafkaRights() {}

    /**
     * One rule for each operation of each line {@code | principal | resource | name | operations
     * |}.
     */
    static List<AclBinding> ofThePage() throws IOException {
        var rules = new ArrayList<AclBinding>();
        for (var line : Files.readAllLines(PAGE)) {
            if (!line.startsWith("| `weir-")) continue;
            var cells = Arrays.stream(line.split("\\|", -1)).map(KafkaRights::plain).toList();
            for (var operation : cells.get(4).split(", ", -1)) {
                rules.add(rule(cells.get(1), cells.get(2), cells.get(3), operation));
            }
        }
        return rules;
    }

    private static String plain(String cell) {
        return cell.strip().replace("`", "");
    }

    private static AclBinding rule(
            String principal, String resource, String name, String operation) {
        boolean prefixed = name.endsWith("*");
        var pattern =
                new ResourcePattern(
                        ResourceType.fromString(resource.replace(' ', '_')),
                        prefixed ? name.substring(0, name.length() - 1) : name,
                        prefixed ? PatternType.PREFIXED : PatternType.LITERAL);
        return new AclBinding(
                pattern,
                new AccessControlEntry(
                        "User:" + principal,
                        "*",
                        AclOperation.fromString(operation),
                        AclPermissionType.ALLOW));
    }
}
