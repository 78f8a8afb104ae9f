package dev.weir.data.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles the value expressions of a plan. */
record ExpressionParser(PlanReader read) {
    private static final Expression NULL = new Expression.Constant(null);

    Expression parse(@Nullable Object json) {
        return switch (json) {
            case null -> NULL;
            case List<?> list -> items(list);
            case Map<?, ?> map when map.get("prisma__type") instanceof String tag ->
                    tagged(tag, read.object(map));
            default -> new Expression.Constant(json);
        };
    }

    private Expression items(List<?> list) {
        List<Expression> items = read.elements(list, this::parse);
        return items.stream().allMatch(Expression.Constant.class::isInstance)
                ? new Expression.Constant(list)
                : new Expression.Items(items);
    }

    private Expression tagged(String tag, Map<String, @Nullable Object> object) {
        return switch (tag) {
            case "param" -> read.member(object, "prisma__value", this::variable);
            case "generatorCall" -> read.member(object, "prisma__value", this::generated);
            default -> throw read.invalid("unknown kind of value '" + tag + "'");
        };
    }

    private Expression variable(@Nullable Object json) {
        var object = read.object(json);
        return new Expression.Variable(
                read.member(object, "name", read::text), "DateTime".equals(object.get("type")));
    }

    private Expression generated(@Nullable Object json) {
        var object = read.object(json);
        return new Expression.Generated(
                read.member(object, "name", this::generator),
                read.members(object, "args", this::parse));
    }

    private Generator generator(@Nullable Object json) {
        var name = read.text(json);
        return switch (name) {
            case "now" -> Generator.NOW;
            case "uuid" -> Generator.UUID;
            case "cuid" -> Generator.CUID;
            case "ulid" -> Generator.ULID;
            case "nanoid" -> Generator.NANOID;
            case "product" -> Generator.PRODUCT;
            default -> throw read.invalid("unknown generator '" + name + "'");
        };
    }
}
