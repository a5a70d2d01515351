package io.github.k8sbykeshed.validator.probe;

/** The transport protocols that Services are validated with, by their names in the Service API. */
public enum Protocol {
    TCP,
    UDP
}
