package io.github.k8sbykeshed.validator.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be the cause of cells that are not as expected.
 *
 * @param code what is wrong, for programs
 * @param place where
 * @param cause the same in one sentence, for a person
 * @param rate how much fails there; null where that is not counted
 * @param confidence whether nothing else explains it as well
 * @param candidates if something does, all of them, the likeliest first, each as code and place
 * @param cells how many cells it explains
 * @param cases the names of the cases that these are in
 * @param against how many cells conform that it holds of
 * @param alternatives what else it could be that looks the same from here
 * @param look what to look at: commands to paste, with the real names
 * @param resembles public reports of the like, {@code owner/repository#number}
 */
public record Finding(
        Code code,
        Place place,
        String cause,
        @Nullable Rate rate,
        Confidence confidence,
        List<String> candidates,
        int cells,
        List<String> cases,
        long against,
        List<String> alternatives,
        List<String> look,
        List<String> resembles) {

    /** Whether a cause is the only one. */
    public enum Confidence {
        /** Nothing else explains it as well. */
        NAMED,
        /** Something else explains it as well: see the candidates. */
        AMBIGUOUS
    }

    public Finding {
        candidates = List.copyOf(candidates);
        cases = List.copyOf(cases);
        alternatives = List.copyOf(alternatives);
        look = List.copyOf(look);
        resembles = List.copyOf(resembles);
    }

    /** {@code PROXY_STOPPED node=worker-2}. */
    public String name() {
        return name(code, place);
    }

    static String name(Code code, Place place) {
        String words = place.words();
        return words.isEmpty() ? code.name() : code + " " + words;
    }
}
