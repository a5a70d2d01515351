package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Finding.Confidence;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says which nodes should have taken part and did not. */
final class Coverage {

    private Coverage() {}

    /**
     * One finding of all nodes whose agents were to run and do not. Nodes that are left out on
     * purpose, for a taint or a cordon, are none of them.
     */
    static Optional<Finding> of(Run run) {
        Facts facts = run.facts();
        if (facts == null) {
            return Optional.empty();
        }
        Set<String> validated =
                facts.nodes().stream().map(Facts.Node::name).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        String why = "";
        for (Facts.LeftOut each : facts.leftOut()) {
            Optional<String> node = Source.nodeIn(each.node());
            if (node.isPresent() && !validated.contains(node.get())) {
                why = missing.isEmpty() ? each.why() : why;
                missing.add(node.get());
            }
        }
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        Place place = Place.ofNodes(List.copyOf(missing));
        var phrases = new Phrases(place, Rate.of(0, 0), "", false);
        return Optional.of(
                new Finding(
                        Code.NODE_NOT_VALIDATED,
                        place,
                        phrases.sentence("{node} should have taken part and was not validated: ")
                                + why,
                        null,
                        Confidence.NAMED,
                        List.of(),
                        0,
                        List.of(),
                        0,
                        List.of("the node's network, container runtime or kubelet"),
                        phrases.command(Commands.NODE).stream().toList(),
                        List.of()));
    }
}
