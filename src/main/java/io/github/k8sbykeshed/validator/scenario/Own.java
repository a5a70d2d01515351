package io.github.k8sbykeshed.validator.scenario;

/**
 * An agent that a case has for itself, to be done with what would disturb others. It starts with
 * the others if the case is selected, is not ready until the case says so, and goes on serving
 * while it terminates. Its subdomain is the name of the case's first Service: if that is headless,
 * DNS knows the pod by its own name below the Service's.
 */
public enum Own {
    /** In the pod network, in the namespace of the others there. */
    POD,
    /** In the pod network, in the namespace of the agents on the host network. */
    POD_OF_OTHER_NAMESPACE
}
