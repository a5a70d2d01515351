package io.github.k8sbykeshed.validator.expect;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Probe.Goal;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an expectation: how its cell is waited for, asked, judged and told. This is
 * where the kinds of expectations are told apart.
 */
public final class Terms {

    private final Hope hope;
    private final Predicate<Observation> allows;
    private Supplier<@Nullable Goal> goal;
    private Set<String> agents = Set.of();
    private @Nullable Address client;
    private Draw draw = new Draw.Few();
    private int payloadBytes;
    private Together together = Together.CONFORMS;
    private Supplier<String> words = () -> "";
    private Supplier<String> general = words;

    private Terms(Hope hope, Predicate<Observation> allows, Supplier<@Nullable Goal> goal) {
        this.hope = hope;
        this.allows = allows;
        this.goal = goal;
    }

    static Terms of(Expectation expectation) {
        return switch (expectation) {
            case Expectation.AnsweredBy(Set<String> oneOf) ->
                    answeredBy(oneOf)
                            .draw(new Draw.OneOf(oneOf.size()))
                            .words(() -> "answered by " + oneOf(oneOf))
                            .general(() ->
                                    oneOf.size() == 1
                                            ? "answered by its backend"
                                            : "answered by one of its " + backends(oneOf));
            case Expectation.AnsweredByAll(Set<String> exactly) ->
                    answeredBy(exactly)
                            .goal(() -> Goal.answered(exactly, true))
                            .draw(new Draw.EachOf(exactly.size()))
                            .together(Together.seen(exactly))
                            .words(() -> "answered by each of " + String.join(", ", exactly))
                            .general(() -> "answered by each of its " + backends(exactly));
            case Expectation.SameBackend(int times) ->
                    answered(seen -> !seen.agent().isEmpty())
                            .goal(Goal::sameBackend)
                            .draw(new Draw.Times(times))
                            .together(Together.same(times))
                            .words(() -> times + " times answered by the same backend");
            case Expectation.ChosenAnew(Set<String> oneOf, int silence) ->
                    answeredBy(oneOf)
                            .draw(new Draw.AfterSilence(silence))
                            .together(Together.CHANGED)
                            .words(() -> chosenAnew(String.join(", ", oneOf), silence))
                            .general(() -> chosenAnew("its " + backends(oneOf), silence));
            case Expectation.Served() ->
                    answered(seen ->
                                    seen instanceof Answered(Reply reply)
                                            && !(reply instanceof Reply.Unknown))
                            .words(() -> "answered");
            case Expectation.Status(int code) ->
                    answered(seen ->
                                    seen instanceof Answered(Reply.Http http)
                                            && http.status() == code)
                            .goal(() -> Goal.answered(Set.of(String.valueOf(code)), false))
                            .words(() -> "answered by HTTP " + code);
            case Expectation.Resolves(Set<String> records) ->
                    answered(seen ->
                                    seen instanceof Answered(Reply.Records found)
                                            && records.equals(found.prescribed()))
                            .goal(() -> Goal.answered(records, false))
                            .words(() -> "resolving to " + String.join(", ", records))
                            .general(() -> "resolving to its records");
            case Expectation.Seeing(Address client) ->
                    answered(seen ->
                                    seen instanceof Answered(Reply.Identity by)
                                            && by.client().equals(client))
                            .client(client)
                            .words(() -> "seen as coming from " + client)
                            .general(() -> "seen as coming from its own address");
            case Expectation.OnPort(Map<String, Integer> ports) ->
                    answered(seen ->
                                    seen instanceof Answered(Reply.Identity by)
                                            && ports.getOrDefault(by.agent(), 0) == by.port())
                            .agents(ports.keySet())
                            .goal(() ->
                                    Goal.answered(
                                            ports.entrySet().stream()
                                                    .map(at -> Goal.on(at.getKey(), at.getValue()))
                                                    .collect(toUnmodifiableSet()),
                                            false))
                            .words(() ->
                                    ports.entrySet().stream()
                                            .map(at ->
                                                    "on port "
                                                            + at.getValue()
                                                            + " of "
                                                            + at.getKey())
                                            .collect(joining(" or ")))
                            .general(() -> "on the right port");
            case Expectation.Measured(String agent, int bytes) ->
                    answeredBy(Set.of(agent))
                            .payloadBytes(bytes)
                            .together(Together.RECORDED)
                            .words(() -> bytes + " bytes taken and given back by " + agent)
                            .general(() -> bytes + " bytes taken and given back by its backend");
            case Expectation.Refused() ->
                    new Terms(Hope.REFUSAL, seen -> !isAnswer(seen), Goal::rejected)
                            .together(Together.REFUSED)
                            .words(() -> "refused");
            case Expectation.NotAnswered() ->
                    new Terms(Hope.SILENCE, seen -> !isAnswer(seen), Goal::notAnswered)
                            .words(() -> "no answer");
            case Expectation.Recorded() ->
                    new Terms(Hope.NOTHING, seen -> true, () -> null)
                            .words(() -> "anything (recorded)");
            case Expectation.Unasked() ->
                    new Terms(Hope.NOTHING, seen -> true, () -> null).words(() -> "not asked");
            case Expectation.And(List<Expectation> all) ->
                    all(all.stream().map(Expectation::terms).toList());
        };
    }

    private static Terms answered(Predicate<Observation> allows) {
        return new Terms(Hope.ANSWER, allows, () -> Goal.answered(Set.of(), false));
    }

    private static Terms answeredBy(Set<String> agents) {
        return answered(seen -> agents.contains(seen.agent()))
                .agents(agents)
                .goal(() -> Goal.answered(agents, false));
    }

    /** All of these hold. */
    private static Terms all(List<Terms> all) {
        // What is drawn most says when to ask.
        Terms most =
                all.stream()
                        .max(Comparator.comparingInt(each -> each.draw.patience()))
                        .orElseThrow();
        Hope hope = all.stream().map(Terms::hope).max(Hope::compareTo).orElseThrow();
        var made =
                new Terms(hope, seen -> all.stream().allMatch(each -> each.allows(seen)), most.goal)
                        .agents(
                                all.stream()
                                        .flatMap(each -> each.agents.stream())
                                        .collect(toUnmodifiableSet()))
                        .draw(new Draw.All(all.stream().map(Terms::draw).toList()))
                        .payloadBytes(all.stream().mapToInt(Terms::payloadBytes).max().orElse(0))
                        .together(Together.all(all.stream().map(each -> each.together).toList()))
                        .words(() -> String.join(" and ", all.stream().map(Terms::words).toList()))
                        .general(() ->
                                String.join(" and ", all.stream().map(Terms::general).toList()));
        for (Terms each : all.reversed()) {
            made = each.client == null ? made : made.client(each.client);
        }
        return made;
    }

    private static boolean isAnswer(Observation seen) {
        return seen instanceof Answered;
    }

    private static String oneOf(Set<String> agents) {
        return (agents.size() == 1 ? "" : "one of ") + String.join(", ", agents);
    }

    private static String backends(Set<String> agents) {
        return agents.size() + " backends";
    }

    private static String chosenAnew(String of, int silenceMillis) {
        return "chosen anew of " + of + " after " + silenceMillis + " ms of silence";
    }

    private Terms goal(Supplier<@Nullable Goal> reached) {
        goal = reached;
        return this;
    }

    private Terms agents(Set<String> who) {
        agents = who;
        return this;
    }

    private Terms client(Address address) {
        Supplier<@Nullable Goal> any = goal;
        client = address;
        goal =
                () -> {
                    Goal reached = any.get();
                    return reached == null ? null : reached.seeing(address);
                };
        return this;
    }

    private Terms draw(Draw how) {
        draw = how;
        return this;
    }

    private Terms payloadBytes(int each) {
        payloadBytes = each;
        return this;
    }

    private Terms together(Together judge) {
        together = judge;
        return this;
    }

    /** Said with all names, and so in general if nothing else is said. */
    private Terms words(Supplier<String> said) {
        words = said;
        general = said;
        return this;
    }

    private Terms general(Supplier<String> said) {
        general = said;
        return this;
    }

    /** What each attempt is hoped to end in. */
    public Hope hope() {
        return hope;
    }

    /** Whether an attempt that saw this is right by itself. */
    public boolean allows(Observation seen) {
        return allows.test(seen);
    }

    /** Judges attempts each of which is right by itself. */
    Verdict together(List<Attempt> attempts) {
        return together.judge(attempts);
    }

    /** Who may answer; empty where none or anyone may. */
    public Set<String> agents() {
        return agents;
    }

    /** The address that the agent has to see; null for any. */
    public @Nullable Address client() {
        return client;
    }

    /** What is waited for; null for nothing. */
    public @Nullable Goal goal() {
        return goal.get();
    }

    /** How often it is asked where an answer is hoped for. */
    public Draw draw() {
        return draw;
    }

    /** What each attempt moves each way, bytes; 0 where the target says it. */
    public int payloadBytes() {
        return payloadBytes;
    }

    /** In a few words, for a person: follows "expected". */
    public String words() {
        return words.get();
    }

    /** What is expected, without the names that differ from cell to cell. */
    public String general() {
        return general.get();
    }
}
