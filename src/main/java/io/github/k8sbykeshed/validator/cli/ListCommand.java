package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.engine.Validation;
import io.github.k8sbykeshed.validator.report.Reports;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Lists scenarios. */
@Command(
        name = "list",
        description = "Lists the scenarios: what they show, their labels, needs and cases.",
        footer = {
            "",
            "Examples:",
            "  svc-test list -o name",
            "  svc-test list 'clusterip/*' --labels family=IPv6",
            "  svc-test list -o json dns"
        },
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

    @picocli.CommandLine.Spec private CommandSpec command;

    @Mixin private SelectionOptions selection;

    /** How to write it. */
    enum Format {
        name,
        wide,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "name|wide|json",
            description =
                    "name: ids alone; wide: a line each; json: all for programs; default: all for a"
                            + " person")
    private @Nullable Format format;

    /** A scenario for programs. */
    record Listed(
            String name,
            String title,
            List<String> labels,
            List<String> needs,
            List<String> upstream,
            Spec.Turn turn,
            List<String> cases) {

        private static Listed of(Spec spec, List<Case> cases) {
            return new Listed(
                    spec.id(),
                    spec.title(),
                    List.copyOf(spec.labels()),
                    spec.needs().stream().map(Need::what).toList(),
                    List.copyOf(spec.upstream()),
                    spec.turn(),
                    cases.stream().map(Case::name).toList());
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        Map<Spec, List<Case>> cases = new LinkedHashMap<>();
        for (Case each : Validation.select(Catalog.scenarios(), selection.evenUnasked())) {
            cases.computeIfAbsent(each.spec(), spec -> new ArrayList<>()).add(each);
        }
        List<Listed> all = new ArrayList<>();
        cases.forEach((spec, list) -> all.add(Listed.of(spec, list)));
        switch (format) {
            case null -> print(cases, out);
            case name -> all.forEach(each -> out.println(each.name()));
            case wide -> wide(all, out);
            case json -> out.print(Reports.json(all));
        }
        out.flush();
        return all.isEmpty() ? Run.EXIT_INCONCLUSIVE : 0;
    }

    private static void wide(List<Listed> all, PrintWriter out) {
        int name = all.stream().mapToInt(each -> each.name().length()).max().orElse(0);
        int needs =
                all.stream()
                        .mapToInt(each -> String.join(",", each.needs()).length())
                        .max()
                        .orElse(0);
        String line =
                "%-" + Math.max(4, name) + "s  %-5s  %-10s  %-" + Math.max(5, needs) + "s  %s%n";
        out.printf(line, "NAME", "CASES", "TURN", "NEEDS", "LABELS");
        for (Listed each : all) {
            out.printf(
                    line,
                    each.name(),
                    each.cases().size(),
                    each.turn(),
                    String.join(",", each.needs()),
                    String.join(",", each.labels()));
        }
    }

    private static void print(Map<Spec, List<Case>> cases, PrintWriter out) {
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
    }

    private static String caseName(Spec spec, Case each) {
        String name = each.name().substring(spec.id().length()).strip();
        return name.isEmpty() ? "one" : name;
    }
}
