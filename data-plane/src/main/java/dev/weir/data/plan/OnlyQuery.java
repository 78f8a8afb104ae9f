package dev.weir.data.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the one query of a plan that runs nothing else. */
final class OnlyQuery {
    private int statements;
    private @Nullable String text;

    private OnlyQuery() {}

    /** Its text; null if the plan runs none, several, or one whose text depends on arguments. */
    static @Nullable String of(Node root) {
        var search = new OnlyQuery();
        search.look(root);
        return search.statements == 1 ? search.text : null;
    }

    private void look(Node node) {
        switch (node) {
            case Node.Query(var query) -> {
                statements++;
                if (query instanceof DbQuery.Template template) text = template.fixed();
            }
            case Node.Execute _, Node.Transaction _ -> statements += 2;
            case Node.Value _, Node.Get _, Node.FirstNonEmpty _, Node.Unit _ -> {}
            case Node.Seq(var steps) -> all(steps);
            case Node.Let(var bindings, var body) -> {
                bindings.forEach(binding -> look(binding.node()));
                look(body);
            }
            case Node.Unique(var list) -> look(list);
            case Node.Required(var inner) -> look(inner);
            case Node.Reverse(var list) -> look(list);
            case Node.Concat(var lists) -> all(lists);
            case Node.Sum(var numbers) -> all(numbers);
            case Node.MapField(_, var records) -> look(records);
            case Node.Join join -> {
                look(join.parent());
                join.children().forEach(child -> look(child.node()));
            }
            case Node.DataMap(var inner, _) -> look(inner);
            case Node.Given(_, var body) -> look(body);
            case Node.Validate validate -> look(validate.node());
            case Node.If choice -> {
                look(choice.node());
                look(choice.then());
                look(choice.otherwise());
            }
            case Node.Diff(var from, var to, _) -> {
                look(from);
                look(to);
            }
            case Node.InitializeRecord(var inner, _) -> look(inner);
            case Node.MapRecord(var inner, _) -> look(inner);
            case Node.ProcessRecords(var inner, _) -> look(inner);
        }
    }

    private void all(List<Node> nodes) {
        nodes.forEach(this::look);
    }
}
