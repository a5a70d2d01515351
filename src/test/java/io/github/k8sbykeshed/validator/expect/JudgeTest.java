package io.github.k8sbykeshed.validator.expect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {

    private static final Address POD = new Address("10.244.1.5");
    private static final Address NODE = new Address("172.18.0.2");

    private static final Map<String, Observation> OBSERVATIONS = observations();
    private static final Map<String, Expectation> EXPECTATIONS = expectations();

    private static Map<String, Observation> observations() {
        Map<String, Observation> all = new LinkedHashMap<>();
        all.put("a", agent("a", POD));
        all.put("a@node", agent("a", NODE));
        all.put("b", agent("b", POD));
        all.put("http", new Observation.Answered(new Reply.Http(200, "ok")));
        all.put(
                "dns",
                new Observation.Answered(new Reply.Records(List.of("2.2.2.2", "1.1.1.1"), 5)));
        all.put("dns2", new Observation.Answered(new Reply.Records(List.of("1.1.1.1"), 5)));
        all.put("tls", new Observation.Answered(new Reply.Tls()));
        all.put("unknown", new Observation.Answered(new Reply.Unknown("SSH-2.0")));
        all.put("refused", new Observation.Refused());
        all.put("connect", new Observation.TimedOut(Observation.Phase.CONNECT));
        all.put("read", new Observation.TimedOut(Observation.Phase.READ));
        all.put("reset", new Observation.Reset());
        all.put("noroute", new Observation.Unreachable("no route to host"));
        all.put("nxdomain", new Observation.NameNotFound());
        all.put("noprobe", new Observation.NotObserved("pod gone"));
        return all;
    }

    private static Map<String, Expectation> expectations() {
        Map<String, Expectation> all = new LinkedHashMap<>();
        all.put("by-a", Expectation.answeredBy("a"));
        all.put("by-a-or-b", Expectation.answeredBy(Set.of("a", "b")));
        all.put("by-all-a", Expectation.answeredByAll(Set.of("a")));
        all.put("by-all-a-b", Expectation.answeredByAll(Set.of("a", "b")));
        all.put("same-3", Expectation.sameBackend(3));
        all.put("anew", Expectation.chosenAnew(Set.of("a", "b"), Duration.ofSeconds(1)));
        all.put("served", Expectation.served());
        all.put("status", Expectation.status(200));
        all.put("on-port", Expectation.onPort(Map.of("a", 8080, "b", 8081)));
        all.put("resolves", Expectation.resolves(Set.of("1.1.1.1", "2.2.2.2")));
        all.put("refused", Expectation.refused());
        all.put("not-answered", Expectation.notAnswered());
        all.put("seeing-pod", Expectation.seeing(POD));
        all.put("a-seeing-pod", Expectation.answeredBy("a").and(Expectation.seeing(POD)));
        all.put("measured-a", Expectation.measured("a", 1));
        all.put("recorded", Expectation.recorded());
        return all;
    }

    /** Each expectation against a single attempt of each kind. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    -            | a a@node b http dns dns2 tls unknown refused connect read reset noroute nxdomain noprobe
                    by-a         | . .      X X    X   X    X   X       X       X       X    X     X       X        ?
                    by-a-or-b    | . .      . X    X   X    X   X       X       X       X    X     X       X        ?
                    by-all-a     | . .      X X    X   X    X   X       X       X       X    X     X       X        ?
                    by-all-a-b   | X X      X X    X   X    X   X       X       X       X    X     X       X        ?
                    same-3       | ? ?      ? X    X   X    X   X       X       X       X    X     X       X        ?
                    anew         | o o      o X    X   X    X   X       X       X       X    X     X       X        ?
                    served       | . .      . .    .   .    .   X       X       X       X    X     X       X        ?
                    status       | X X      X .    X   X    X   X       X       X       X    X     X       X        ?
                    on-port      | . .      X X    X   X    X   X       X       X       X    X     X       X        ?
                    resolves     | X X      X X    .   X    X   X       X       X       X    X     X       X        ?
                    refused      | X X      X X    X   X    X   X       .       X       X    .     .       X        ?
                    not-answered | X X      X X    X   X    X   X       .       .       .    .     .       .        ?
                    seeing-pod   | . X      . X    X   X    X   X       X       X       X    X     X       X        ?
                    a-seeing-pod | . X      X X    X   X    X   X       X       X       X    X     X       X        ?
                    measured-a   | o o      X X    X   X    X   X       X       X       X    X     X       X        ?
                    recorded     | o o      o o    o   o    o   o       o       o       o    o     o       o        o
                    """)
    void judgesASingleAttempt(String expectation, String marks) {
        if (expectation.equals("-")) {
            assertEquals(String.join(" ", OBSERVATIONS.keySet()), marks);
            return;
        }
        var found = new ArrayList<String>();
        for (Observation each : OBSERVATIONS.values()) {
            found.add(mark(judge(EXPECTATIONS.get(expectation), Controls.NONE, each)));
        }
        assertEquals(String.join(" ", marks.split(" +")), String.join(" ", found));
    }

    @Test
    void theTableHasEveryKindOfExpectationAndObservation() {
        var expectations = new HashSet<>(List.of(Expectation.class.getPermittedSubclasses()));
        EXPECTATIONS.values().forEach(each -> expectations.remove(each.getClass()));
        assertEquals(Set.of(Expectation.Unasked.class), expectations);
        var observations = new HashSet<>(List.of(Observation.class.getPermittedSubclasses()));
        OBSERVATIONS.values().forEach(each -> observations.remove(each.getClass()));
        assertEquals(Set.of(), observations);
        var replies = new HashSet<>(List.of(Reply.class.getPermittedSubclasses()));
        OBSERVATIONS.values().stream()
                .filter(Observation.Answered.class::isInstance)
                .forEach(each -> replies.remove(((Observation.Answered) each).reply().getClass()));
        assertEquals(Set.of(), replies);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    by-a         | a a a         | .
                    by-a         | a a connect   | X
                    by-a         | connect a a   | X
                    by-a         | a noprobe a   | ?
                    by-a         | b noprobe     | X
                    by-a         | noprobe b     | X
                    by-a-or-b    | a b a         | .
                    by-all-a-b   | a b           | .
                    by-all-a-b   | a a a         | X
                    by-all-a-b   | a b refused   | X
                    by-all-a-b   | a b noprobe   | ?
                    same-3       | b b b         | .
                    same-3       | b b           | ?
                    same-3       | a a b         | X
                    same-3       | a b           | X
                    same-3       | a a http      | X
                    same-3       | a a connect   | X
                    same-3       | a a noprobe   | ?
                    resolves     | dns dns       | .
                    resolves     | dns dns2      | X
                    refused      | refused read  | .
                    refused      | read refused  | .
                    refused      | read connect  | X
                    refused      | refused a     | X
                    refused      | read noprobe  | ?
                    not-answered | read nxdomain | .
                    not-answered | read unknown  | X
                    a-seeing-pod | a a@node      | X
                    recorded     | noprobe a     | o
                    """)
    void everyAttemptCounts(String expectation, String attempts, String mark) {
        assertEquals(
                mark,
                mark(
                        judge(
                                EXPECTATIONS.get(expectation),
                                Controls.NONE,
                                seen(attempts).toArray(Observation[]::new))));
    }

    @Test
    void aConjunctionHoldsOnlyIfEachPartHoldsForAllAttemptsTogether() {
        Expectation all = Expectation.answeredByAll(Set.of("a", "b")).and(Expectation.seeing(POD));
        assertEquals(".", mark(judge(all, Controls.NONE, agent("a", POD), agent("b", POD))));
        assertEquals("X", mark(judge(all, Controls.NONE, agent("a", POD), agent("a", POD))));
        assertEquals("X", mark(judge(all, Controls.NONE, agent("a", POD), agent("b", NODE))));
    }

    @Test
    void noAttemptIsNoEvidence() {
        assertEquals("?", mark(judge(Expectation.notAnswered(), Controls.NONE)));
        assertEquals("?", mark(judge(Expectation.answeredBy("a"), Controls.NONE)));
        assertEquals("o", mark(judge(Expectation.recorded(), Controls.NONE)));
    }

    /** What the controls make of a verdict; - means that there is no such control. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # seen must be   | seen    | direct    | unserved | mark
                    by-a             | a       | a         | refused  | .
                    by-a             | a       | connect   | refused  | .
                    by-a             | a       | a         | a        | X
                    by-a             | a       | -         | a        | X
                    by-a             | a       | a         | connect  | .
                    by-a             | a       | a         | noprobe  | ?
                    by-a             | connect | a         | refused  | X
                    by-a             | connect | a b       | refused  | ?
                    by-a             | connect | b         | refused  | ?
                    by-a             | connect | unknown   | refused  | ?
                    by-a             | b       | b         | refused  | ?
                    by-a             | a       | b         | refused  | .
                    by-a             | connect | a connect | refused  | ?
                    by-a             | connect | connect   | refused  | ?
                    by-a             | connect | noprobe   | refused  | ?
                    by-a             | connect | -         | refused  | X
                    by-a             | connect | connect   | a        | X
                    by-a             | b       | connect   | -        | ?
                    by-a             | noprobe | a         | refused  | ?
                    by-a             | noprobe | a         | a        | X
                    refused          | refused | a         | -        | .
                    refused          | refused | connect   | -        | ?
                    refused          | refused | noprobe   | -        | ?
                    refused          | refused | -         | -        | .
                    refused          | connect | a         | -        | X
                    refused          | connect | connect   | -        | ?
                    refused          | refused | b         | -        | ?
                    refused          | a       | b         | -        | X
                    refused          | a       | connect   | -        | X
                    refused          | refused | a         | a        | X
                    not-answered     | connect | a         | refused  | .
                    not-answered     | connect | connect   | refused  | ?
                    not-answered     | connect | b         | refused  | ?
                    not-answered     | a       | connect   | refused  | X
                    seeing-pod       | a@node  | a         | -        | X
                    seeing-pod       | a@node  | connect   | -        | ?
                    recorded         | connect | connect   | a        | o
                    """)
    void controls(String expectation, String seen, String direct, String unserved, String mark) {
        List<Attempt> past = control(direct);
        var controls =
                new Controls(
                        past == null ? List.of() : List.of(new Control("a", past)),
                        false,
                        control(unserved));
        assertEquals(
                mark,
                mark(
                        judge(
                                EXPECTATIONS.get(expectation),
                                controls,
                                seen(seen).toArray(Observation[]::new))));
    }

    /** Of several controls all have to pass, unless one is enough. */
    @ParameterizedTest
    @CsvSource({"a, a, X, X", "a, connect, ?, X", "connect, a, ?, X", "connect, b, ?, ?"})
    void severalControls(String first, String second, String all, String any) {
        var controls = List.of(byA(first), byA(second));
        Expectation one = Expectation.answeredBy("a");
        Observation silence = new Observation.TimedOut(Observation.Phase.CONNECT);
        assertEquals(all, mark(judge(one, new Controls(controls, false, null), silence)));
        assertEquals(any, mark(judge(one, new Controls(controls, true, null), silence)));
    }

    private static Control byA(String seen) {
        return new Control("a", attempts(seen(seen)));
    }

    /** A DNS server says nothing of itself. */
    @Test
    void aServerWithoutIdentityOnlyHasToAnswer() {
        var controls = new Controls(List.of(new Control("", attempts(seen("dns")))), false, null);
        assertEquals("X", mark(judge(Expectation.served(), controls, new Observation.Refused())));
    }

    /** Only silence is looked into: what somebody said stands. */
    @ParameterizedTest
    @CsvSource({
        "by-a, a connect, 0:0:0:1:0, ?",
        "by-a, a read, 0:0:0:1:1, ?",
        "by-a, a connect, 1:0:0:1:0, X",
        "by-a, a connect, 0:0:1:1:0, X",
        "by-a, a connect, 0:0:0:0:1, X",
        "by-a, b connect, 0:0:0:1:0, X",
        "by-a, refused connect, 0:0:0:1:0, X",
        "by-a, a, 0:0:0:1:0, .",
        "refused, connect, 0:0:0:1:0, X"
    })
    void silenceIsExplainedByABackendThatIsSlowItself(
            String expectation, String seen, String arrival, String mark) {
        int[] of = Arrays.stream(arrival.split(":")).mapToInt(Integer::parseInt).toArray();
        var controls = Controls.NONE.with(new Arrival(of[0], of[1], of[2], of[3], of[4]));
        Verdict verdict =
                judge(
                        EXPECTATIONS.get(expectation),
                        controls,
                        seen(seen).toArray(Observation[]::new));
        assertEquals(mark, mark(verdict));
        assertTrue(
                !mark.equals("?")
                        || verdict instanceof Verdict.Inconclusive(ReasonCode code, String why)
                                && code == ReasonCode.STALLED,
                verdict::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "a connect, 12, 12, 12, 0, X",
        "a connect, 40, 12, 40, 4, ?",
        "a noroute, 40, 4, 40, 4, ?",
        "noroute noroute, 12, 12, 12, 0, X",
        "a connect, 40, 1, 40, 4, ?",
        "a connect, 40, 0, 40, 0, X",
        "a connect, 452, 0, 452, 0, ?",
        "a connect, 452, 3, 452, 0, X",
        "a connect, 2452, 3, 2452, 0, ?",
        "a connect, 2452, 49, 2452, 0, X",
        "a connect, 452, 90, 452, 5, X",
        "a b connect, 40, 4, 40, 4, X"
    })
    void silenceIsExplainedByANetworkThatLosesAsMuch(
            String seen, int sent, int lost, int directSent, int directLost, String mark) {
        var controls = Controls.NONE.with(new Comparison(sent, lost, directSent, directLost));
        assertEquals(
                mark,
                mark(
                        judge(
                                Expectation.answeredBy("a"),
                                controls,
                                seen(seen).toArray(Observation[]::new))));
    }

    @Test
    void theReasonSaysWhoHasTheBackendsAddress() {
        var controls = new Controls(List.of(byA("b")), false, null);
        assertEquals(
                new Verdict.Inconclusive(
                        ReasonCode.STRANGER_AT_ADDRESS,
                        "somebody else has the address of a: the control past the Service is"
                                + " answered by b, so that this says nothing of the Service"),
                judge(Expectation.answeredBy("a"), controls, new Observation.Refused()));
    }

    @Test
    void theReasonSaysWhatWasExpectedAndWhatWasSeenHowOften() {
        Verdict verdict =
                judge(
                        Expectation.answeredBy("a"),
                        Controls.NONE,
                        agent("a", POD),
                        new Observation.Refused(),
                        new Observation.Refused());
        assertEquals(
                new Verdict.Violates(
                        ReasonCode.UNEXPECTED,
                        "expected answered by a, but answered by a seeing 10.244.1.5 (1 of 3),"
                                + " refused (2 of 3)"),
                verdict);
    }

    @Test
    void theReasonNamesWhoNeverAnswered() {
        Verdict verdict =
                judge(
                        Expectation.answeredByAll(Set.of("a", "b", "c")),
                        Controls.NONE,
                        agent("b", POD),
                        agent("b", POD));
        assertEquals(
                new Verdict.Violates(
                        ReasonCode.BACKEND_MISSING, "in 2 attempts never answered by a, c"),
                verdict);
    }

    @Test
    void theReasonOfAFailedControlSaysWhatTheControlSaw() {
        Verdict verdict =
                judge(
                        Expectation.answeredBy("a"),
                        new Controls(List.of(Attempt.notObserved("pod gone")), null),
                        new Observation.Refused());
        assertTrue(
                verdict instanceof Verdict.Inconclusive(ReasonCode code, String why)
                        && code == ReasonCode.CONTROL_FAILS
                        && why.startsWith(
                                "the control past the Service fails: could not probe: pod gone"),
                verdict.toString());
    }

    @Test
    void whatWasNotAskedCannotBeJudged() {
        assertThrows(
                IllegalArgumentException.class,
                () -> judge(Expectation.unasked(), Controls.NONE, new Observation.Refused()));
    }

    private static Verdict judge(Expectation expectation, Controls controls, Observation... seen) {
        return Judge.judge(expectation, attempts(Arrays.asList(seen)), controls);
    }

    private static List<Attempt> attempts(List<Observation> seen) {
        return seen.stream().map(each -> new Attempt(0, 500, each)).toList();
    }

    private static List<Observation> seen(String names) {
        return Arrays.stream(names.split(" "))
                .map(name -> {
                    Observation found = OBSERVATIONS.get(name);
                    if (found == null) {
                        throw new IllegalArgumentException(name);
                    }
                    return found;
                })
                .toList();
    }

    private static @Nullable List<Attempt> control(String names) {
        return names.equals("-") ? null : attempts(seen(names));
    }

    private static String mark(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Conforms v -> ".";
            case Verdict.Violates v -> "X";
            case Verdict.Inconclusive v -> "?";
            case Verdict.Recorded v -> "o";
        };
    }

    private static Observation agent(String name, Address client) {
        return new Observation.Answered(new Reply.Identity(name, 8080, client, 40000, 1));
    }
}
