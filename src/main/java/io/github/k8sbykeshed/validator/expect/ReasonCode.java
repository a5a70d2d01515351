package io.github.k8sbykeshed.validator.expect;

/** Why a cell does not conform. */
public enum ReasonCode {
    /** An attempt saw something else than was expected. */
    UNEXPECTED,
    /** One of the backends never answered. */
    BACKEND_MISSING,
    /** Every attempt was silent where a refusal was expected. */
    DROPPED,
    /** Several backends answered where it had to be one and the same. */
    SEVERAL_BACKENDS,
    /** Something answers on a port of the Service's address that no Service has. */
    UNSERVED_PORT_ANSWERS,
    /** No Service of a source chose another backend. */
    NOT_CHOSEN_ANEW,
    /** The backend is not reached past the Service either. */
    CONTROL_FAILS,
    /**
     * Somebody else answers at the backend's own address: it is given twice, or a route is stale.
     */
    STRANGER_AT_ADDRESS,
    /** The backend's agent was too slow itself: silence says nothing of the Service. */
    STALLED,
    /** As many packets are lost past the Service as by it: silence says nothing of the Service. */
    NETWORK_LOSES,
    /** Silence that did not come again, however often it was asked: chance tells no cause. */
    NOT_REPEATED,
    /** A control could not be made, or came too late to prove anything. */
    CONTROL_MISSING,
    /** The probe could not be made. */
    NOT_PROBED,
    /** Fewer attempts were made than the expectation needs. */
    TOO_FEW_ATTEMPTS,
    /** Nothing was judged: the cell is recorded. */
    RECORDED,
    /** Results of the first version do not say. */
    UNKNOWN
}
