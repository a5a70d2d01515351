package io.github.k8sbykeshed.validator.diagnosis;

/**
 * What a trial shows. A cell makes one or more of them: a client may be answered, but by a backend
 * that should have left. Rules are sought for each facet by itself, in this order.
 */
enum Facet {
    /** Whether an agent is reached at its own address, past every Service. */
    NETWORK,
    /** Whether a DNS server answers, past its Service. */
    SERVER,
    /** Whether a port that no Service has is silent. */
    UNSERVED,
    /** Whether anything answers where a Service's answer is expected. */
    ANSWER,
    /** Whether a host port answers, which no Service has to do with. */
    HOST_PORT,
    /** Whether a client stays with its backend. */
    AFFINITY,
    /** Whether a backend that is expected among the answering ones is there. */
    MISSING,
    /** Whether who answers is one of those that may. */
    STRANGER,
    /** Whether something answers where nothing should. */
    LINGERING,
    /** Whether a refusal comes where one is expected, not silence. */
    DROPPED,
    /** Whether a client is forgotten in time. */
    FORGETTING,
    /** Whether the backend sees the client's address. */
    CLIENT,
    /** Whether the right one of a backend's ports answers. */
    PORT,
    /** Whether a health check says what is so. */
    STATUS,
    /** Whether DNS records are right. */
    RECORDS;

    /** Whether this goes wrong wherever a client gets no answer at all. */
    boolean followsFromSilence() {
        return this == ANSWER || this == MISSING || this == DROPPED || this == STATUS;
    }

    /** Whether this goes wrong wherever a stranger answers for every Service. */
    boolean followsFromStrangers() {
        return this != NETWORK && this != SERVER && this != HOST_PORT;
    }
}
