package io.github.k8sbykeshed.validator.diagnosis;

import static java.util.stream.Collectors.toSet;

import io.github.k8sbykeshed.validator.diagnosis.Attribute.Company;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Made;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Origin;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Relation;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Size;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Stage;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Use;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills the names of a place into texts. In sentences a name in small letters stands for a phrase,
 * some with a blank before and empty if there is nothing to say; in commands one in capitals stands
 * for a name as it is, quoted if a shell needs that.
 *
 * @param place where
 * @param rate how much fails
 * @param part the scenario or feature; empty for none
 * @param isBlind whether a DNS server knows too little, rather than being silent
 */
record Phrases(Place place, Rate rate, String part, boolean isBlind) {

    private static final Pattern NAME = Pattern.compile("\\{([a-zA-Z]+)}");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/-]+");
    private static final int NAMES = 4;

    /** A sentence with all phrases in it. */
    String sentence(String text) {
        Set<String> said =
                NAME.matcher(text).results().map(found -> found.group(1)).collect(toSet());
        return NAME.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(phrase(found.group(1), said)));
    }

    /** A command with all names in it; empty if one of them is not known. */
    Optional<String> command(String text) {
        var out = new StringBuilder();
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            String name = name(matcher.group(1));
            if (name == null) {
                return Optional.empty();
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement(quoted(name)));
        }
        return Optional.of(matcher.appendTail(out).toString());
    }

    private static String quoted(String name) {
        return PLAIN.matcher(name).matches() ? name : "'" + name.replace("'", "'\\''") + "'";
    }

    private @Nullable String name(String what) {
        return switch (what) {
            case "NODE" -> place.nodes().isEmpty() ? null : place.nodes().getFirst();
            case "FROM" -> place.pair() == null ? null : place.pair().from();
            case "TO" -> place.pair() == null ? null : place.pair().to();
            case "POD" -> place.backend() == null ? place.client() : place.backend();
            case "SERVER" -> place.server();
            default -> throw new IllegalArgumentException(what + " is no name");
        };
    }

    private String phrase(String what, Set<String> said) {
        return switch (what) {
            case "node" -> place.nodes().isEmpty() ? "every node" : nodes();
            case "on" -> place.nodes().isEmpty() ? "" : " on " + nodes();
            case "at" -> place.nodes().isEmpty() ? "" : " at " + nodes();
            case "from" -> from();
            case "where" ->
                    place.pair() != null
                            ? " " + pair()
                            : place.nodes().isEmpty() ? "" : " at " + nodes();
            case "pair" -> pair();
            case "isSilent" ->
                    place.nodes().isEmpty()
                            ? "all nodes are silent"
                            : nodes() + (place.nodes().size() == 1 ? " is silent" : " are silent");
            case "silentOrBlind" ->
                    isBlind ? "does not know names that it has to know" : "does not answer";
            case "backend" -> or(place.backend(), "of several");
            case "pod" -> or(place.backend() == null ? place.client() : place.backend(), "");
            case "service" -> or(place.service(), "");
            case "server" -> or(place.server(), "");
            case "family" -> place.family() == null ? "" : place.family().apiName();
            case "protocol" -> place.protocol() == null ? "" : place.protocol().name();
            case "rate" -> rate.words();
            case "part" -> part;
            // Said by the sentence itself.
            case "kind", "reach" -> "";
            case "with" -> with(said);
            default -> throw new IllegalArgumentException(what + " is no phrase");
        };
    }

    private static String or(@Nullable String known, String unknown) {
        return known == null ? unknown : known;
    }

    private String nodes() {
        List<String> all = place.nodes();
        if (all.size() == 1) {
            return "node " + all.getFirst();
        }
        List<String> first = all.subList(0, Math.min(all.size(), NAMES));
        return "nodes "
                + String.join(", ", first)
                + (all.size() > NAMES ? " and " + (all.size() - NAMES) + " more" : "");
    }

    private String from() {
        return place.client() != null
                ? " from the pod " + place.client()
                : place.nodes().isEmpty() ? "" : " from " + nodes();
    }

    private String pair() {
        Place.Pair pair = place.pair();
        if (pair == null) {
            return "of different nodes";
        }
        return pair.bothWays()
                ? "of nodes " + pair.from() + " and " + pair.to()
                : "from node " + pair.from() + " to node " + pair.to();
    }

    /** Under which further condition, as far as the sentence does not say it elsewhere. */
    private String with(Set<String> said) {
        List<String> with = new ArrayList<>();
        if (place.kind() != null && !said.contains("kind")) {
            with.add(
                    switch (place.kind()) {
                        case POD -> "from pods";
                        case HOST -> "from nodes' own network";
                        case OUTSIDE -> "from outside the cluster";
                    });
        }
        if (place.reach() != null && !said.contains("reach")) {
            with.add("by " + name(place.reach()));
        }
        if (place.protocol() != null && !said.contains("protocol")) {
            with.add("with " + place.protocol());
        }
        if (place.family() != null && !said.contains("family")) {
            with.add("over " + place.family().apiName());
        }
        place.conditions().forEach(each -> with.add(each.words()));
        return with.isEmpty() ? "" : " " + String.join(" ", with);
    }

    static String name(Reach reach) {
        return switch (reach) {
            case CLUSTER_IP -> "ClusterIP";
            case NODE_PORT -> "node port";
            case LOAD_BALANCER -> "load balancer address";
            case EXTERNAL_IP -> "external IP";
            case DNS_NAME -> "DNS name";
            case HOST_PORT -> "host port";
            case DIRECT -> "pod IP";
        };
    }

    /** What a literal says, as a part of a sentence. */
    static String condition(Attribute attribute, Object value) {
        return switch (value) {
            case Relation relation ->
                    switch (relation) {
                        case ITSELF -> "to the client itself";
                        case SAME_NODE -> "to backends on the client's node";
                        case OTHER_NODE -> "to backends on other nodes";
                    };
            case Origin origin ->
                    origin == Origin.BEFORE_RUN
                            ? "for Services from before the run"
                            : "for Services of the run";
            case Made made ->
                    made == Made.AT_START
                            ? "for Services that the run began with"
                            : "for Services that were made in its course";
            case Stage stage ->
                    stage == Stage.FIRST ? "before any change" : "after a change of the Service";
            case Use use -> use == Use.NEW ? "from new ports" : "from ports that were used before";
            case Size size ->
                    "with payloads " + (size == Size.SMALL ? "up to" : "over") + " 1,000 bytes";
            case Company company ->
                    company == Company.ALONE
                            ? "for Services with one backend"
                            : "for Services with several backends";
            default -> "where the " + attribute.name().toLowerCase(Locale.ROOT) + " is " + value;
        };
    }
}
