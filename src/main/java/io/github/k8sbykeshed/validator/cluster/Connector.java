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

    /** No connection will be asked for any more. */
    @Override
    void close();
}
