package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.engine.Validation;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Lists scenarios. */
@Command(
        name = "list",
        description = "Lists the scenarios: what they show, their labels, needs and cases.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

    @picocli.CommandLine.Spec private CommandSpec command;

    @Mixin private SelectionOptions selection;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        Map<Spec, List<Case>> cases = new LinkedHashMap<>();
        for (Case each : Validation.select(Catalog.scenarios(), selection.evenUnasked())) {
            cases.computeIfAbsent(each.spec(), spec -> new ArrayList<>()).add(each);
        }
        cases.forEach((spec, list) -> {
            out.println(spec.id());
            out.println("    " + spec.title());
            out.println("    labels: " + String.join(", ", spec.labels()));
            if (!spec.needs().isEmpty()) {
                out.println(
                        "    needs: "
                                + spec.needs().stream()
                                        .map(Need::what)
                                        .collect(Collectors.joining(", ")));
            }
            spec.upstream().forEach(name -> out.println("    upstream: " + name));
            out.println(
                    "    cases: "
                            + list.stream()
                                    .map(each -> caseName(spec, each))
                                    .collect(Collectors.joining(", "))
                            + switch (spec.turn()) {
                                case TOGETHER -> "";
                                case QUIET -> "; after the others";
                                case ON_REQUEST -> "; only on request, one at a time";
                            });
        });
        int count = cases.values().stream().mapToInt(List::size).sum();
        out.println(cases.size() + " scenarios, " + count + " cases");
        return count == 0 ? Run.EXIT_INCONCLUSIVE : 0;
    }

    private static String caseName(Spec spec, Case each) {
        String name = each.name().substring(spec.id().length()).strip();
        return name.isEmpty() ? "one" : name;
    }
}
