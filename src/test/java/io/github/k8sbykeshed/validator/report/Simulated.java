package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Controls;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Traits;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Latency;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.result.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs that look like real ones, with a fault or without. */
final class Simulated {

    static final String PODS = "svc-ab12cd-pods";
    static final int ATTEMPTS = 3;

    private Simulated() {}

    /** What is seen in a cell. */
    interface Network {
        Observation probe(int row, int column, int attempt);
    }

    /** What is expected in a cell. */
    interface Rule {
        Expectation at(int row, int column);
    }

    static List<Source> pods(int nodes) {
        return IntStream.rangeClosed(1, nodes)
                .mapToObj(n -> new Source(Source.Kind.POD, "worker" + n, PODS, "agent-worker" + n))
                .toList();
    }

    /** Made once: a large matrix asks for millions of them. */
    private static final List<Address> POD_ADDRESSES =
            IntStream.range(0, 1_000).mapToObj(n -> address("10.%d.%d.5", 244, n + 1)).toList();

    static Address podAddress(int node) {
        return POD_ADDRESSES.get(node);
    }

    /** The n-th address of a range that goes on after 250 of them. */
    private static Address address(String pattern, int first, int number) {
        return new Address(pattern.formatted(first + number / 250, number % 250));
    }

    /** One ClusterIP Service a pod, called by the pod's name. */
    static List<Target> services(List<Source> backends, Protocol protocol) {
        var targets = new ArrayList<Target>();
        for (int i = 0; i < backends.size(); i++) {
            targets.add(
                    Target.agent(
                            Target.Reach.CLUSTER_IP,
                            backends.get(i).id(),
                            address("10.96.%d.%d", 0, 10 + i),
                            80,
                            protocol));
        }
        return targets;
    }

    static List<Target> nodePorts(int nodes) {
        return IntStream.rangeClosed(1, nodes)
                .mapToObj(n ->
                        Target.agent(
                                        Target.Reach.NODE_PORT,
                                        "worker" + n + ":30080",
                                        new Address("172.18.0." + (1 + n)),
                                        30080,
                                        Protocol.TCP)
                                .with(Traits.ofNode("worker" + n)))
                .toList();
    }

    static Observation answeredBy(Source backend, int client) {
        return new Observation.Answered(
                new Reply.Identity(backend.id(), 8080, podAddress(client), 40000, 1));
    }

    static final Observation SILENCE = new Observation.TimedOut(Observation.Phase.CONNECT);

    static Step step(
            String name,
            List<Source> sources,
            List<Target> targets,
            Rule rule,
            Network network,
            @Nullable Network direct) {
        var table = new Table(Matrix.of(sources, targets, rule::at));
        var latencies = new ArrayList<Latency>();
        for (int row = 0; row < sources.size(); row++) {
            for (int column = 0; column < targets.size(); column++) {
                if (!table.matrix().isAsked(row, column)) {
                    continue;
                }
                table.judge(
                        row,
                        column,
                        attempts(network, row, column),
                        new Controls(
                                direct == null ? null : attempts(direct, row, column),
                                direct == null
                                        ? null
                                        : List.of(new Attempt(0, 210, new Observation.Refused()))));
                if (table.mark(row, column) == Table.Mark.CONFORMS) {
                    latencies.add(
                            new Latency(
                                    sources.get(row).id(),
                                    targets.get(column).label(),
                                    52_000 + 1000L * (row * targets.size() + column)));
                }
            }
        }
        return new Step(name, table, 310, 45, latencies);
    }

    private static List<Attempt> attempts(Network network, int row, int column) {
        var attempts = new ArrayList<Attempt>();
        for (int i = 0; i < ATTEMPTS; i++) {
            Observation seen = network.probe(row, column, i);
            attempts.add(
                    new Attempt(
                            i * 500L,
                            seen instanceof Observation.TimedOut ? 1_100_000 : 400 + row + column,
                            seen));
        }
        return attempts;
    }

    /** Every backend by its own Service, without the diagonal. */
    static CaseResult basic(int nodes, Protocol protocol, Network network) {
        List<Source> pods = pods(nodes);
        Step step =
                step(
                        "every Service",
                        pods,
                        services(pods, protocol),
                        (row, column) ->
                                row == column
                                        ? Expectation.unasked()
                                        : Expectation.answeredBy(pods.get(column).id()),
                        network,
                        (row, column, attempt) -> answeredBy(pods.get(column), row));
        return result(
                "clusterip/basic",
                "every pod reaches every backend through its own ClusterIP Service",
                protocol,
                List.of(step));
    }

    /** One Service of all pods, by the port of every node. */
    static CaseResult everyNode(int nodes, Network network) {
        List<Source> pods = pods(nodes);
        Set<String> all = Set.copyOf(pods.stream().map(Source::id).toList());
        Step step =
                step(
                        "every node's port",
                        pods,
                        nodePorts(nodes),
                        (row, column) -> Expectation.answeredBy(all),
                        network,
                        (row, column, attempt) -> answeredBy(pods.get(column), row));
        return result(
                "nodeport/every-node",
                "every source reaches a Service at every node's address",
                Protocol.TCP,
                List.of(step));
    }

    /** Judges a case by its steps, as the laboratory does. */
    static CaseResult result(String scenario, String title, Protocol protocol, List<Step> steps) {
        return new CaseResult(
                scenario,
                title,
                protocol,
                Family.IPV4,
                List.of("type=x"),
                outcome(steps.getLast()),
                812,
                steps);
    }

    private static Outcome outcome(Step last) {
        int violate = last.table().count(Table.Mark.VIOLATES);
        int unclear = last.table().count(Table.Mark.INCONCLUSIVE);
        if (violate > 0) {
            return new Outcome.Violates(last.name() + ": " + violate + " cells violate");
        }
        return unclear > 0
                ? new Outcome.Inconclusive(last.name() + ": " + unclear + " cells are inconclusive")
                : new Outcome.Conforms();
    }

    static CaseResult without(String scenario, String title, Outcome outcome) {
        return new CaseResult(
                scenario, title, Protocol.TCP, Family.IPV6, List.of(), outcome, 3, List.of());
    }

    private static String zone(int node, int nodes) {
        int zones = nodes < 1_000 ? 2 : 8;
        return "zone-" + (char) ('a' + (node + 1) % zones);
    }

    static Facts facts(int nodes) {
        return new Facts(
                "https://172.18.0.2:6443",
                "v1.35.4",
                IntStream.rangeClosed(1, nodes)
                        .mapToObj(n ->
                                new Facts.Node(
                                        "worker" + n,
                                        List.of(
                                                new Address(
                                                        "172.18.%d.%d"
                                                                .formatted(
                                                                        (1 + n) / 250,
                                                                        (1 + n) % 250))),
                                        zone(n, nodes)))
                        .toList(),
                List.of(
                        new Facts.LeftOut(
                                "control", "tainted node-role.kubernetes.io/control-plane")),
                List.of(Family.IPV4, Family.IPV6),
                List.of(new Address("10.96.0.1")),
                List.of(new Facts.Endpoint(new Address("172.18.0.2"), 6443)),
                null,
                true);
    }

    /** One case after another, two at a time. */
    private static List<CaseResult> begun(List<CaseResult> cases) {
        var begun = new ArrayList<CaseResult>();
        for (CaseResult each : cases) {
            begun.add(
                    each.outcome() instanceof Outcome.NotRun
                            ? each
                            : each.startedAt(begun.size() / 2 * 900L));
        }
        return begun;
    }

    static Run run(int nodes, List<CaseResult> cases) {
        Map<String, Long> phases = new LinkedHashMap<>();
        phases.put("facts", 410L);
        phases.put("agents", 2_120L);
        phases.put("cases", 9_876L);
        return new Run(
                "1.0",
                "ab12cd",
                Instant.parse("2026-01-02T03:04:05.678Z"),
                facts(nodes),
                phases,
                begun(cases),
                null);
    }

    /** Every run that the reports are tested with, by its name. */
    static final Map<String, Run> RUNS = runs();

    /**
     * One of {@link #RUNS}.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    static Run run(String name) {
        Run run = RUNS.get(name);
        if (run == null) {
            throw new IllegalArgumentException(name);
        }
        return run;
    }

    private static Map<String, Run> runs() {
        Map<String, Run> runs = new LinkedHashMap<>();
        runs.put("healthy", healthy());
        runs.put("stale-node", staleNode());
        runs.put("dead-everywhere", deadEverywhere());
        runs.put("dead-column", deadColumn());
        runs.put("pod-gone", podGone());
        runs.put("recorded", recorded());
        runs.put("lossy", lossy());
        runs.put("control-fails", controlFails());
        runs.put("large", large());
        runs.put("cut-short", cutShort());
        runs.put("nothing-applies", nothingApplies());
        runs.put("could-not-run", couldNotRun());
        runs.put("odd-names", oddNames());
        runs.put("broken-pair", brokenPair());
        return runs;
    }

    private static Run healthy() {
        List<Source> pods = pods(3);
        return run(
                3,
                List.of(
                        basic(
                                3,
                                Protocol.TCP,
                                (row, column, i) -> answeredBy(pods.get(column), row)),
                        basic(
                                3,
                                Protocol.UDP,
                                (row, column, i) -> answeredBy(pods.get(column), row)),
                        everyNode(3, (row, column, i) -> answeredBy(pods.get(i), row)),
                        without(
                                "clusterip/spread",
                                "traffic spreads evenly",
                                new Outcome.NotApplicable("needs 4 nodes"))));
    }

    /** The proxy of worker2 is stopped: its pods reach no new Service, and its port is dead. */
    private static Run staleNode() {
        List<Source> pods = pods(3);
        Network rows = (row, column, i) -> row == 1 ? SILENCE : answeredBy(pods.get(column), row);
        return run(
                3,
                List.of(
                        basic(3, Protocol.TCP, rows),
                        basic(3, Protocol.UDP, rows),
                        everyNode(
                                3,
                                (row, column, i) ->
                                        column == 1
                                                ? new Observation.Refused()
                                                : answeredBy(pods.get(i), row))));
    }

    /** Between two of six nodes the pod network is broken, one way. */
    private static Run brokenPair() {
        List<Source> pods = pods(6);
        Network pair =
                (row, column, i) ->
                        row == 1 && column == 4 ? SILENCE : answeredBy(pods.get(column), row);
        Step step =
                step(
                        "every Service",
                        pods,
                        services(pods, Protocol.TCP),
                        (row, column) -> Expectation.answeredBy(pods.get(column).id()),
                        pair,
                        pair);
        return run(
                6,
                List.of(
                        result(
                                "clusterip/basic",
                                "every pod reaches every backend through its own ClusterIP Service",
                                Protocol.TCP,
                                List.of(step)),
                        everyNode(6, (row, column, i) -> answeredBy(pods.get(i), row))));
    }

    /**
     * A thousand nodes in eight zones, each of which asks every thirty-first one after it: of one
     * the proxy is stopped, another is not reached, and a pair of two more fails.
     */
    static Run thousand() {
        int nodes = 1_000;
        List<Source> pods = pods(nodes);
        Step step =
                step(
                        "some Services",
                        pods,
                        services(pods, Protocol.TCP),
                        (row, column) ->
                                (column - row + nodes) % nodes % 31 != 1
                                        ? Expectation.unasked()
                                        : Expectation.answeredBy(pods.get(column).id()),
                        (row, column, i) ->
                                row == 333 || column == 666 || row == 12 && column == 13
                                        ? SILENCE
                                        : answeredBy(pods.get(column), row),
                        (row, column, i) -> answeredBy(pods.get(column), row));
        return run(
                nodes,
                List.of(
                        result(
                                "clusterip/basic",
                                "every pod reaches backends through their own ClusterIP Services",
                                Protocol.TCP,
                                List.of(step))));
    }

    /** No Service works at all. */
    private static Run deadEverywhere() {
        return run(3, List.of(basic(3, Protocol.TCP, (row, column, i) -> SILENCE)));
    }

    /** Forty nodes, one of which serves no node port, while the others are only slow at times. */
    private static Run deadColumn() {
        List<Source> pods = pods(40);
        return run(
                40,
                List.of(
                        basic(
                                40,
                                Protocol.TCP,
                                (row, column, i) -> answeredBy(pods.get(column), row)),
                        everyNode(
                                40,
                                (row, column, i) ->
                                        column == 16 ? SILENCE : answeredBy(pods.get(i), row))));
    }

    /** The agent of worker3 went away: nothing from it or to it can be said. */
    private static Run podGone() {
        List<Source> pods = pods(3);
        Observation gone = new Observation.NotObserved("pod agent-worker3 is gone");
        return run(
                3,
                List.of(
                        basic(
                                3,
                                Protocol.TCP,
                                (row, column, i) ->
                                        row == 2 || column == 2
                                                ? gone
                                                : answeredBy(pods.get(column), row))));
    }

    /** Implementation-defined: which address a pod sees that reaches itself. */
    private static Run recorded() {
        List<Source> pods = pods(3);
        Step step =
                step(
                        "the client that is seen",
                        pods,
                        services(pods, Protocol.TCP),
                        (row, column) ->
                                row == column
                                        ? Expectation.recorded()
                                        : Expectation.answeredBy(pods.get(column).id())
                                                .and(Expectation.seeing(podAddress(row))),
                        (row, column, i) ->
                                row != column
                                        ? answeredBy(pods.get(column), row)
                                        : row == 2 && i > 0
                                                ? new Observation.Reset()
                                                : answeredBy(pods.get(column), row == 2 ? 7 : row),
                        null);
        return run(
                3,
                List.of(
                        result(
                                "clusterip/source-ip",
                                "the client is seen",
                                Protocol.TCP,
                                List.of(step))));
    }

    /** Some packets are lost, some answers come late, and one backend answers for another. */
    private static Run lossy() {
        List<Source> pods = pods(4);
        return run(
                4,
                List.of(
                        basic(
                                4,
                                Protocol.TCP,
                                (row, column, i) -> {
                                    if ((row * 5 + column * 3 + i) % 7 == 0) {
                                        return SILENCE;
                                    }
                                    return answeredBy(
                                            pods.get(row == 0 && column == 1 ? 2 : column), row);
                                }),
                        result(
                                "clusterip/large-payload",
                                "payloads over the path MTU pass",
                                Protocol.TCP,
                                List.of(lateAnswers(pods))),
                        result(
                                "clusterip/all-backends",
                                "every source sees every backend",
                                Protocol.TCP,
                                List.of(staleBackend(pods))),
                        result(
                                "dns/service-names",
                                "names resolve",
                                Protocol.UDP,
                                List.of(names(pods))),
                        result(
                                "affinity/client-ip",
                                "a client stays with its backend",
                                Protocol.TCP,
                                List.of(lostAffinity(pods)))));
    }

    /** Two nodes spread what should stay together. */
    private static Step lostAffinity(List<Source> pods) {
        return step(
                "stays",
                pods,
                services(pods, Protocol.TCP).subList(0, 2),
                (row, column) -> Expectation.sameBackend(ATTEMPTS),
                (row, column, i) -> answeredBy(pods.get(row % 2 == 0 ? (row + i) % 3 : 1), row),
                null);
    }

    /** One Service of all; worker4 never comes to the third of them. */
    private static Step staleBackend(List<Source> pods) {
        Set<String> three = Set.copyOf(pods.subList(0, ATTEMPTS).stream().map(Source::id).toList());
        return step(
                "all of them",
                pods,
                services(pods, Protocol.TCP).subList(0, 1),
                (row, column) -> Expectation.answeredByAll(three),
                (row, column, i) -> answeredBy(pods.get(row == 3 && i == 2 ? 0 : i), row),
                (row, column, i) -> answeredBy(pods.get(i), row));
    }

    private static Step lateAnswers(List<Source> pods) {
        var table =
                new Table(
                        Matrix.of(
                                pods,
                                services(pods, Protocol.TCP),
                                (row, column) -> Expectation.answeredBy(pods.get(column).id())));
        for (int row = 0; row < pods.size(); row++) {
            for (int column = 0; column < pods.size(); column++) {
                int micros = row == 3 && column < 2 ? 1_020_000 + column * 2_000_000 : 900;
                table.judge(
                        row,
                        column,
                        List.of(new Attempt(0, micros, answeredBy(pods.get(column), row))),
                        Controls.NONE);
            }
        }
        return new Step("large", table, 12_345, 4_100, List.of());
    }

    /** The pod network of worker1 is broken, so that nothing can be said of its Services. */
    private static Run controlFails() {
        List<Source> pods = pods(3);
        Network network =
                (row, column, i) -> row == 0 ? SILENCE : answeredBy(pods.get(column), row);
        Step step =
                step(
                        "every Service",
                        pods,
                        services(pods, Protocol.TCP),
                        (row, column) -> Expectation.answeredBy(pods.get(column).id()),
                        network,
                        network);
        Step refused =
                step(
                        "nobody behind it",
                        pods,
                        services(pods, Protocol.TCP).subList(0, 1),
                        (row, column) -> Expectation.refused(),
                        (row, column, i) -> row == 1 ? answeredBy(pods.get(0), row) : SILENCE,
                        (row, column, i) -> answeredBy(pods.get(0), row));
        return run(
                3,
                List.of(
                        result("clusterip/basic", "every pod", Protocol.TCP, List.of(step)),
                        result(
                                "clusterip/no-endpoints",
                                "refused",
                                Protocol.TCP,
                                List.of(refused))));
    }

    /** Too large to be drawn whole: a dead row, a dead column and a few scattered cells. */
    private static Run large() {
        List<Source> pods = pods(150);
        return run(
                150,
                List.of(
                        basic(
                                150,
                                Protocol.TCP,
                                (row, column, i) -> answeredBy(pods.get(column), row)),
                        basic(
                                150,
                                Protocol.UDP,
                                (row, column, i) ->
                                        row == 70 || column == 99 || row * 31 + column * 17 == 2_000
                                                ? SILENCE
                                                : answeredBy(pods.get(column), row))));
    }

    private static Run cutShort() {
        List<Source> pods = pods(2);
        var cases = new ArrayList<CaseResult>();
        cases.add(basic(2, Protocol.TCP, (row, column, i) -> answeredBy(pods.get(column), row)));
        for (int i = 1; i <= 14; i++) {
            cases.add(
                    without(
                            "nodeport/case-" + i,
                            "something holds",
                            new Outcome.NotRun("the run was stopped")));
        }
        cases.add(
                without(
                        "dns/service-names",
                        "names resolve",
                        new Outcome.Inconclusive("the API server refused: quota exceeded")));
        return run(2, cases);
    }

    /** Names, of which one resolves to another Service's address and one to none. */
    private static Step names(List<Source> pods) {
        var targets = new ArrayList<Target>();
        for (String name : List.of("a", "b")) {
            targets.add(
                    new Target(
                            Target.Reach.DNS_NAME,
                            "A " + name,
                            new Address("10.96.0.10"),
                            53,
                            Protocol.UDP,
                            new Target.Speech.Dns(name, "A", List.of())));
        }
        return step(
                "names",
                pods,
                targets,
                (row, column) -> Expectation.resolves(Set.of("10.96.0." + (20 + column))),
                (row, column, i) ->
                        column == 0
                                ? new Observation.Answered(
                                        new Reply.Records(List.of("10.96.0.99"), 30))
                                : new Observation.NameNotFound(),
                null);
    }

    private static Run nothingApplies() {
        return run(
                1,
                List.of(
                        without(
                                "clusterip/basic",
                                "every pod reaches every backend",
                                new Outcome.NotApplicable("needs 2 nodes, of which there is 1"))));
    }

    private static Run couldNotRun() {
        return new Run(
                "1.0",
                "ab12cd",
                Instant.parse("2026-01-02T03:04:05Z"),
                null,
                Map.of(),
                List.of(),
                "the API server cannot be reached at https://10.0.0.1:6443 <refused>\nlook at it");
    }

    /** Names and answers that break tables, XML or terminals if they are let through. */
    private static Run oddNames() {
        List<Source> sources =
                List.of(
                        new Source(
                                Source.Kind.OUTSIDE,
                                "laptop",
                                "outside",
                                "a<b>&\"c\"]]>\u001b[31m"),
                        new Source(
                                Source.Kind.OUTSIDE,
                                "b\u00fcro",
                                "outside",
                                "tab\there\uD83D\uDE00"),
                        new Source(Source.Kind.POD, "n", "ns", "odd\u202Eb\u0000\uFFFE"));
        List<Target> targets =
                List.of(
                        Target.agent(
                                Target.Reach.CLUSTER_IP,
                                "two\nlines",
                                new Address("fd00::1"),
                                80,
                                Protocol.UDP),
                        new Target(
                                Target.Reach.CLUSTER_IP,
                                "http",
                                new Address("10.96.0.1"),
                                443,
                                Protocol.TCP,
                                new Target.Speech.Http("/readyz?a=1&b=<2>")));
        Step step =
                step(
                        "who \"says\" <this>",
                        sources,
                        targets,
                        (row, column) ->
                                column == 0
                                        ? Expectation.answeredBy("n/ns/<pod>")
                                        : Expectation.served(),
                        (row, column, i) ->
                                switch (row) {
                                    case 0 ->
                                            new Observation.Answered(
                                                    new Reply.Unknown("\u0007<html>&\u001b]0;x"));
                                    case 1 -> new Observation.Unreachable("no route\r\nto host");
                                    default -> new Observation.NotObserved("line one\n\tline two");
                                },
                        null);
        return run(
                1,
                List.of(
                        result(
                                "clusterip/odd.name",
                                "<it> & \"that\"\u0001",
                                Protocol.UDP,
                                List.of(step))));
    }
}
