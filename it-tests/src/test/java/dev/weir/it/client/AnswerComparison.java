package dev.weir.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Compares answers with recorded ones. Apart may be: ids that a generator made (each recorded one
 * must always stand for the same one of ours), moments that were "now", elapsed milliseconds, and
 * log lines, which carry the recorded server's stack traces.
 */
final class AnswerComparison {
    private static final Pattern GENERATED =
            Pattern.compile(
                    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|c[0-9a-z]{23,24}|[a-z][0-9a-z]{23}"
                            + "|[0-9A-HJKMNP-TV-Z]{26}|[A-Za-z0-9_-]{21}");
    private static final Pattern GENERATED_WITHIN =
            Pattern.compile(
                    "\\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|c[0-9a-z]{24})\\b");
    private static final Pattern ELAPSED = Pattern.compile("however \\d+ ms passed");

    private final Instant recordedFrom;
    private final Map<String, String> ours = new HashMap<>();

    /** Moments from {@code recordedFrom} on were "now" when the answers were recorded. */
    AnswerComparison(Instant recordedFrom) {
        this.recordedFrom = recordedFrom;
    }

    /** What of an answer differs from the recorded one, a line each: a path and the two values. */
    List<String> differences(JsonNode recorded, JsonNode answer) {
        var differences = new ArrayList<String>();
        compare("", recorded, answer, differences);
        return differences;
    }

    private void compare(
            String path, JsonNode recorded, JsonNode answer, List<String> differences) {
        if (path.equals("/extensions/logs") || path.endsWith("/timeTaken")) {
            if (recorded.getNodeType() != answer.getNodeType())
                different(path, recorded, answer, differences);
        } else if (recorded.isObject() && answer.isObject()) {
            recorded.properties()
                    .forEach(field -> {
                        if (answer.has(field.getKey())) {
                            compare(
                                    path + "/" + field.getKey(),
                                    field.getValue(),
                                    answer.get(field.getKey()),
                                    differences);
                        } else {
                            differences.add(
                                    path
                                            + "/"
                                            + field.getKey()
                                            + " is missing, recorded "
                                            + field.getValue());
                        }
                    });
            answer.fieldNames()
                    .forEachRemaining(name -> {
                        if (!recorded.has(name))
                            differences.add(path + "/" + name + " was not recorded");
                    });
            if (differences.isEmpty() && !names(recorded).equals(names(answer))) {
                differences.add(path + " has its fields in the order " + names(answer));
            }
        } else if (recorded.isArray() && answer.isArray() && recorded.size() == answer.size()) {
            for (int i = 0; i < recorded.size(); i++) {
                compare(path + "/" + i, recorded.get(i), answer.get(i), differences);
            }
        } else if (recorded.isNumber() && answer.isNumber()) {
            if (recorded.decimalValue().compareTo(answer.decimalValue()) != 0) {
                different(path, recorded, answer, differences);
            }
        } else if (recorded.isTextual() && answer.isTextual()) {
            if (!same(recorded.asText(), answer.asText()))
                different(path, recorded, answer, differences);
        } else if (!recorded.equals(answer)) {
            different(path, recorded, answer, differences);
        }
    }

    private boolean same(String recorded, String answer) {
        if (recorded.equals(answer)) return true;
        if (wasNow(recorded) && wasNow(answer)) return true;
        if (GENERATED.matcher(recorded).matches() && GENERATED.matcher(answer).matches()) {
            return stands(recorded, answer);
        }
        if (GENERATED_WITHIN.matcher(recorded).find()) return sameApartFromIds(recorded, answer);
        var unclocked = ELAPSED.matcher(recorded).replaceAll("however … ms passed");
        return unclocked.equals(ELAPSED.matcher(answer).replaceAll("however … ms passed"));
    }

    /** Whether the recorded id stands for this one of ours, now and from now on. */
    private boolean stands(String recorded, String answer) {
        return ours.computeIfAbsent(recorded, _ -> answer).equals(answer);
    }

    private boolean sameApartFromIds(String recorded, String answer) {
        var recordedIds = GENERATED_WITHIN.matcher(recorded);
        var answeredIds = GENERATED_WITHIN.matcher(answer);
        if (!recordedIds.replaceAll("…").equals(answeredIds.replaceAll("…"))) return false;
        recordedIds.reset();
        answeredIds.reset();
        while (recordedIds.find() && answeredIds.find()) {
            if (!stands(recordedIds.group(), answeredIds.group())) return false;
        }
        return true;
    }

    private boolean wasNow(String text) {
        try {
            return !Instant.parse(text).isBefore(recordedFrom);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void different(
            String path, JsonNode recorded, JsonNode answer, List<String> differences) {
        differences.add(
                path + " is " + cut(answer.toString()) + ", recorded " + cut(recorded.toString()));
    }

    private static String cut(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
