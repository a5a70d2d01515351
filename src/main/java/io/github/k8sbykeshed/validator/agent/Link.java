package io.github.k8sbykeshed.validator.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** What a control connection is made of. */
interface Link {
    InputStream in() throws IOException;

    OutputStream out() throws IOException;

    /** The token was right. */
    void trusted();

    /** Called before a write and, with false, after it: it must not last for ever. */
    void writing(boolean now);

    void close();

    /** Starts the thread that writes. */
    Thread start(Runnable task);

    /** A link over two streams that block, which is too much for a virtual thread. */
    static Link ofStreams(InputStream in, OutputStream out) {
        return new Link() {
            @Override
            public InputStream in() {
                return in;
            }

            @Override
            public OutputStream out() {
                return out;
            }

            @Override
            public void trusted() {}

            @Override
            public void writing(boolean now) {}

            @Override
            public void close() {}

            @Override
            public Thread start(Runnable task) {
                return Thread.ofPlatform().daemon().start(task);
            }
        };
    }
}
