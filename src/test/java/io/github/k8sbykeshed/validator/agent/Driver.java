package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.AgentInfo;
import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Wire;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The driver's end of a control connection, as plain as can be. */
final class Driver implements AutoCloseable {

    static final String TOKEN = "the run's token";

    private static final AtomicLong BATCHES = new AtomicLong(1);

    private final Closeable link;
    final InputStream in;
    final OutputStream out;

    Driver(InputStream in, OutputStream out, Closeable link) {
        this.in = new BufferedInputStream(in);
        this.out = out;
        this.link = link;
    }

    /** Connects without a word. */
    static Driver silent(Agent agent) throws IOException {
        return connect(agent, new Socket());
    }

    /** Connects such that little fits between the agent and a driver that does not read. */
    static Driver withSmallBuffer(Agent agent) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        Driver driver = connect(agent, socket);
        driver.hello(TOKEN);
        return driver;
    }

    private static Driver connect(Agent agent, Socket socket) throws IOException {
        socket.connect(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), agent.controlPort()));
        // No test may hang: an agent says at least that it is alive, every second.
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        return new Driver(socket.getInputStream(), socket.getOutputStream(), socket);
    }

    static Driver to(Agent agent) throws IOException {
        Driver driver = silent(agent);
        driver.hello(TOKEN);
        return driver;
    }

    AgentInfo hello(String token) throws IOException {
        say(new Message.Hello(Message.VERSION, token));
        return ((Message.Welcome) hear()).info();
    }

    static long newBatch() {
        return BATCHES.getAndIncrement();
    }

    void say(Message message) throws IOException {
        Wire.write(out, message);
    }

    /** The next message, whichever it is. */
    Message hearAny() throws IOException {
        return Wire.read(in, Wire.MAX_FRAME);
    }

    /** The next message that is more than a sign of life. */
    Message hear() throws IOException {
        while (true) {
            Message message = hearAny();
            if (!(message instanceof Message.Alive)) {
                return message;
            }
        }
    }

    /** Results of one batch until it is finished, by probe. */
    Map<Integer, Series> results(long batch) throws IOException {
        Map<Integer, Series> results = new TreeMap<>();
        while (true) {
            switch (hear()) {
                case Message.Started started -> {}
                case Message.Result(long of, int probe, Series series) -> {
                    if (of == batch && results.put(probe, series) != null) {
                        throw new AssertionError("probe " + probe + " was reported twice");
                    }
                }
                case Message.Finished finished -> {
                    return results;
                }
                case Message other -> throw new AssertionError(other);
            }
        }
    }

    Map<Integer, Series> run(List<Probe> probes) throws IOException {
        long batch = newBatch();
        say(new Message.Run(batch, 0, 32, probes));
        Map<Integer, Series> results = results(batch);
        say(new Message.Forget(batch));
        return results;
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
