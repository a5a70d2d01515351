package io.github.k8sbykeshed.validator.catalog;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.github.k8sbykeshed.validator.GeneratedDocument;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code make docs} writes docs/scenarios.md. */
class ScenariosDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/scenarios.md");

    private static String document() {
        Map<String, List<Spec>> features =
                Catalog.scenarios().stream()
                        .map(Scenario::spec)
                        .collect(
                                groupingBy(
                                        spec -> spec.id().substring(0, spec.id().indexOf('/')),
                                        LinkedHashMap::new,
                                        toList()));
        var lines = new ArrayList<String>();
        lines.add("# What is checked");
        lines.add("");
        lines.add(
                "Written by `make docs` from the scenarios: do not edit. `svc-test run NAME` runs one"
                        + " scenario, `svc-test run FEATURE` all of a feature, and `svc-test list"
                        + " NAME` says more: labels, and the upstream e2e specs that it covers. A"
                        + " scenario makes a case of each protocol and IP family, if the table does"
                        + " not say otherwise.");
        features.forEach((feature, specs) -> {
            lines.add("");
            lines.add("## " + feature);
            lines.add("");
            lines.add("| scenario | what must hold | cases | needs |");
            lines.add("|---|---|---|---|");
            specs.forEach(spec -> lines.add(row(spec)));
        });
        return String.join("\n", lines) + "\n";
    }

    private static String row(Spec spec) {
        String turn =
                switch (spec.turn()) {
                    case TOGETHER -> "";
                    case QUIET -> "; after the others";
                    case ON_REQUEST -> "; only on request";
                };
        return "| "
                + spec.id()
                + " | "
                + spec.title().replace("|", "\\|")
                + " | "
                + cases(spec)
                + turn
                + " | "
                + spec.needs().stream().map(Need::what).collect(joining(", "))
                + " |";
    }

    private static String cases(Spec spec) {
        String protocols = spec.protocols().stream().map(Protocol::name).collect(joining(" and "));
        if (!spec.everyFamily()) {
            return protocols.isEmpty() ? "one" : protocols + ", families together";
        }
        return protocols.isEmpty() ? "each family" : protocols + ", each family";
    }

    @Test
    void theDocumentIsCurrent() throws IOException {
        GeneratedDocument.assertCurrent(DOCUMENT, document());
    }
}
