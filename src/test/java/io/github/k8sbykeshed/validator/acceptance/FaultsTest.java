package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.acceptance.Faults.Round;
import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of faults is complete, and tests what it says. */
class FaultsTest {

    private static final int SENTINELS = 8;

    private static Set<String> scenarios() {
        return Catalog.scenarios().stream()
                .map(scenario -> scenario.spec().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> faulted(Round round) {
        return round.faults().stream().map(Fault::scenario).toList();
    }

    @Test
    void everyScenarioHasAFaultOrAReasonWhyThereIsNone() {
        Set<String> named = new TreeSet<>(Faults.RECORDING.keySet());
        for (Round round : Faults.rounds()) {
            named.addAll(faulted(round));
        }
        assertEquals(scenarios(), named);
        Faults.RECORDING.forEach((scenario, why) -> assertFalse(why.isBlank(), scenario));
    }

    @Test
    void aScenarioHasOneFaultInARoundAndNoSentinelHasAny() {
        for (Round round : Faults.rounds()) {
            Set<String> touched = new HashSet<>(faulted(round));
            assertEquals(touched.size(), round.faults().size(), () -> "twice in " + round);
            assertEquals(SENTINELS, round.sentinels().size(), round::name);
            for (String sentinel : round.sentinels()) {
                assertFalse(touched.contains(sentinel), sentinel);
                assertTrue(scenarios().contains(sentinel), sentinel);
            }
        }
    }

    /** By its Services' names a fault finds its scenario, and no other. */
    @Test
    void aFaultConcernsTheServicesOfItsScenarioAlone() {
        for (Round round : Faults.rounds()) {
            for (Fault fault : round.faults()) {
                Fault usual =
                        Fault.of(fault.scenario(), "", fault.lie(), fault.step(), fault.cells());
                boolean usualNames = fault.services().equals(usual.services());
                for (Scenario scenario : Catalog.scenarios()) {
                    boolean own = usualNames && scenario.spec().id().equals(fault.scenario());
                    for (Case each : Case.of(scenario)) {
                        // As Lab names them; a longer name would be cut.
                        String name = each.name().toLowerCase().replaceAll("[^a-z0-9]+", "-");
                        assertTrue(name.length() <= 50, name);
                        assertEquals(own, (name + "-0").matches(fault.services()), fault + name);
                    }
                }
            }
        }
    }
}
