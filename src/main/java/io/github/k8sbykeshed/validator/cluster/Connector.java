package io.github.k8sbykeshed.validator.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** A way to an agent's control endpoint that can be taken again after a break. */
interface Connector extends AutoCloseable {

    /** One connection; closing it closes both streams. Reads give up after a few silent seconds. */
    interface Connection extends AutoCloseable {
        InputStream in();

        OutputStream out();

        @Override
        void close();
    }

    /**
     * Connects.
     *
     * @throws IOException if it fails this time
     */
    Connection connect() throws IOException;

    /** Why connecting will never work again, if so; empty also when nobody can tell now. */
    Optional<String> gone();

    /** What was reached did not answer as an agent: the next connection may try something else. */
    default void tryNext() {}

    /** Whether what is not there yet may still start, so that {@link #gone} is not asked. */
    default boolean mayStillStart() {
        return true;
    }

    /** What went wrong on the way, as far as it is known there; for a person. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** No connection will be asked for any more. */
    @Override
    void close();
}
