package dev.weir.data.plan;

import dev.weir.data.database.ArgumentType;
import dev.weir.data.database.Statement;
import dev.weir.data.plan.DbQuery.Fragment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes statements of a plan's templates.
 *
 * @param maxArguments the most arguments of one statement
 * @param comment appended to each
 * @param effort counts arguments and text
 */
record Rendering(int maxArguments, String comment, Effort effort) {
    /**
     * The statements that a query runs as: several if its arguments had to be split.
     *
     * @throws PlanFailure P2029 if one has too many arguments all the same
     */
    List<Statement> render(DbQuery query, List<@Nullable Object> arguments) {
        effort.walk(arguments);
        return switch (query) {
            case DbQuery.Raw raw ->
                    List.of(
                            checked(
                                    new Statement(
                                            commented(raw.sql()), arguments, raw.types(), true)));
            case DbQuery.Template template -> render(template, arguments);
        };
    }

    private List<Statement> render(DbQuery.Template template, List<@Nullable Object> arguments) {
        var fixed = template.fixed();
        if (fixed != null) {
            return List.of(
                    checked(
                            new Statement(
                                    commented(fixed), arguments, template.fixedTypes(), false)));
        }
        if (!template.chunkable()) {
            return List.of(checked(statement(template, arguments)));
        }
        var statements = new ArrayList<Statement>();
        for (var chunk : Chunks.split(template.fragments(), arguments, maxArguments, effort)) {
            statements.add(checked(statement(template, chunk)));
        }
        return statements;
    }

    private String commented(String sql) {
        return comment.isEmpty() ? sql : sql + " " + comment;
    }

    private Statement checked(Statement statement) {
        if (statement.arguments().size() > maxArguments) {
            throw new PlanFailure(
                    400,
                    "P2029",
                    "The query parameter limit supported by your database is exceeded.",
                    Map.of());
        }
        return statement;
    }

    private Statement statement(DbQuery.Template template, List<@Nullable Object> arguments) {
        var rendered = new Rendered(template.format(), effort);
        int index = 0;
        for (var fragment : template.fragments()) {
            if (fragment instanceof Fragment.Text(var text)) {
                rendered.append(text);
            } else {
                rendered.append(fragment, arguments.get(index), template.types().get(index));
                index++;
            }
        }
        return new Statement(
                commented(rendered.sql.toString()), rendered.arguments, rendered.types, false);
    }

    /** A statement in the making. */
    private static final class Rendered {
        private final DbQuery.PlaceholderFormat format;
        private final Effort effort;
        private final StringBuilder sql = new StringBuilder();
        private final List<@Nullable Object> arguments = new ArrayList<>();
        private final List<ArgumentType> types = new ArrayList<>();

        Rendered(DbQuery.PlaceholderFormat format, Effort effort) {
            this.format = format;
            this.effort = effort;
        }

        void append(
                Fragment fragment, @Nullable Object argument, List<ArgumentType> argumentTypes) {
            int first = arguments.size();
            switch (fragment) {
                case Fragment.Text(var text) -> append(text);
                case Fragment.Parameter() -> placeholder(argument);
                case Fragment.Tuple(var prefix, var separator, var suffix) -> {
                    var items =
                            argument instanceof List<?> list
                                    ? list
                                    : Collections.singletonList(argument);
                    sql.append('(');
                    if (items.isEmpty()) {
                        sql.append("NULL");
                    }
                    for (int i = 0; i < items.size(); i++) {
                        append(i == 0 ? "" : separator).append(prefix);
                        placeholder(items.get(i));
                        append(suffix);
                    }
                    sql.append(')');
                }
                case Fragment.TupleList list -> append(list, Chunks.tuples(argument));
            }
            for (int i = 0; first + i < arguments.size(); i++) {
                types.add(
                        argumentTypes.isEmpty()
                                ? ArgumentType.UNKNOWN
                                : argumentTypes.get(i % argumentTypes.size()));
            }
        }

        private void append(Fragment.TupleList form, List<?> tuples) {
            for (int i = 0; i < tuples.size(); i++) {
                append(i == 0 ? "" : form.groupSeparator()).append(form.itemPrefix());
                var tuple = Chunks.tuple(tuples.get(i));
                for (int j = 0; j < tuple.size(); j++) {
                    append(j == 0 ? "" : form.itemSeparator());
                    placeholder(tuple.get(j));
                }
                append(form.itemSuffix());
            }
        }

        private Rendered append(String text) {
            effort.text(text.length());
            sql.append(text);
            return this;
        }

        private void placeholder(@Nullable Object argument) {
            effort.text(format.prefix().length());
            arguments.add(argument);
            format.append(sql, arguments.size());
        }
    }
}
