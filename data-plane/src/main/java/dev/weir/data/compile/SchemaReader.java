package dev.weir.data.compile;

import dev.weir.data.compile.SchemaModel.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Prisma's schema language: blocks of lines in braces, where a line ends with its last
 * bracket. Comments and texts are skipped as such.
 */
final class SchemaReader {
    private final String text;
    private final SchemaModel.Builder built = new SchemaModel.Builder();
    private int at;

    SchemaReader(String text) {
        this.text = text;
    }

    SchemaModel read() {
        while (true) {
            var head = line('{');
            if (at >= text.length()) return built.build();
            if (at > 0 && text.charAt(at - 1) == '{' && head.size() >= 2) {
                block(head.get(0), head.get(1));
            }
        }
    }

    private void block(String kind, String name) {
        var fields = new HashMap<String, Field>();
        var values = new HashMap<String, String>();
        while (at < text.length()) {
            var words = line('}');
            if (!words.isEmpty() && !words.getFirst().startsWith("@")) {
                switch (kind) {
                    case "model", "view" -> field(words, fields);
                    case "enum" -> values.put(words.getFirst(), mapped(words));
                    case "datasource" -> {
                        if (words.size() >= 3
                                && words.get(0).equals("provider")
                                && words.get(1).equals("=")) {
                            built.provider(unquoted(words.get(2)));
                        }
                    }
                    default -> {} // generators and what later versions bring
                }
            }
            if (at > 0 && text.charAt(at - 1) == '}') break;
        }
        switch (kind) {
            case "model", "view" -> built.model(name, fields);
            case "enum" -> built.enumType(name, values);
            default -> {}
        }
    }

    private static void field(List<String> words, Map<String, Field> fields) {
        if (words.size() < 2) return;
        var type = words.get(1);
        boolean list = type.endsWith("[]");
        var base = list ? type.substring(0, type.length() - 2) : type.replace("?", "");
        fields.put(words.getFirst(), new Field(base, list));
    }

    private static String mapped(List<String> words) {
        for (var word : words) {
            if (word.startsWith("@map(")) {
                int from = word.indexOf('"');
                int to = word.lastIndexOf('"');
                if (from >= 0 && to > from) return unquoted(word.substring(from, to + 1));
            }
        }
        return words.getFirst();
    }

    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\")
                : text;
    }

    /** The words up to the end of the line, or up to and with a brace outside of brackets. */
    private List<String> line(char brace) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                quoted(word);
            } else if (c == '/' && at < text.length() && text.charAt(at) == '/') {
                while (at < text.length() && text.charAt(at) != '\n') at++;
            } else if (depth == 0 && (c == '\n' || c == brace)) {
                if (c == brace || !words.isEmpty() || !word.isEmpty()) {
                    end(word, words);
                    return words;
                }
            } else if (depth == 0 && Character.isWhitespace(c)) {
                end(word, words);
            } else {
                if (c == '(' || c == '[' || c == '{') depth++;
                if (c == ')' || c == ']' || c == '}') depth--;
                word.append(c);
            }
        }
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (word.isEmpty()) return;
        words.add(word.toString());
        word.setLength(0);
    }

    private void quoted(StringBuilder word) {
        word.append('"');
        while (at < text.length()) {
            char c = text.charAt(at++);
            word.append(c);
            if (c == '"') return;
            if (c == '\\' && at < text.length()) word.append(text.charAt(at++));
        }
    }
}
