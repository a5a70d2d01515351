package io.github.k8sbykeshed.validator.result;

import io.github.k8sbykeshed.validator.expect.Chance;
import io.github.k8sbykeshed.validator.expect.Comparison;
import io.github.k8sbykeshed.validator.result.LossTable.Count;
import io.github.k8sbykeshed.validator.result.LossTable.Draw;
import io.github.k8sbykeshed.validator.result.LossTable.Path;
import io.github.k8sbykeshed.validator.result.LossTable.Sum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * That more packets are lost than may be.
 *
 * @param kind who loses them
 * @param nodes the nodes that all of it has in common: one, or several that each lose packets; the
 *     two ends if it is a single pair; empty if it is everywhere
 * @param isPair whether the nodes are the two ends of one way
 * @param sent how many first packets, or new connections, were sent there
 * @param lost how many of them were lost, or failed
 * @param sentence the same for a person
 */
public record LossFinding(
        Kind kind, List<String> nodes, boolean isPair, int sent, int lost, String sentence) {

    /** Who loses packets. */
    public enum Kind {
        /** The network between nodes, whether by Services or not: nothing is said of Services. */
        NETWORK,
        /** Services alone, of what one node sends: packets past them arrive. */
        SERVICE,
        /** One node's proxy fails some of all new connections, and none fail past it. */
        PROXY
    }

    public LossFinding {
        nodes = List.copyOf(nodes);
    }

    /** More nodes than this that lose packets are not named one by one. */
    private static final int MOST = 3;

    private record Pair(String one, String other) {
        static Pair of(Count count) {
            return count.from().compareTo(count.to()) < 0
                    ? new Pair(count.from(), count.to())
                    : new Pair(count.to(), count.from());
        }

        boolean has(String node) {
            return one.equals(node) || other.equals(node);
        }
    }

    /** All that a table shows; the network first. */
    static List<LossFinding> of(LossTable table) {
        List<LossFinding> all = new ArrayList<>(network(table));
        all.addAll(services(table));
        all.addAll(proxies(table));
        return all;
    }

    private static List<LossFinding> network(LossTable table) {
        Map<Pair, Sum> pairs = new HashMap<>();
        for (Count each : table.counts()) {
            if (each.path() == Path.DIRECT && !each.from().equals(each.to())) {
                pairs.merge(Pair.of(each), each.sum(), Sum::plus);
            }
        }
        double miss = LossTable.MISS / Math.max(1, pairs.size());
        Predicate<Sum> tooMuch =
                sum ->
                        sum.sent() > 0
                                && Chance.interval(sum.lost(), sum.sent(), miss).low()
                                        > table.maxLoss();
        if (!loses(pairs, tooMuch)) {
            return List.of();
        }
        for (Pair pair : pairs.keySet()) {
            Map<Pair, Sum> rest = new HashMap<>(pairs);
            rest.remove(pair);
            if (pairs.size() > 2 && tooMuch.test(pairs.get(pair)) && !loses(rest, tooMuch)) {
                Sum sum = pairs.get(pair);
                String where = "between " + pair.one() + " and " + pair.other();
                return List.of(network(List.of(pair.one(), pair.other()), true, sum, where, table));
            }
        }
        Map<Pair, Sum> rest = new HashMap<>(pairs);
        List<String> nodes = new ArrayList<>();
        while (loses(rest, tooMuch) && nodes.size() < MOST) {
            String worst = worst(rest);
            nodes.add(worst);
            rest.keySet().removeIf(pair -> pair.has(worst));
        }
        boolean everywhere = loses(rest, tooMuch) || rest.isEmpty();
        Sum sum = sum(pairs, pair -> everywhere || nodes.stream().anyMatch(pair::has));
        return List.of(
                everywhere
                        ? network(List.of(), false, sum, "between nodes", table)
                        : network(
                                nodes,
                                false,
                                sum,
                                "of what goes to and from " + String.join(" and ", nodes),
                                table));
    }

    private static LossFinding network(
            List<String> nodes, boolean isPair, Sum sum, String where, LossTable table) {
        return new LossFinding(
                Kind.NETWORK,
                nodes,
                isPair,
                sum.sent(),
                sum.lost(),
                "the pod network loses packets, past Services as well: "
                        + where
                        + " "
                        + describe(sum.lost(), sum.sent())
                        + ", more than the "
                        + percent(table.maxLoss())
                        + " that may be");
    }

    /** Whether any pair, any node's pairs together, or all together lose too much. */
    private static boolean loses(Map<Pair, Sum> pairs, Predicate<Sum> tooMuch) {
        return pairs.values().stream().anyMatch(tooMuch)
                || nodes(pairs).stream()
                        .anyMatch(node -> tooMuch.test(sum(pairs, pair -> pair.has(node))))
                || tooMuch.test(sum(pairs, pair -> true));
    }

    private static String worst(Map<Pair, Sum> pairs) {
        return nodes(pairs).stream()
                .max(
                        Comparator.comparingDouble((String node) ->
                                sum(pairs, pair -> pair.has(node)).interval().low()))
                .orElseThrow();
    }

    private static Set<String> nodes(Map<Pair, Sum> pairs) {
        Set<String> nodes = new TreeSet<>();
        pairs.keySet().forEach(pair -> nodes.addAll(List.of(pair.one(), pair.other())));
        return nodes;
    }

    private static Sum sum(Map<Pair, Sum> pairs, Predicate<Pair> which) {
        return pairs.entrySet().stream()
                .filter(each -> which.test(each.getKey()))
                .map(Map.Entry::getValue)
                .reduce(new Sum(0, 0), Sum::plus);
    }

    private static List<LossFinding> services(LossTable table) {
        Set<String> nodes = new TreeSet<>();
        table.counts().forEach(each -> nodes.add(each.from()));
        List<LossFinding> all = new ArrayList<>();
        for (String node : nodes) {
            Sum by = from(node, Path.SERVICE, table);
            Sum past = from(node, Path.DIRECT, table);
            if (by.sent() > 0
                    && past.sent() > 0
                    && by.interval().low() > table.maxLoss()
                    && isMore(by.lost(), by.sent(), past.lost(), past.sent(), nodes.size())) {
                all.add(
                        new LossFinding(
                                Kind.SERVICE,
                                List.of(node),
                                false,
                                by.sent(),
                                by.lost(),
                                "packets are lost by Services from "
                                        + node
                                        + " and not past them: "
                                        + describe(by.lost(), by.sent())
                                        + ", past them "
                                        + past.lost()
                                        + " of "
                                        + past.sent()));
            }
        }
        return all;
    }

    private static Sum from(String node, Path path, LossTable table) {
        return table.sum(
                each -> each.from().equals(node) && !each.to().equals(node) && each.path() == path);
    }

    private static List<LossFinding> proxies(LossTable table) {
        List<LossFinding> all = new ArrayList<>();
        for (Draw each : table.draws()) {
            if (each.directDrawn() > 0
                    && isMore(
                            each.failed(),
                            each.drawn(),
                            each.directFailed(),
                            each.directDrawn(),
                            table.draws().size())) {
                all.add(
                        new LossFinding(
                                Kind.PROXY,
                                List.of(each.node()),
                                false,
                                each.drawn(),
                                each.failed(),
                                "the Service proxy of "
                                        + each.node()
                                        + " fails some of all new connections over "
                                        + each.protocol()
                                        + " and "
                                        + each.family().apiName()
                                        + ": "
                                        + share(each.failed(), each.drawn(), "failed")
                                        + ", past Services "
                                        + each.directFailed()
                                        + " of "
                                        + each.directDrawn()));
            }
        }
        return all;
    }

    private static boolean isMore(int hits, int size, int others, int otherSize, int tests) {
        return hits > 0
                && Chance.thatOneIsHitMore(hits, size, others, otherSize)
                        < Comparison.FALSE_BLAME / Math.max(1, tests);
    }

    private static String describe(int lost, int sent) {
        return share(lost, sent, "lost");
    }

    /** {@code 41 of 800 lost, 5.1% (2.9% to 8.3%)}. */
    private static String share(int part, int all, String how) {
        var interval = Chance.interval(part, all, LossTable.MISS);
        return part
                + " of "
                + all
                + " "
                + how
                + ", "
                + percent((double) part / all)
                + " ("
                + percent(interval.low())
                + " to "
                + percent(interval.high())
                + ")";
    }

    /** {@code 0.4%}, or {@code 12%}. */
    public static String percent(double share) {
        String format = share < 0.0995 ? "%.1f%%" : "%.0f%%";
        return String.format(Locale.ROOT, format, share * 100);
    }
}
