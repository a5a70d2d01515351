package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.engine.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which cases; the same for running and listing. */
final class SelectionOptions {

    @Option(
            names = {"-labels", "--labels"},
            paramLabel = "LABELS",
            description =
                    "only cases with all of these labels, \"type=cluster_ip,protocol=TCP\", or for which"
                            + " this expression holds, \"feature=dns | !family=IPv6\"")
    private @Nullable String labels;

    @Option(
            names = {"-skip-labels", "--skip-labels"},
            paramLabel = "LABELS",
            description = "but not those with these labels, written likewise")
    private @Nullable String skipLabels;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            completionCandidates = ScenarioNames.class,
            description =
                    "only these features, scenarios or cases: clusterip, clusterip/basic,"
                            + " 'dns/*-names'; with ! before it: but not these, '!lb/*'")
    private List<String> names = List.of();

    Selection get() {
        return new Selection(labels, skipLabels, names);
    }

    /** The selection, with scenarios that run only on request. */
    Selection evenUnasked() {
        return new Selection(labels, skipLabels, names, true);
    }
}
