package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A scenario in one protocol and family.
 *
 * @param protocol null where the scenario runs once for all protocols
 * @param family null where the scenario runs once for all families
 */
public record Case(
        Scenario scenario, Spec spec, @Nullable Protocol protocol, @Nullable Family family) {

    /** Every case of a scenario, whatever the cluster has. */
    public static List<Case> of(Scenario scenario) {
        Spec spec = scenario.spec();
        List<Case> cases = new ArrayList<>();
        List<@Nullable Protocol> protocols = new ArrayList<>(spec.protocols());
        if (protocols.isEmpty()) {
            protocols.add(null);
        }
        for (Protocol protocol : protocols) {
            if (spec.everyFamily()) {
                for (Family family : Family.values()) {
                    cases.add(new Case(scenario, spec, protocol, family));
                }
            } else {
                cases.add(new Case(scenario, spec, protocol, null));
            }
        }
        return cases;
    }

    /**
     * The agents that cases have for themselves, by the case. A case of a family that Services do
     * not have gets none: it does not apply.
     */
    public static Map<String, List<Own>> own(List<Case> cases, Collection<Family> families) {
        Map<String, List<Own>> own = new LinkedHashMap<>();
        for (Case each : cases) {
            if (each.isOf(families) && !each.spec.own().isEmpty()) {
                own.put(each.slug(), each.spec.own());
            }
        }
        return own;
    }

    private boolean isOf(Collection<Family> families) {
        return family == null || families.contains(family);
    }

    public String name() {
        return CaseResult.name(spec.id(), protocol, family);
    }

    /** The scenario's labels and those of the case itself. */
    public List<String> labels() {
        List<String> all = new ArrayList<>(spec.labels());
        if (protocol != null) {
            all.add("protocol=" + protocol);
        }
        if (family != null) {
            all.add("family=" + family.apiName());
        }
        return all;
    }

    /** A name for the case's objects: a DNS label, short enough to be added to. */
    public String slug() {
        String text = name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        // Cases of one scenario differ in their ends: cut, these would share their objects.
        return text.length() <= 50
                ? text
                : text.substring(0, 40) + "-" + Integer.toHexString(text.hashCode());
    }

    /**
     * The case's family.
     *
     * @throws IllegalStateException if the scenario runs once for all
     */
    Family onlyFamily() {
        if (family == null) {
            throw new IllegalStateException("this scenario runs once for all families");
        }
        return family;
    }

    /**
     * The case's protocol.
     *
     * @throws IllegalStateException if the scenario runs once for all
     */
    Protocol onlyProtocol() {
        if (protocol == null) {
            throw new IllegalStateException("this scenario runs once for all protocols");
        }
        return protocol;
    }

    /** The case's family, or all that Services have. */
    List<Family> families(Facts facts) {
        return family == null ? facts.families() : List.of(family);
    }

    /** The case's protocol, or all of them. */
    List<Protocol> protocols() {
        return protocol == null ? List.of(Protocol.values()) : List.of(protocol);
    }

    /**
     * What comes of the case without being run, if so: it means nothing on this cluster, or the run
     * lacks what it needs.
     */
    Optional<Outcome> hindrance(Surroundings around) {
        if (family != null && !isOf(around.facts().families())) {
            return Optional.of(
                    new Outcome.NotApplicable(
                            "the cluster's Services have no " + family.apiName()));
        }
        if (around.pods().isEmpty()) {
            return Optional.of(
                    new Outcome.Inconclusive(
                            "no agent of the pod network has an address of each family that it is"
                                    + " about"));
        }
        Optional<Outcome> unmet =
                spec.needs().stream()
                        .filter(need -> !need.met().test(around))
                        .map(need -> need.without().apply(around))
                        .findFirst();
        return unmet.isPresent() || family != null
                ? unmet
                : around.halfAddressed()
                        .map(pod ->
                                new Outcome.Inconclusive(
                                        "it is about every family that Services have, and "
                                                + pod.id()
                                                + " has an address of one only"));
    }

    /** The result of a case that did nothing. */
    public CaseResult without(Outcome outcome) {
        return result(outcome, 0, List.of());
    }

    CaseResult result(Outcome outcome, long millis, List<Step> steps) {
        return new CaseResult(
                spec.id(), spec.title(), protocol, family, labels(), outcome, millis, steps);
    }
}
