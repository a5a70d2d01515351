package io.github.k8sbykeshed.validator.engine;

import io.github.k8sbykeshed.validator.scenario.Case;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which cases to run.
 *
 * @param labels {@code key=value} separated by commas, all of which must hold, or any tag
 *     expression of the JUnit Platform with {@code &}, {@code |} and {@code !}; null for all
 * @param skipLabels the same for what not to run; null for none
 * @param names ids or parts of names: {@code clusterip/basic}, {@code clusterip}, {@code
 *     "clusterip/basic TCP IPv4"}; {@code *} stands for anything, and {@code !} before a name takes
 *     away what it names; empty for all
 * @param evenUnasked with scenarios that run only on request, even if nothing asks for them
 */
public record Selection(
        @Nullable String labels,
        @Nullable String skipLabels,
        List<String> names,
        boolean evenUnasked) {

    private static final String NOT = "!";

    public Selection {
        names = List.copyOf(names);
    }

    public Selection(@Nullable String labels, @Nullable String skipLabels, List<String> names) {
        this(labels, skipLabels, names, false);
    }

    /** Everything. */
    public static Selection all() {
        return new Selection(null, null, List.of());
    }

    /** Whether a case is selected, as far as labels are not concerned. */
    boolean holds(Case each) {
        return names(each.name()) && (evenUnasked || !each.spec().onRequest() || asksFor(each));
    }

    private boolean asksFor(Case each) {
        String asked = labels == null ? "" : labels;
        return names.stream().anyMatch(name -> !isTaken(name))
                || List.of(asked.split("[^\\w=.-]+")).stream()
                        .anyMatch(each.spec().labels()::contains);
    }

    /** Whether a case of this name is among the named ones and not taken away. */
    private boolean names(String caseName) {
        return (names.stream().allMatch(Selection::isTaken)
                        || names.stream().anyMatch(name -> !isTaken(name) && means(name, caseName)))
                && names.stream()
                        .noneMatch(name -> isTaken(name) && means(name.substring(1), caseName));
    }

    private static boolean isTaken(String name) {
        return name.startsWith(NOT);
    }

    /** The name of a case, or the beginning of it up to a word's end. */
    private static boolean means(String name, String caseName) {
        String any =
                Stream.of(name.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        return caseName.matches(any + "(?:[ /].*)?");
    }

    /** Those that are named, without what takes others away. */
    List<String> plainNames() {
        return names.stream().map(name -> isTaken(name) ? name.substring(1) : name).toList();
    }

    /**
     * As a tag expression: a comma means and. It holds less tightly than {@code &} and {@code |},
     * which is said by parentheses around all that is between commas or parentheses.
     */
    static String expression(String labels) {
        String single = labels.replaceAll("[,\\s]*,[,\\s]*", ",").replaceAll("^,|,$", "");
        return "(" + single.replace("(", "((").replace(")", "))").replace(",", ") & (") + ")";
    }

    /** For a person: what was asked for. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        if (labels != null) {
            text.append("-labels \"").append(labels).append("\" ");
        }
        if (skipLabels != null) {
            text.append("-skip-labels \"").append(skipLabels).append("\" ");
        }
        names.forEach(name -> text.append(name).append(' '));
        return text.isEmpty() ? "everything" : text.toString().strip();
    }
}
