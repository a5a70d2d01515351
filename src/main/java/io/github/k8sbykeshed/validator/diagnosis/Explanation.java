package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Explainer.Found;
import java.util.Set;

/**
 * A rule that explains why trials of a facet fail, and so of others that follow from it.
 *
 * @param facet of which it is said
 * @param evidence the trials that show it
 */
record Explanation(Facet facet, Found found, Trials evidence) {

    /** Attributes of the way between two nodes. */
    private static final Set<Attribute> WAYS =
            Set.of(
                    Attribute.PATH,
                    Attribute.BETWEEN,
                    Attribute.LINK,
                    Attribute.RELATION,
                    Attribute.FAMILY,
                    Attribute.PROTOCOL);

    Rule rule() {
        return found.rule();
    }

    /**
     * Whether Services lose a part of what goes between nodes, and nothing else: the network does.
     */
    boolean isLoss() {
        return facet == Facet.ANSWER
                && found.rate() < Inquiry.NEARLY_ALWAYS
                && (rule().says(Attribute.PATH)
                        || rule().says(Attribute.BETWEEN)
                        || rule().says(Attribute.LINK)
                        || rule().says(Attribute.RELATION))
                && rule().literals().stream().allMatch(each -> WAYS.contains(each.attribute()));
    }

    /** Whether it explains that a trial of a facet fails which has these values. */
    boolean explains(Facet of, int[] values) {
        return switch (facet) {
            case NETWORK -> of == facet && rule().holdsOf(values) || explainsByNetwork(of, values);
            case SERVER -> of == facet && rule().holdsOf(values);
            default -> leadsTo(of) && rule().holdsOf(values);
        };
    }

    /**
     * Whether it explains that a client hears nothing from one of the DNS servers, of which it is
     * not known on which node they are.
     *
     * @param ends the nodes that its rule is of
     */
    boolean explainsServers(int[] values, Set<Integer> ends) {
        return facet == Facet.NETWORK
                && ends.contains(values[Attribute.SOURCE_NODE.ordinal()])
                && rule().mayHoldOf(values);
    }

    /** Whether it may explain it, as far as the values are known. */
    boolean mayExplain(Facet of, int[] values) {
        return (facet == Facet.NETWORK && of != Facet.SERVER || leadsTo(of))
                && rule().mayHoldOf(values);
    }

    /** Whether what goes wrong in this respect may go wrong in another one for it. */
    private boolean leadsTo(Facet of) {
        if (of == facet) {
            return true;
        }
        return switch (facet) {
            case NETWORK, SERVER, HOST_PORT -> false;
            case ANSWER -> of.followsFromSilence() || isOfProxy();
            case UNSERVED -> of.followsFromStrangers();
            default -> isOfProxy() && of != Facet.ANSWER;
        };
    }

    /** Whether it says that a node's proxy is wrong as a whole. */
    private boolean isOfProxy() {
        return rule().says(Attribute.FORWARDER);
    }

    /**
     * A Service's packets go from the client's node, or the one that is dialled, to a backend. Of a
     * client outside that dials no node it is not known where they come in.
     */
    private boolean explainsByNetwork(Facet of, int[] values) {
        if (of == Facet.NETWORK
                || of == Facet.SERVER
                || values[Attribute.BACKEND.ordinal()] == Vocabulary.NONE) {
            return false;
        }
        int[] onward = values.clone();
        int dialled = values[Attribute.DIALLED.ordinal()];
        if (dialled != Vocabulary.NONE) {
            onward[Attribute.SOURCE_NODE.ordinal()] = dialled;
            onward[Attribute.SOURCE_AGENT.ordinal()] = Vocabulary.NONE;
            onward[Attribute.SOURCE_KIND.ordinal()] = Vocabulary.NONE;
        } else if (values[Attribute.SOURCE_NODE.ordinal()] != Vocabulary.NONE) {
            return rule().holdsOf(values);
        } else {
            onward[Attribute.SOURCE_AGENT.ordinal()] = Vocabulary.NONE;
            onward[Attribute.SOURCE_KIND.ordinal()] = Vocabulary.NONE;
        }
        return rule().mayHoldOf(onward);
    }
}
