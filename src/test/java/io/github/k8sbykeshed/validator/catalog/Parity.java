package io.github.k8sbykeshed.validator.catalog;

import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The scenarios beside what others check and what is planned. Lists are lines of text; empty ones
 * and those that begin with # are left out.
 *
 * @param scenarios what is in the catalogue
 * @param upstream names of e2e specs, the first column C for conformance
 * @param rest headings ({@code planned ID} or {@code not here: REASON}), and indented below them
 *     the names that they are said of, where * stands for anything
 * @param predecessor values of the label {@code type} and what each stood for
 * @param catalogue ids of behaviours and a few words on each, which begin {@code in ID:} if they
 *     are checked in the scenario of another one
 */
record Parity(
        List<Spec> scenarios,
        List<String> upstream,
        List<String> rest,
        List<String> predecessor,
        List<String> catalogue) {

    private static final String PLANNED = "planned ";
    private static final String NOT_HERE = "not here: ";

    Parity {
        upstream = content(upstream);
        rest = content(rest);
        predecessor = content(predecessor);
        catalogue = content(catalogue);
    }

    private static List<String> content(List<String> lines) {
        return lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }

    /** What is said of the specs of one name, or of all that a pattern matches. */
    private record Said(String heading, String pattern) {
        boolean of(String spec) {
            String regex =
                    Pattern.compile("\\*")
                            .splitAsStream(pattern + " ")
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*"));
            return (spec + " ").matches(regex);
        }
    }

    private List<Said> said() {
        List<Said> all = new ArrayList<>();
        String heading = "";
        for (String line : rest) {
            if (line.startsWith("  ")) {
                all.add(new Said(heading, line.strip()));
            } else {
                heading = line;
            }
        }
        return all;
    }

    private List<String> specs() {
        return upstream.stream().map(line -> line.substring(2)).toList();
    }

    private List<String> covering(String spec) {
        return scenarios.stream()
                .filter(each -> each.upstream().contains(spec))
                .map(Spec::id)
                .toList();
    }

    private List<String> labelled(String type) {
        return scenarios.stream()
                .filter(each -> each.labels().contains("type=" + type))
                .map(Spec::id)
                .toList();
    }

    /** The behaviours, those of the list and those of the scenarios, by id. */
    private Map<String, String> behaviours() {
        Map<String, String> all = new TreeMap<>();
        catalogue.forEach(line -> all.put(first(line), second(line)));
        scenarios.forEach(each -> all.put(each.id(), each.title()));
        return all;
    }

    private static String first(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    private static String second(String line) {
        return line.substring(line.indexOf(' ')).strip();
    }

    /** What is wrong with the lists, a sentence each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Spec scenario : scenarios) {
            for (String spec : scenario.upstream()) {
                if (!specs().contains(spec)) {
                    problems.add(scenario.id() + " covers \"" + spec + "\", which is no spec");
                }
            }
        }
        for (String spec : specs()) {
            long places = said().stream().filter(each -> each.of(spec)).count();
            if (covering(spec).isEmpty() ? places == 0 : places > 0) {
                problems.add(
                        places == 0
                                ? "nothing is said of \"" + spec + "\": cover it or say why not"
                                : "\"" + spec + "\" is covered: say no more of it");
            }
            if (covering(spec).isEmpty() && places > 1) {
                problems.add("two things are said of \"" + spec + "\"");
            }
        }
        for (Said each : said()) {
            if (specs().stream().noneMatch(each::of)) {
                problems.add("\"" + each.pattern() + "\" is the name of no spec");
            }
            if (each.heading().startsWith(PLANNED)
                    ? !behaviours().containsKey(each.heading().substring(PLANNED.length()))
                    : !each.heading().startsWith(NOT_HERE)) {
                problems.add("\"" + each.heading() + "\" neither plans nor says why not");
            }
        }
        behaviours()
                .forEach((id, what) -> {
                    String home = home(what);
                    if (!home.isEmpty() && !ids().contains(home)) {
                        problems.add(id + " is said to be in " + home + ", which is no scenario");
                    }
                });
        for (String line : predecessor) {
            if (labelled(first(line)).isEmpty()) {
                problems.add("no scenario has the predecessor's label type=" + first(line));
            }
        }
        return problems;
    }

    /** As Markdown. */
    String document() {
        var out = new StringBuilder();
        out.append("# What is checked, beside what others check\n\n");
        out.append("Written by `make docs` from the scenarios: do not edit. *planned* means that");
        out.append(" no scenario checks it yet.\n\n");
        out.append("## The Go k8s-service-validator\n\n");
        out.append("| `-labels` | what it did | scenario |\n|---|---|---|\n");
        for (String line : predecessor) {
            row(
                    out,
                    "`type=" + first(line) + "`",
                    second(line),
                    String.join(", ", labelled(first(line))));
        }
        out.append("\n## The e2e specs of Kubernetes v1.35's sig-network\n\n");
        Map<String, Integer> counts = new TreeMap<>();
        var rows = new StringBuilder();
        for (String line : upstream) {
            String spec = line.substring(2);
            List<String> covering = covering(spec);
            String heading = covering.isEmpty() ? heading(spec) : "checked";
            String kind = heading.replaceFirst("(planned|not here).*", "$1");
            counts.merge(kind, 1, Integer::sum);
            row(
                    rows,
                    line.charAt(0) == 'C' ? "C" : "",
                    spec,
                    covering.isEmpty()
                            ? heading.replaceFirst("^planned (.*)", "*planned*: $1")
                            : String.join(", ", covering));
        }
        out.append("Of ").append(upstream.size()).append(": ");
        out.append(
                counts.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", ")));
        out.append(". C: conformance.\n\n|   | spec | scenario |\n|---|---|---|\n").append(rows);
        out.append("\n## The behaviours\n\n| id | behaviour | |\n|---|---|---|\n");
        behaviours()
                .forEach((id, what) -> {
                    row(
                            out,
                            id,
                            what,
                            ids().contains(id) || !home(what).isEmpty() ? "" : "*planned*");
                });
        return out.toString();
    }

    private List<String> ids() {
        return scenarios.stream().map(Spec::id).toList();
    }

    /** The scenario that another behaviour is checked in, if it is said {@code in ID: ...}. */
    private static String home(String what) {
        return what.startsWith("in ") ? what.substring(3, what.indexOf(':')) : "";
    }

    private String heading(String spec) {
        return said().stream()
                .filter(each -> each.of(spec))
                .map(Said::heading)
                .findFirst()
                .orElseThrow();
    }

    private static void row(StringBuilder out, String... cells) {
        out.append("| ").append(String.join(" | ", cells));
        out.append(" |\n");
    }
}
