package io.github.k8sbykeshed.validator.diagnosis;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a rule of a certain shape means to people who operate clusters: a row of the tables. Texts
 * may have names in braces; see {@link Phrases}.
 *
 * @param code what is wrong
 * @param facets of what it is said
 * @param shape which rules have this meaning
 * @param implied attributes that the code says already, and the place need not
 * @param told attributes that the place says even where the rule does not, if all that is explained
 *     has the same value
 * @param cause one sentence
 * @param alternatives what else it could be
 * @param look commands to paste; one with a name that is not known is left out
 * @param resembles public reports
 */
record Meaning(
        Code code,
        Set<Facet> facets,
        Shape shape,
        Set<Attribute> implied,
        Set<Attribute> told,
        String cause,
        List<String> alternatives,
        List<String> look,
        List<String> resembles) {

    /** Which rules a meaning is of. */
    interface Shape {
        boolean fits(Rule rule, Explained explained);

        default Shape and(Shape other) {
            return (rule, explained) -> fits(rule, explained) && other.fits(rule, explained);
        }

        default Shape or(Shape other) {
            return (rule, explained) -> fits(rule, explained) || other.fits(rule, explained);
        }

        default Shape not() {
            return (rule, explained) -> !fits(rule, explained);
        }
    }

    /** Any rule. */
    static final Shape ANY = (rule, explained) -> true;

    /** A rule under which nearly everything fails. */
    static final Shape ALWAYS = (rule, explained) -> explained.isNearlyAlways();

    /** A rule that says something of one of these. */
    static Shape says(Attribute... any) {
        return (rule, explained) -> List.of(any).stream().anyMatch(rule::says);
    }

    /** A rule that says that this attribute has this value. */
    static Shape is(Attribute attribute, Object value) {
        return (rule, explained) -> explained.says(rule, attribute, value);
    }

    /** A rule that says one of these values, or all of whose cells have them. */
    static Shape only(Attribute attribute, Object... these) {
        return (rule, explained) ->
                explained.value(rule, attribute).filter(Set.of(these)::contains).isPresent()
                        || explained.hasOnly(attribute, Set.of(these));
    }

    /** A rule that is of one of these nodes. */
    static Shape ofNode() {
        return says(
                Attribute.FORWARDER,
                Attribute.DIALLED,
                Attribute.SOURCE_NODE,
                Attribute.SOURCE_AGENT);
    }

    /** A meaning of rules of a shape. */
    static Meaning of(Code code, Shape shape, String cause) {
        return new Meaning(
                code,
                Set.of(Facet.ANSWER),
                shape,
                Set.of(),
                Set.of(),
                cause,
                List.of(),
                List.of(),
                List.of());
    }

    Meaning in(Facet... some) {
        return new Meaning(
                code,
                EnumSet.copyOf(List.of(some)),
                shape,
                implied,
                told,
                cause,
                alternatives,
                look,
                resembles);
    }

    Meaning implies(Attribute... some) {
        return new Meaning(
                code,
                facets,
                shape,
                EnumSet.copyOf(List.of(some)),
                told,
                cause,
                alternatives,
                look,
                resembles);
    }

    Meaning tells(Attribute... some) {
        return new Meaning(
                code,
                facets,
                shape,
                implied,
                EnumSet.copyOf(List.of(some)),
                cause,
                alternatives,
                look,
                resembles);
    }

    Meaning or(String alternative) {
        return new Meaning(
                code,
                facets,
                shape,
                implied,
                told,
                cause,
                with(alternatives, alternative),
                look,
                resembles);
    }

    Meaning look(String command) {
        return new Meaning(
                code,
                facets,
                shape,
                implied,
                told,
                cause,
                alternatives,
                with(look, command),
                resembles);
    }

    Meaning like(String... reports) {
        return new Meaning(
                code, facets, shape, implied, told, cause, alternatives, look, List.of(reports));
    }

    private static List<String> with(List<String> all, String one) {
        List<String> more = new ArrayList<>(all);
        more.add(one);
        return more;
    }

    boolean isOf(Facet facet, Rule rule, Explained explained) {
        return facets.contains(facet) && shape.fits(rule, explained);
    }
}
