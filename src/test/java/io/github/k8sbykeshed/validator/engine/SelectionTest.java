package io.github.k8sbykeshed.validator.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {

    private static final String ALL =
            "clusterip/basic*4 clusterip/basic-more*4 dns/names*4 nodeport/basic*4";

    /** The scenarios that are selected, each with the number of its cases. */
    private static String selected(Selection selection) {
        return selected(Scenarios.four(), selection);
    }

    private static String selected(List<Scenario> scenarios, Selection selection) {
        return Validation.select(scenarios, selection).stream()
                .collect(Collectors.groupingBy(each -> each.spec().id(), Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getKey() + "*" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static String labelled(String labels) {
        return selected(new Selection(labels, null, List.of()));
    }

    private static String named(String... names) {
        return selected(new Selection(null, null, List.of(names)));
    }

    @Test
    void everythingIsSelectedInOrder() {
        assertEquals(ALL, selected(Selection.all()));
        assertEquals(
                List.of("clusterip/basic TCP IPv4", "clusterip/basic TCP IPv6"),
                Validation.select(Scenarios.four(), Selection.all()).stream()
                        .map(Case::name)
                        .limit(2)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "type=dns; dns/names*4",
                "type=cluster_ip; clusterip/basic*4 clusterip/basic-more*4",
                "feature=clusterip; clusterip/basic*4 clusterip/basic-more*4",
                "type=cluster_ip,slow=yes; clusterip/basic-more*4",
                "type=cluster_ip, slow=yes,; clusterip/basic-more*4",
                "type=dns,family=IPv6; dns/names*2",
                "type=dns,family=IPv6,protocol=UDP; dns/names*1",
                "type=dns & family=IPv6; dns/names*2",
                "type=dns | type=node_port; dns/names*4 nodeport/basic*4",
                "!type=cluster_ip; dns/names*4 nodeport/basic*4",
                "!type=cluster_ip,!slow=yes; dns/names*4",
                "(type=dns | slow=yes) & protocol=TCP; clusterip/basic-more*2 dns/names*2 nodeport/basic*2",
                // A comma holds less tightly than the others, also within parentheses.
                "type=dns|slow=yes,protocol=TCP; clusterip/basic-more*2 dns/names*2 nodeport/basic*2",
                "protocol=TCP,(type=dns|slow=yes); clusterip/basic-more*2 dns/names*2 nodeport/basic*2",
                "!(type=cluster_ip,slow=yes); clusterip/basic*4 dns/names*4 nodeport/basic*4",
                "type=dns | (type=cluster_ip|type=node_port,slow=yes); clusterip/basic-more*4 dns/names*4"
                        + " nodeport/basic*4",
            })
    void labelsSelect(String labels, String expected) {
        assertEquals(expected, labelled(labels));
    }

    @ParameterizedTest
    @ValueSource(strings = {"type=nothing", "type", "TYPE=dns", "type=dns,type=cluster_ip"})
    void whatNothingHasSelectsNothing(String labels) {
        assertEquals("", labelled(labels));
    }

    @Test
    void blankLabelsSelectEverything() {
        assertEquals(ALL, labelled(" "));
        assertEquals(ALL, selected(new Selection(null, "", List.of())));
    }

    @Test
    void skippingIsTheOpposite() {
        assertEquals(
                "clusterip/basic*4 dns/names*4",
                selected(new Selection(null, "slow=yes", List.of())));
        assertEquals(
                "clusterip/basic*4 dns/names*4 nodeport/basic*4",
                selected(new Selection(null, "type=cluster_ip,slow=yes", List.of())));
        assertEquals(
                "clusterip/basic*4",
                selected(new Selection("feature=clusterip", "slow=yes", List.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"type=dns &", "(type=dns", "type=dns)", "| type=dns", ",", "a=b c=d |"})
    void whatIsNoExpressionIsToldInASentence(String labels) {
        for (Selection wrong :
                List.of(
                        new Selection(labels, null, List.of()),
                        new Selection(null, labels, List.of()))) {
            var e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> Validation.select(Scenarios.four(), wrong));
            String message = e.getMessage();
            assertTrue(message.contains("are no expression: write key=value"), message);
            assertTrue(message.lines().count() == 1, message);
        }
    }

    @Test
    void namesAreFeaturesScenariosOrCases() {
        assertEquals("clusterip/basic*4 clusterip/basic-more*4", named("clusterip"));
        assertEquals("clusterip/basic*4", named("clusterip/basic"));
        assertEquals("clusterip/basic*2", named("clusterip/basic UDP"));
        assertEquals("clusterip/basic*1", named("clusterip/basic UDP IPv6"));
        assertEquals("clusterip/basic*4 dns/names*4", named("dns", "clusterip/basic"));
    }

    @Test
    void aStarStandsForAnythingAndAnExclamationMarkTakesAway() {
        assertEquals("clusterip/basic*4 clusterip/basic-more*4", named("clusterip/*"));
        assertEquals("clusterip/basic*4 nodeport/basic*4", named("*/basic"));
        assertEquals("clusterip/basic-more*4", named("*-more"));
        assertEquals(ALL, named("*"));
        assertEquals("clusterip/basic*1", named("clusterip/basic* UDP IPv6", "!*-more"));
        assertEquals("dns/names*4 nodeport/basic*4", named("!clusterip/*"));
        assertEquals("clusterip/basic*4", named("clusterip", "!clusterip/basic-more"));
        assertEquals("clusterip/basic*3", named("clusterip/basic", "!clusterip/basic TCP IPv6"));
        assertThrows(IllegalArgumentException.class, () -> named("!clusterip/bas"));
        assertThrows(IllegalArgumentException.class, () -> named("cluster*p/"));
    }

    @Test
    void whoOnlyTakesAwayAsksForNothingThatRunsOnRequest() {
        assertEquals("", selectedWithPerf(new Selection(null, null, List.of("!dns"))));
        assertEquals(
                "bandwidth/pods*4",
                selectedWithPerf(new Selection(null, null, List.of("band*", "!dns"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cluster", "clusterip/", "clusterip/bas", "basic", "clusterip/basic TC"})
    void partsOfWordsAreNoNames(String name) {
        // Also beside a good one: what is misspelt must not be left out without a word.
        for (String[] names : List.of(new String[] {name}, new String[] {"dns", name})) {
            var refused = assertThrows(IllegalArgumentException.class, () -> named(names));
            assertEquals(
                    "There is no scenario, feature or case "
                            + name
                            + "; svc-test list shows all names.",
                    refused.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "type=perf; bandwidth/pods*4",
                "feature=bandwidth; bandwidth/pods*4",
                "type=perf | type=dns; bandwidth/pods*4 dns/names*4",
                "protocol=TCP,type=perf; bandwidth/pods*2",
                // These hold of it, but none asks for it.
                "protocol=TCP,family=IPv4; dns/names*1",
                "!type=dns; ''",
                "!type=perfect; dns/names*4",
            })
    void whatRunsOnRequestRunsOnlyIfItIsAskedFor(String labels, String expected) {
        assertEquals(expected, selectedWithPerf(new Selection(labels, null, List.of())));
    }

    @Test
    void aNameIsARequestAndAListIsOfAll() {
        assertEquals("dns/names*4", selectedWithPerf(Selection.all()));
        assertEquals(
                "bandwidth/pods*4",
                selectedWithPerf(new Selection(null, null, List.of("bandwidth"))));
        assertEquals(
                "bandwidth/pods*2",
                selectedWithPerf(new Selection("protocol=UDP", null, List.of("bandwidth/pods"))));
        assertEquals(
                "bandwidth/pods*4 dns/names*4",
                selectedWithPerf(new Selection(null, null, List.of(), true)));
        assertEquals(
                "dns/names*4", selectedWithPerf(new Selection(null, "type=perf", List.of(), true)));
    }

    private static String selectedWithPerf(Selection selection) {
        return selected(
                List.of(
                        Scenarios.onRequest("bandwidth/pods", "type=perf"),
                        Scenarios.of("dns/names", "type=dns")),
                selection);
    }

    @Test
    void namesAndLabelsBothHold() {
        assertEquals(
                "clusterip/basic-more*1",
                selected(
                        new Selection(
                                "slow=yes",
                                "protocol=TCP | family=IPv4",
                                List.of("clusterip", "dns"))));
    }

    @Test
    void aSelectionIsDescribedAsItWasAskedFor() {
        assertEquals("everything", Selection.all().describe());
        assertEquals(
                "-labels \"a=b\" -skip-labels \"c=d\" clusterip dns/names",
                new Selection("a=b", "c=d", List.of("clusterip", "dns/names")).describe());
    }
}
