package io.github.k8sbykeshed.validator.expect;

import io.github.k8sbykeshed.validator.probe.Address;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What has to be seen in a cell of a matrix; {@link Terms} says what follows from each kind. */
public sealed interface Expectation {

    /** Every attempt is answered by one of these agents. */
    record AnsweredBy(Set<String> oneOf) implements Expectation {
        public AnsweredBy {
            oneOf = sorted(oneOf);
        }
    }

    /** Every attempt is answered by one of these agents, and each of them is seen. */
    record AnsweredByAll(Set<String> exactly) implements Expectation {
        public AnsweredByAll {
            exactly = sorted(exactly);
        }
    }

    /**
     * All attempts, of which there are so many, are answered by one and the same agent.
     *
     * @param times at least 2
     */
    record SameBackend(int times) implements Expectation {
        public SameBackend {
            if (times < 2) {
                throw new IllegalArgumentException("one answer is always the same as itself");
            }
        }
    }

    /**
     * After each silence one of these agents answers, and it is chosen anew. Chance may choose the
     * same one again, so a single cell proves nothing: of all such cells of a source, by one kind
     * of address, one has to change at least.
     *
     * @param silenceMillis how long nothing is sent before each attempt but the first
     */
    record ChosenAnew(Set<String> oneOf, int silenceMillis) implements Expectation {
        public ChosenAnew {
            oneOf = sorted(oneOf);
        }
    }

    /** Every attempt is answered by a server of the asked kind that is no agent, such as HTTP. */
    record Served() implements Expectation {}

    /** Every attempt is answered by HTTP with this status. */
    record Status(int code) implements Expectation {}

    /**
     * Every answer holds exactly these DNS records: addresses, names, or of SRV port and target.
     */
    record Resolves(Set<String> records) implements Expectation {
        public Resolves {
            records = sorted(records);
        }
    }

    /**
     * Somebody says no, and nobody answers. Silence of a few attempts is allowed, since the kernel
     * limits how often it sends ICMP errors; silence of all is a violation (dropped, not refused).
     */
    record Refused() implements Expectation {}

    /** No attempt is answered, be it by refusal or silence. */
    record NotAnswered() implements Expectation {}

    /** The answering agent sees the probe come from this address. */
    record Seeing(Address client) implements Expectation {}

    /**
     * One of these agents answers, each on this one of its ports.
     *
     * @param ports the number by the agent's identity
     */
    record OnPort(Map<String, Integer> ports) implements Expectation {
        public OnPort {
            ports = Collections.unmodifiableMap(new TreeMap<>(ports));
            if (ports.isEmpty()) {
                throw new IllegalArgumentException("an expectation must name somebody");
            }
        }
    }

    /** All of these hold. */
    record And(List<Expectation> all) implements Expectation {
        public And {
            all = List.copyOf(all);
            if (all.isEmpty()) {
                throw new IllegalArgumentException("nothing is no expectation");
            }
        }
    }

    /** Implementation-defined: what happens is noted and never judged. */
    record Recorded() implements Expectation {}

    /**
     * Every attempt moves so many bytes to this agent and as many back; how fast is noted and never
     * judged.
     *
     * @param bytes at least 1
     */
    record Measured(String agent, int bytes) implements Expectation {
        public Measured {
            if (bytes < 1) {
                throw new IllegalArgumentException("nothing is no payload to measure with");
            }
        }
    }

    /** Not probed: the cell is another scenario's, or means nothing. */
    record Unasked() implements Expectation {}

    static Expectation answeredBy(String agent) {
        return new AnsweredBy(Set.of(agent));
    }

    static Expectation answeredBy(Set<String> oneOf) {
        return new AnsweredBy(oneOf);
    }

    static Expectation answeredByAll(Set<String> exactly) {
        return new AnsweredByAll(exactly);
    }

    static Expectation sameBackend(int times) {
        return new SameBackend(times);
    }

    static Expectation chosenAnew(Set<String> oneOf, Duration silence) {
        return new ChosenAnew(oneOf, Math.toIntExact(silence.toMillis()));
    }

    static Expectation served() {
        return new Served();
    }

    static Expectation status(int code) {
        return new Status(code);
    }

    static Expectation resolves(Set<String> records) {
        return new Resolves(records);
    }

    static Expectation refused() {
        return new Refused();
    }

    static Expectation notAnswered() {
        return new NotAnswered();
    }

    static Expectation seeing(Address client) {
        return new Seeing(client);
    }

    static Expectation onPort(Map<String, Integer> ports) {
        return new OnPort(ports);
    }

    static Expectation recorded() {
        return new Recorded();
    }

    static Expectation measured(String agent, int bytes) {
        return new Measured(agent, bytes);
    }

    static Expectation unasked() {
        return new Unasked();
    }

    /** This and another one. */
    default Expectation and(Expectation other) {
        return new And(List.of(this, other));
    }

    /** Whether an answer is what is hoped for. */
    default boolean isPositive() {
        return terms().hope() == Hope.ANSWER;
    }

    /** Whether silence or a refusal is what is hoped for. */
    default boolean isNegative() {
        return terms().hope() == Hope.REFUSAL || terms().hope() == Hope.SILENCE;
    }

    /** The agents that may answer; empty where none or anyone may. */
    default Set<String> agents() {
        return terms().agents();
    }

    /** In a few words, for a person: follows "expected". */
    default String describe() {
        return terms().words();
    }

    /** What follows from it, for whoever asks, judges or tells. */
    default Terms terms() {
        return Terms.of(this);
    }

    private static Set<String> sorted(Set<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("an expectation must name somebody");
        }
        return Collections.unmodifiableSet(new TreeSet<>(names));
    }
}
