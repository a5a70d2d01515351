package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a cell, as far as a cause may have to do with it.
 *
 * @param kind the most that is expected
 * @param agents who may answer; empty where no agent is to, or anyone may
 * @param client the address that the agent has to see; null for any
 * @param expectation all of it
 */
record Wanted(Kind kind, Set<String> agents, @Nullable Address client, Expectation expectation) {

    /** What is expected; of several the later one. */
    enum Kind {
        /** Nothing that could fail. */
        NOTHING,
        ANSWER,
        EVERY_BACKEND,
        ONE_BACKEND,
        ANOTHER_BACKEND,
        PORT,
        CLIENT,
        BANDWIDTH,
        SERVER,
        STATUS,
        RECORDS,
        REFUSAL,
        SILENCE;

        boolean isAnswer() {
            return this != NOTHING && this != REFUSAL && this != SILENCE;
        }
    }

    static Wanted of(Expectation expectation) {
        return new Wanted(
                kind(expectation), expectation.agents(), client(expectation), expectation);
    }

    private static Kind kind(Expectation expectation) {
        return switch (expectation) {
            case Expectation.AnsweredBy e -> Kind.ANSWER;
            case Expectation.AnsweredByAll e -> Kind.EVERY_BACKEND;
            case Expectation.SameBackend e -> Kind.ONE_BACKEND;
            case Expectation.ChosenAnew e -> Kind.ANOTHER_BACKEND;
            case Expectation.Served e -> Kind.SERVER;
            case Expectation.Status e -> Kind.STATUS;
            case Expectation.Resolves e -> Kind.RECORDS;
            case Expectation.Seeing e -> Kind.CLIENT;
            case Expectation.OnPort e -> Kind.PORT;
            case Expectation.Measured e -> Kind.BANDWIDTH;
            case Expectation.And(List<Expectation> all) ->
                    all.stream().map(Wanted::kind).max(Kind::compareTo).orElse(Kind.NOTHING);
            case Expectation.Refused e -> Kind.REFUSAL;
            case Expectation.NotAnswered e -> Kind.SILENCE;
            case Expectation.Recorded e -> Kind.NOTHING;
            case Expectation.Unasked e -> Kind.NOTHING;
        };
    }

    private static @Nullable Address client(Expectation expectation) {
        if (expectation instanceof Expectation.And(List<Expectation> all)) {
            for (Expectation each : all) {
                Address client = client(each);
                if (client != null) {
                    return client;
                }
            }
        }
        return expectation instanceof Expectation.Seeing(Address client) ? client : null;
    }

    /** The one agent that has to answer; empty if there are several or none. */
    String backend() {
        return agents.size() == 1 ? agents.iterator().next() : "";
    }

    /** Whether a cell that conforms shows that each of the agents answers. */
    boolean showsEveryBackend() {
        return kind == Kind.EVERY_BACKEND || agents.size() == 1;
    }

    /** The payload each way where that is wanted; 0 where the target says it. */
    int payloadBytes() {
        return expectation instanceof Expectation.Measured(String agent, int bytes) ? bytes : 0;
    }

    /** Whether which of the agents answers is for the client to keep, and so not drawn anew. */
    boolean isBound() {
        return kind == Kind.ONE_BACKEND;
    }

    /** Whether anything came back: of a DNS server also that there is no such name. */
    static boolean isAnswer(Observation observation) {
        return observation instanceof Answered || observation instanceof Observation.NameNotFound;
    }

    /** Whether who answered is one of those that may; true where anyone may. */
    boolean isExpected(Observation observation) {
        return agents.isEmpty()
                || observation instanceof Answered(Reply.Identity by)
                        && agents.contains(by.agent());
    }

    /** Whether an answer of the right one is right in the respect of a facet. */
    boolean isRight(Facet facet, Observation observation) {
        return switch (facet) {
            case CLIENT ->
                    client == null
                            || observation instanceof Answered(Reply.Identity by)
                                    && by.client().equals(client);
            case PORT -> port(expectation, observation);
            case STATUS -> status(expectation, observation);
            case RECORDS -> records(expectation, observation);
            case NETWORK,
                    SERVER,
                    ANSWER,
                    MISSING,
                    STRANGER,
                    LINGERING,
                    DROPPED,
                    HOST_PORT,
                    AFFINITY,
                    FORGETTING,
                    UNSERVED ->
                    true;
        };
    }

    private static boolean port(Expectation expectation, Observation observation) {
        return switch (expectation) {
            case Expectation.OnPort(Map<String, Integer> ports) ->
                    observation instanceof Answered(Reply.Identity by)
                            && by.port() == ports.getOrDefault(by.agent(), by.port());
            case Expectation.And(List<Expectation> all) ->
                    all.stream().allMatch(each -> port(each, observation));
            default -> true;
        };
    }

    private static boolean status(Expectation expectation, Observation observation) {
        return !(expectation instanceof Expectation.Status(int code))
                || observation instanceof Answered(Reply.Http http) && http.status() == code;
    }

    private static boolean records(Expectation expectation, Observation observation) {
        return !(expectation instanceof Expectation.Resolves(Set<String> records))
                || observation instanceof Answered(Reply.Records found)
                        && records.equals(found.prescribed());
    }

    /** The facet that whether anything answers belongs to. */
    Facet answer(Target.Reach reach) {
        return kind == Kind.STATUS
                ? Facet.STATUS
                : reach == Target.Reach.HOST_PORT ? Facet.HOST_PORT : Facet.ANSWER;
    }

    /** The other facets that it asks for. */
    List<Facet> facets() {
        return switch (kind) {
            case CLIENT -> List.of(Facet.CLIENT);
            case PORT -> List.of(Facet.PORT);
            case STATUS -> List.of(Facet.STATUS);
            case RECORDS -> List.of(Facet.RECORDS);
            case NOTHING,
                    ANSWER,
                    EVERY_BACKEND,
                    ONE_BACKEND,
                    ANOTHER_BACKEND,
                    BANDWIDTH,
                    SERVER,
                    REFUSAL,
                    SILENCE ->
                    List.of();
        };
    }
}
