package io.github.k8sbykeshed.validator.scenario;

/**
 * One behaviour that an implementation of Services must have. A public class with a public
 * constructor without parameters anywhere under the package {@code catalog} is found, listed,
 * labelled and run.
 */
public interface Scenario {

    /** What it is and what it needs; the same at every call. */
    Spec spec();

    /** Shows the behaviour in one protocol and family. Runs concurrently with other cases. */
    void run(Lab lab);
}
